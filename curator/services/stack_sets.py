"""Finds the sets in a session: exposure brackets and panoramas, whose photos belong together."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from curator.library.records import Exposure, FoundStack, Frame
from curator.services.likeness import LEAST_OVERLAP, Sketches, differing_bits

LEAST = 3
"""Photos of a set: two alone tell neither a bracket nor a panorama from chance."""

# Brackets
_BRACKET_GAP_S = 2.0  # besides the exposures themselves
_STEP_EV = 0.25  # cameras bracket by 1/3 EV or more
_RANGE_EV = 0.6
_SAME_SCENE = (24, 0.6)  # clipping changes both, so it is enough that one of them agrees
_LEVELS_PER_EV = 10.0  # a quarter of what 1 EV makes in the middle greys
_BLACK, _WHITE = 12.0, 243.0  # means beyond which no more light shows

# Panoramas
_TURN_GAP_S = 15.0
_MOST_A_SECOND = 2.0  # quicker ones are a burst that follows something
_CONSTANT_EV = 0.34  # a third of a stop, and rounding
_OVERLAPS = 0.7  # correlation; of unrelated neighbours 2% reach it, of 998 runs of three one did
_CLEARER = 0.1  # than without a shift


def seconds_between(one: Frame, other: Frame) -> float:
    """The time from one photo to a later one; both have a time."""
    assert one.taken_at is not None
    assert other.taken_at is not None
    return (other.taken_at - one.taken_at).total_seconds()


def light(exposure: Exposure) -> float | None:
    """How much light the settings let in, in EV: log2(seconds * ISO / 100 / aperture^2).

    That is the exposure value of ISO 2720 / the APEX system (EXIF 2.32, annex C) with the sign
    turned round. A part that is not said counts as constant. Without a time it is the exposure
    compensation, where that is said.
    """
    if exposure.seconds is None:
        return exposure.bias
    value = math.log2(exposure.seconds)
    if exposure.iso is not None:
        value += math.log2(exposure.iso / 100)
    if exposure.aperture is not None:
        value -= 2 * math.log2(exposure.aperture)
    return value


def find_sets(session: Sequence[Frame], sketches: Sketches) -> list[FoundStack]:
    """The brackets, then the panoramas among the rest, of a session in the order of time."""
    known = [frame for frame in session if frame.photo_id in sketches]
    if len(known) < LEAST:
        return []
    brackets = list(find_brackets(known, sketches))
    used = {one for stack in brackets for one in stack.photo_ids}
    rest = [frame for frame in known if frame.photo_id not in used]
    return [*brackets, *find_panoramas(rest, sketches)]


def find_brackets(frames: Sequence[Frame], sketches: Sketches) -> Iterator[FoundStack]:
    """Runs of three or more photos of one scene at one moment, each exposed otherwise.

    Measured are: the time between them, without their own exposure; the light that their settings
    let in (`light`), another for each; the difference hash (Krawetz 2013) or the correlation of the
    greys, for the scene; and whether the pictures get brighter as the settings say, for automatic
    exposure that follows the scene changes the settings and leaves the brightness.
    """
    start = 0
    while start < len(frames):
        end = start + 1
        while end < len(frames) and _continues_bracket(frames[start:end], frames[end], sketches):
            end += 1
        run = frames[start:end]
        if len(run) >= LEAST and _spread(run) >= _RANGE_EV:
            yield FoundStack("bracket", tuple(frame.photo_id for frame in run))
            start = end
        else:
            start += 1


def find_panoramas(frames: Sequence[Frame], sketches: Sketches) -> Iterator[FoundStack]:
    """Runs of three or more photos that turn to one side, each overlapping the one before.

    Measured are: the time from one to the next; the light that the settings let in, which has to
    stay the same; and the shift at which the small grey pictures correlate best
    (`Sketches.sideways`: normalised cross-correlation, the measure of translational panorama
    stitching, Brown and Lowe 2007 being the general case). A burst that follows something moves the
    same way, but takes more photos a second.
    """
    steps = [
        place
        for place, (one, other) in enumerate(pairwise(frames))
        if _may_continue_panorama(one, other)
    ]
    ones = [frames[place].photo_id for place in steps]
    others = [frames[place + 1].photo_id for place in steps]
    still = sketches.alike(ones, others)
    turns: dict[int, float] = {}
    for place, (shift, sure), unmoved in zip(
        steps, sketches.sideways(ones, others), still, strict=True
    ):
        if sure >= _OVERLAPS and sure >= unmoved + _CLEARER and abs(shift) <= 1 - LEAST_OVERLAP:
            turns[place] = shift
    start = 0
    while start < len(frames):
        end = start
        while end in turns and turns[end] * turns[start] > 0 and _constant(frames, start, end + 1):
            end += 1
        run = frames[start : end + 1]
        if len(run) >= LEAST and seconds_between(run[0], run[-1]) >= len(run[1:]) / _MOST_A_SECOND:
            yield FoundStack("panorama", tuple(frame.photo_id for frame in run))
            start = end + 1
        else:
            start += 1


def _continues_bracket(run: Sequence[Frame], frame: Frame, sketches: Sketches) -> bool:
    before = run[-1]
    let_in, last = light(frame.exposure), light(before.exposure)
    if let_in is None or last is None or not _same_shape(before, frame):
        return False
    exposed = (before.exposure.seconds or 0.0) + (frame.exposure.seconds or 0.0)
    if seconds_between(before, frame) > _BRACKET_GAP_S + exposed:
        return False
    if any(abs((light(one.exposure) or 0.0) - let_in) < _STEP_EV for one in run):
        return False  # a bracket has each exposure once
    bits, least = _SAME_SCENE
    differing = differing_bits(before.phash, frame.phash)
    (alike,) = sketches.alike([before.photo_id], [frame.photo_id])
    if differing > bits and alike < least:
        return False
    return _brightens(sketches.mean(before.photo_id), sketches.mean(frame.photo_id), let_in - last)


def _brightens(before: float, after: float, more_ev: float) -> bool:
    """Whether a picture got brighter or darker (mean greys) as its settings say."""
    if more_ev < 0:
        before, after, more_ev = after, before, -more_ev
    if before >= _WHITE or after <= _BLACK:
        return True
    return after - before >= min(_LEVELS_PER_EV * more_ev, 3 * _LEVELS_PER_EV)


def _spread(run: Sequence[Frame]) -> float:
    lights = [light(frame.exposure) or 0.0 for frame in run]
    return max(lights) - min(lights)


def _may_continue_panorama(one: Frame, other: Frame) -> bool:
    return (
        _same_shape(one, other)
        and seconds_between(one, other) <= _TURN_GAP_S
        and _equally_exposed(one, other)
    )


def _constant(frames: Sequence[Frame], start: int, end: int) -> bool:
    return _equally_exposed(frames[start], frames[end])


def _equally_exposed(one: Frame, other: Frame) -> bool:
    before, after = light(one.exposure), light(other.exposure)
    return before is not None and after is not None and abs(after - before) <= _CONSTANT_EV


def _same_shape(one: Frame, other: Frame) -> bool:
    return (one.width, one.height) == (other.width, other.height)

"""Finds stacks among photos: bursts, near duplicates, and the sets of `stack_sets`.

Nothing is ever compared with everything: photos with a time are compared with their neighbours in
time, those without one with their neighbours in sorted bands of their hashes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from curator.library.records import SETS, FoundStack, Frame, StackKind
from curator.services.likeness import Sketches, differing_bits
from curator.services.stack_sets import find_sets, seconds_between

Fetch = Callable[[Sequence[int]], Mapping[int, bytes]]

SESSION_GAP_S = 120.0
"""Photos of one camera further apart in time are never stacked for their time."""

_WINDOW = 8  # neighbours, in time or in a band, that a photo is compared with
_BURST_GAP_S = 3.0
_AT_ONCE = 2048  # photos whose sketches are in memory, about
_BANDS = 4  # of 16 bits: hashes that differ in up to 3 bits have one in common

# How much alike: differing bits of 64 at most, correlation of the greys at least. Within a burst
# the subject moves; the longer between two photos, the more alike they have to be. Chosen on photos
# that have nothing to do with each other: the strictest met none of 1,149,886 pairs.
_BURST = (20, 0.7)
_SESSION = (10, 0.85)
_NO_TIME = (6, 0.96)
_SAME = 0.998  # from here on it is the same picture again, and no burst
_BITS_ONLY = 4  # for photos without a sketch, read by a version that made none

Pairs = list[tuple[int, int]]


def sessions(frames: Sequence[Frame]) -> list[list[Frame]]:
    """The photos that have a time, by camera, apart wherever that rested for `SESSION_GAP_S`.

    `frames` are in the order of time; so is each session.
    """
    found: list[list[Frame]] = []
    last: dict[str, list[Frame]] = {}
    for frame in frames:
        if frame.taken_at is None:
            continue
        session = last.get(frame.camera or "")
        if session is None or seconds_between(session[-1], frame) > SESSION_GAP_S:
            session = last[frame.camera or ""] = []
            found.append(session)
        session.append(frame)
    return found


def stacks_in_time(groups: Iterable[Sequence[Frame]], fetch: Fetch) -> Iterator[FoundStack]:
    """The stacks within each of these sessions; `fetch` gives photos' sketches."""
    batch: list[Sequence[Frame]] = []
    size = 0
    for session in groups:
        if len(session) > 1:
            batch.append(session)
            size += len(session)
        if size >= _AT_ONCE:
            yield from _in_batch(batch, fetch)
            batch, size = [], 0
    yield from _in_batch(batch, fetch)


def with_untimed(
    found: Sequence[FoundStack], frames: Sequence[Frame], fetch: Fetch
) -> list[FoundStack]:
    """The stacks found in time, together with the near duplicates that have no time.

    One without a time joins what it is a near duplicate of, be that a photo, a stack, or another
    one without a time; but no bracket or panorama, whose photos are counted.
    """
    untimed = {frame.photo_id for frame in frames if frame.taken_at is None}
    if not untimed:
        return list(found)
    in_sets = {one for stack in found if stack.kind in SETS for one in stack.photo_ids}
    free = [frame for frame in frames if frame.photo_id not in in_sets]
    hashes = {frame.photo_id: frame.phash for frame in free}
    near: Pairs = [
        (one, other)
        for one, other in _neighbours_in_bands(free)
        if (one in untimed or other in untimed)
        and differing_bits(hashes[one], hashes[other]) <= _NO_TIME[0]
    ]
    sketches = Sketches(fetch(sorted({one for pair in near for one in pair})))
    joined = _Joined()
    kinds: dict[int, StackKind] = {}
    for stack in found:
        for one in stack.photo_ids:
            kinds[one] = stack.kind
            joined.join(stack.photo_ids[0], one)
    for (one, other), alike in zip(near, sketches.alike(*_columns(near)), strict=True):
        bits = differing_bits(hashes[one], hashes[other])
        both = one in sketches and other in sketches
        if alike >= _NO_TIME[1] if both else bits <= _BITS_ONLY // 2:
            joined.join(one, other)
    order = {frame.photo_id: place for place, frame in enumerate(frames)}
    stacks = []
    for members in joined.groups():
        met = {kinds[one] for one in members if one in kinds}
        kind = met.pop() if len(met) == 1 else "similar"
        stacks.append(FoundStack(kind, tuple(sorted(members, key=order.__getitem__))))
    return stacks


def _in_batch(batch: Sequence[Sequence[Frame]], fetch: Fetch) -> Iterator[FoundStack]:
    """All sketches that may be needed are fetched at once."""
    sketches = Sketches(fetch([frame.photo_id for session in batch for frame in session]))
    for session in batch:
        sets = find_sets(session, sketches)
        yield from sets
        used = {one for stack in sets for one in stack.photo_ids}
        yield from _alternatives([f for f in session if f.photo_id not in used], sketches)


def _alternatives(session: Sequence[Frame], sketches: Sketches) -> Iterator[FoundStack]:
    """Bursts and near duplicates in the order of time."""
    near: Pairs = []
    least: list[float] = []
    for place, frame in enumerate(session):
        for ahead, later in enumerate(session[place + 1 : place + 1 + _WINDOW]):
            gap = seconds_between(frame, later)
            if gap > SESSION_GAP_S:
                break
            bits, alike = _BURST if ahead == 0 and gap <= _BURST_GAP_S else _SESSION
            has_both = frame.photo_id in sketches and later.photo_id in sketches
            differing = differing_bits(frame.phash, later.phash)
            if differing <= (bits if has_both else _BITS_ONLY):
                near.append((frame.photo_id, later.photo_id))
                least.append(alike if has_both else 0.0)
    joined = _Joined()
    moved: set[int] = set()  # photos that are not the very picture beside them
    for (one, other), found, wanted in zip(
        near, sketches.alike(*_columns(near)), least, strict=True
    ):
        if found >= wanted:
            joined.join(one, other)
            if found < _SAME:
                moved.update((one, other))
    by_id = {frame.photo_id: (place, frame) for place, frame in enumerate(session)}
    for members in joined.groups():
        inside = [frame for _, frame in sorted(by_id[one] for one in members)]
        quick = all(
            seconds_between(before, after) <= _BURST_GAP_S for before, after in pairwise(inside)
        )
        kind: StackKind = "burst" if quick and moved.intersection(members) else "similar"
        yield FoundStack(kind, tuple(frame.photo_id for frame in inside))


def _neighbours_in_bands(frames: Sequence[Frame]) -> Iterator[tuple[int, int]]:
    """Pairs of photos that stand close when sorted by their hash, begun at each of its bands."""
    width = 64 // _BANDS
    for band in range(_BANDS):
        turn = band * width
        turned = sorted(
            ((frame.phash << turn | frame.phash >> (64 - turn)) & (1 << 64) - 1, frame.photo_id)
            for frame in frames
        )
        for place, (hash_, photo_id) in enumerate(turned):
            for other_hash, other in turned[place + 1 : place + 1 + _WINDOW]:
                if hash_ >> (64 - width) != other_hash >> (64 - width):
                    break
                yield photo_id, other


def _columns(pairs: Pairs) -> tuple[list[int], list[int]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


class _Joined:
    """Photos joined pair by pair (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def join(self, one: int, other: int) -> None:
        top, below = self._top(one), self._top(other)
        if top != below:
            self._parent[max(top, below)] = min(top, below)

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for one in self._parent:
            found[self._top(one)].append(one)
        return [members for members in found.values() if len(members) > 1]

    def _top(self, one: int) -> int:
        self._parent.setdefault(one, one)
        while self._parent[one] != one:
            self._parent[one] = self._parent[self._parent[one]]
            one = self._parent[one]
        return one

"""Culls to a number: the best photos, but not too many of one day or of one stack.

A collapsed stack is one photo: the one that is shown. Where the others are rejected, the rest of
such a stack is among them; but a bracket or a panorama stands or falls as a whole, and what was
decided about a photo behind another stays.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from curator.library.records import Ranked


@dataclass(frozen=True, slots=True)
class Candidate:
    """A photo to choose from; photos without a date are of one day, those of no stack alone.

    `behind` are the photos that go when this one goes, and, unless the stack is a `whole`, also
    when it stays.
    """

    photo_id: int
    score: float
    day: date | None = None
    stack: int | None = None
    behind: tuple[int, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """What stands behind the photo that is shown of a collapsed stack; `whole`: it is a set."""

    photos: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What a cull keeps and what not, both the best first."""

    kept: tuple[int, ...]
    others: tuple[int, ...]


_ALONE = Folded((), whole=False)
_NONE: Mapping[int, Folded] = {}


def candidates(
    rows: Sequence[Ranked], stacks: Mapping[int, int], folded: Mapping[int, Folded] = _NONE
) -> list[Candidate]:
    """The photos of a ranking that can be kept: those with a score that are not rejected.

    `stacks` are the numbers of their stacks, by photo; `folded` the collapsed ones, by the photo
    that is shown. The rows of those behind it have to be among `rows`; they are not chosen from.
    """
    hidden = {photo for one in folded.values() for photo in one.photos}
    free = {row.photo_id for row in rows if row.photo_id in hidden and row.flag is None}
    found = []
    for row in rows:
        if row.score is None or row.flag == "reject" or row.photo_id in hidden:
            continue
        day = None if row.taken_at is None else row.taken_at.date()
        stack = folded.get(row.photo_id, _ALONE)
        behind = tuple(photo for photo in stack.photos if photo in free)
        number = stacks.get(row.photo_id)
        found.append(Candidate(row.photo_id, row.score, day, number, behind, stack.whole))
    return found


def keep_best(
    photos: Sequence[Candidate],
    number: int,
    *,
    per_day: int | None = None,
    per_stack: int | None = None,
) -> Kept:
    """Keep `number` photos, or as many as the limits leave: never more than these of a day or of a
    stack, and otherwise the highest scores. Equal scores in the order given."""
    days: Counter[Hashable] = Counter()
    stacks: Counter[Hashable] = Counter()
    kept: list[int] = []
    others: list[int] = []
    for photo in sorted(photos, key=lambda one: -one.score):  # stable
        alone = photo.stack is None
        room = (
            len(kept) < number
            and (per_day is None or days[photo.day] < per_day)
            and (per_stack is None or alone or stacks[photo.stack] < per_stack)
        )
        (kept if room else others).append(photo.photo_id)
        if not (room and photo.whole):
            others += photo.behind
        if room:
            days[photo.day] += 1
            stacks[photo.stack] += 1
    return Kept(tuple(kept), tuple(others))

"""Culls to a number: the best photos, but not too many of one day or of one stack."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from curator.library.records import Ranked


@dataclass(frozen=True, slots=True)
class Candidate:
    """A photo to choose from; photos without a date are of one day, those of no stack alone."""

    photo_id: int
    score: float
    day: date | None = None
    stack: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a cull keeps and what not, both the best first."""

    kept: tuple[int, ...]
    others: tuple[int, ...]


def candidates(rows: Sequence[Ranked], stacks: Mapping[int, int]) -> list[Candidate]:
    """The photos of a ranking that can be kept: those with a score that are not rejected.

    `stacks` are the numbers of their stacks, by photo.
    """
    return [
        Candidate(
            row.photo_id,
            row.score,
            None if row.taken_at is None else row.taken_at.date(),
            stacks.get(row.photo_id),
        )
        for row in rows
        if row.score is not None and row.flag != "reject"
    ]


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
        if room:
            days[photo.day] += 1
            stacks[photo.stack] += 1
    return Kept(tuple(kept), tuple(others))

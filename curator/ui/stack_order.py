"""Stacks as a view over a ranking: which photos are shown, where, and as what."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from curator.library.records import SETS, Stacked, StackKind


class StackMark(NamedTuple):
    """A photo in a stack as the grid shows it.

    `place` (from 1) is its place among the `size` photos of the stack that the filters let through.
    `best`: the one with the highest score among alternatives; sets have none. `collapsed`: it
    stands for all of them; `together`: they stand side by side here, not each at its own rank.
    """

    stack_id: int
    kind: StackKind
    place: int
    size: int
    best: bool
    collapsed: bool
    together: bool


class _Shown(NamedTuple):
    """A stack as the grid shows it; see `StackMark`."""

    kind: StackKind
    photo_ids: list[int]
    best: int | None
    collapsed: bool
    together: bool


class Marks(Mapping[int, StackMark]):
    """The marks of all photos in stacks: each is made when it is asked for, since a screen shows
    few of them."""

    def __init__(self, stacks: Mapping[int, _Shown]) -> None:
        self._stacks = stacks
        self._stack_of: dict[int, int] = {}
        for stack_id, one in stacks.items():
            self._stack_of.update(dict.fromkeys(one.photo_ids, stack_id))

    def __getitem__(self, photo_id: int) -> StackMark:
        stack_id = self._stack_of[photo_id]
        kind, ids, best, collapsed, together = self._stacks[stack_id]
        place = ids.index(photo_id) + 1
        return StackMark(stack_id, kind, place, len(ids), photo_id == best, collapsed, together)

    def __iter__(self) -> Iterator[int]:
        return iter(self._stack_of)

    def __len__(self) -> int:
        return len(self._stack_of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Marks) and self._stacks == other._stacks

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Arranged:
    """The photos to show in order, the marks of those in stacks, and who stands for a stack.

    `inside` are the photos of each stack that the filters let through, in their order.
    """

    ids: Sequence[int]
    marks: Mapping[int, StackMark] = field(default_factory=dict)
    shown: dict[int, int] = field(default_factory=dict)
    inside: dict[int, list[int]] = field(default_factory=dict)


def arrange(
    ids: Sequence[int],
    members: Sequence[Stacked],
    collapsed: bool,
    others: Collection[int],
) -> Arranged:
    """Collapse or open the stacks of a ranking.

    `members` are the photos in stacks, stack by stack and in their order there. Stacks are
    `collapsed` or not; `others` are the stacks with which it is the other way round. Collapsed, a
    stack stands where the photo stands that it shows: the one with the highest score (of equal ones
    the first in the ranking), of a set the first in the set. One that is opened while the rest is
    collapsed shows all its photos there; when all are open, each photo stands at its own rank.
    """
    if not members:
        return Arranged(ids)
    there, rank = set(ids), _Rank(ids)
    stacks: dict[int, _Shown] = {}
    shown: dict[int, int] = {}
    opened: dict[int, list[int]] = {}  # by the photo at whose place they stand
    hidden: set[int] = set()
    for stack_id, every in groupby(members, itemgetter(1)):
        photos = [one for one in every if one.photo_id in there]
        if len(photos) < 2:
            continue
        kind = photos[0].kind
        top = photos[0] if kind in SETS else _highest(photos, rank)
        best = top.photo_id if kind not in SETS and top.score is not None else None
        shut = collapsed != (stack_id in others)
        order = [one.photo_id for one in photos]
        shown[stack_id] = top.photo_id
        stacks[stack_id] = _Shown(kind, order, best, shut, collapsed and not shut)
        if shut or collapsed:
            hidden.update(order)
            hidden.discard(top.photo_id)
        if collapsed and not shut:
            opened[top.photo_id] = order
    marks, inside = Marks(stacks), {number: one.photo_ids for number, one in stacks.items()}
    if not hidden:
        return Arranged(ids, marks, shown, inside)
    left = [photo_id for photo_id in ids if photo_id not in hidden]
    if opened:
        left = [one for photo_id in left for one in opened.get(photo_id, (photo_id,))]
    return Arranged(left, marks, shown, inside)


class _Rank:
    """The place of photos in a ranking; worked out when the first one is asked for."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._ids = ids
        self._places: dict[int, int] = {}

    def of(self, one: Stacked) -> int:
        """Where a photo stands."""
        if not self._places:
            self._places = dict(zip(self._ids, range(len(self._ids)), strict=True))
        return self._places[one.photo_id]


def _highest(photos: Sequence[Stacked], rank: _Rank) -> Stacked:
    """The photo with the highest score; of equal ones the first in the ranking."""
    scores = [-1.0 if one.score is None else one.score for one in photos]
    highest = max(scores)
    if scores.count(highest) == 1:
        return photos[scores.index(highest)]
    equal = (one for one, score in zip(photos, scores, strict=True) if score == highest)
    return min(equal, key=rank.of)

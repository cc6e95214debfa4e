"""Stacks as a view over a ranking: which photos are shown, where, and as what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from curator.library.records import SETS, Stacked, StackKind


class StackMark(NamedTuple):
    """A photo in a stack as the grid shows it. A tuple, which is made and compared in no time.

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


@dataclass(frozen=True, slots=True)
class Arranged:
    """The photos to show in order, the marks of those in stacks, and who stands for a stack.

    `inside` are the photos of each stack that the filters let through, in their order.
    """

    ids: Sequence[int]
    marks: dict[int, StackMark] = field(default_factory=dict)
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
    rank = dict(zip(ids, range(len(ids)), strict=True))
    marks: dict[int, StackMark] = {}
    shown: dict[int, int] = {}
    inside: dict[int, list[int]] = {}
    opened: dict[int, list[int]] = {}  # by the photo at whose place they stand
    hidden: set[int] = set()
    for stack_id, members_of_it in groupby(members, itemgetter(1)):
        photos = [one for one in members_of_it if one.photo_id in rank]
        if len(photos) < 2:
            continue
        kind = photos[0].kind
        top = photos[0] if kind in SETS else _highest(photos, rank)
        best = top.photo_id if kind not in SETS and top.score is not None else None
        shut = collapsed != (stack_id in others)
        order = inside[stack_id] = [one.photo_id for one in photos]
        shown[stack_id] = top.photo_id
        if shut or collapsed:
            hidden.update(order)
            hidden.discard(top.photo_id)
        if collapsed and not shut:
            opened[top.photo_id] = order
        size, together = len(order), collapsed and not shut
        for place, photo_id in enumerate(order, start=1):
            marks[photo_id] = StackMark(
                stack_id, kind, place, size, photo_id == best, shut, together
            )
    if not hidden:
        return Arranged(ids, marks, shown, inside)
    left = [photo_id for photo_id in ids if photo_id not in hidden]
    if opened:
        left = [one for photo_id in left for one in opened.get(photo_id, (photo_id,))]
    return Arranged(left, marks, shown, inside)


def _highest(photos: Sequence[Stacked], rank: Mapping[int, int]) -> Stacked:
    """The photo with the highest score; of equal ones the first in the ranking."""
    scores = [-1.0 if one.score is None else one.score for one in photos]
    highest = max(scores)
    if scores.count(highest) == 1:
        return photos[scores.index(highest)]
    equal = (one for one, score in zip(photos, scores, strict=True) if score == highest)
    return min(equal, key=lambda one: rank[one.photo_id])

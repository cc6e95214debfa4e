"""Stacks as a view over a ranking: which photos are shown, where, and as what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from curator.library.records import SETS, Stacked, StackKind


@dataclass(frozen=True, slots=True)
class StackMark:
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
    rank = {photo_id: place for place, photo_id in enumerate(ids)}
    stacks: dict[int, list[Stacked]] = {}
    for one in members:
        if one.photo_id in rank:
            stacks.setdefault(one.stack_id, []).append(one)
    marks: dict[int, StackMark] = {}
    shown: dict[int, int] = {}
    inside: dict[int, list[int]] = {}
    opened: dict[int, list[int]] = {}  # by the photo at whose place they stand
    hidden: set[int] = set()
    for stack_id, photos in stacks.items():
        if len(photos) < 2:
            continue
        kind = photos[0].kind
        is_set = kind in SETS
        top = (
            photos[0]
            if is_set
            else max(photos, key=lambda one: (_score(one.score), -rank[one.photo_id]))
        )
        known = not is_set and top.score is not None
        shut = collapsed != (stack_id in others)
        order = inside[stack_id] = [one.photo_id for one in photos]
        shown[stack_id] = top.photo_id
        if collapsed:
            hidden.update(order)
            opened[top.photo_id] = [top.photo_id] if shut else order
        elif shut:
            hidden.update(order)
            hidden.discard(top.photo_id)
        for place, photo_id in enumerate(order, start=1):
            best = known and photo_id == top.photo_id
            marks[photo_id] = StackMark(
                stack_id, kind, place, len(order), best, shut, collapsed and not shut
            )
    if not hidden:
        return Arranged(ids, marks, shown, inside)
    order = []
    for photo_id in ids:
        if photo_id in opened:
            order += opened[photo_id]
        elif photo_id not in hidden:
            order.append(photo_id)
    return Arranged(order, marks, shown, inside)


def _score(score: float | None) -> float:
    return -1.0 if score is None else score

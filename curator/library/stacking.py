"""Writes stacks: those that the program found, and those that a person made or took apart."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

from sqlalchemy import Connection, delete, exists, insert, select, text, update
from sqlalchemy.sql.functions import count

from curator.library.connection import among
from curator.library.models import PhotoRow, StackPhotoRow, StackRow
from curator.library.records import FoundStack, StackKind

ALONE: Final[StackKind] = "alone"

_Place = tuple[int, int]  # stack, position


@dataclass(frozen=True, slots=True)
class StacksBefore:
    """Photos and the stacks that they were in: (id, kind, made at, by hand), and their places."""

    photo_ids: tuple[int, ...]
    stacks: tuple[tuple[int, StackKind, datetime, bool], ...]
    places: tuple[tuple[int, int, int], ...]  # photo, stack, position


def store_found(
    connection: Connection, found: Iterable[FoundStack], looked_at: Collection[int]
) -> list[int]:
    """See `Stacks.store_found`."""
    made_by_hand = (
        select(StackPhotoRow.photo_id)
        .join(StackRow, StackRow.id == StackPhotoRow.stack_id)
        .where(StackRow.by_hand)
    )
    free = set(looked_at) - set(connection.scalars(made_by_hand))
    before = _places(connection, free)
    kinds = _kinds(connection, {stack for stack, _ in before.values()})
    after: dict[int, _Place] = {}
    taken: set[int] = set()
    changed: set[int] = set()
    made: dict[int, StackKind] = {}
    last = connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'stack'")) or 0
    for group in found:
        members = [one for one in group.photo_ids if one in free]
        if len(members) < 2:
            continue
        number = _keep_number(members, before, taken)
        if number is None:
            number = last + len(made) + 1
            made[number] = group.kind
        elif kinds[number] != group.kind:
            connection.execute(
                update(StackRow).where(StackRow.id == number).values(kind=group.kind)
            )
            changed.update(members)
        taken.add(number)
        after |= {one: (number, position) for position, one in enumerate(members)}
    _new_stacks(connection, made)
    changed |= {one for one in free if before.get(one) != after.get(one)}
    _place(connection, changed, {one: after[one] for one in changed if one in after})
    _drop_empty(connection, kinds)
    return sorted(changed)


def merge_by_hand(connection: Connection, photo_ids: Sequence[int]) -> StacksBefore:
    """See `Stacks.merge`."""
    before = _before(connection, photo_ids)
    kinds = {stack: kind for stack, kind, _, _ in before.stacks if kind != ALONE}
    chosen = set(photo_ids)
    met = {kinds[stack] for photo, stack, _ in before.places if photo in chosen and stack in kinds}
    kind: StackKind = met.pop() if len(met) == 1 else "hand"
    _keep(connection, before)
    number = _new_stack(connection, kind, by_hand=True)
    there = _known(connection, chosen)  # a file may have gone since it was chosen
    _place(
        connection, chosen, _in_order(number, [p for p in dict.fromkeys(photo_ids) if p in there])
    )
    _tidy(connection, [*_ids(before), number])
    return before


def split_by_hand(connection: Connection, photo_ids: Sequence[int]) -> StacksBefore:
    """See `Stacks.split`."""
    before = _before(connection, photo_ids)
    kinds = {stack: kind for stack, kind, _, _ in before.stacks}
    chosen = set(photo_ids)
    members: dict[int, list[int]] = defaultdict(list)
    for photo, stack, _ in before.places:
        members[stack].append(photo)
    _keep(connection, before)
    for stack, inside in members.items():
        out = [photo for photo in inside if photo in chosen]
        whole = len(out) == len(inside)
        for part in [[photo] for photo in out] if whole else [out]:
            number = _new_stack(connection, kinds[stack], by_hand=True)
            _place(connection, part, _in_order(number, part))
            _tidy(connection, [number])
    _tidy(connection, kinds)
    return before


def put_back(connection: Connection, before: StacksBefore) -> None:
    """See `Stacks.restore`."""
    now = {stack for stack, _ in _places(connection, before.photo_ids).values()}
    _place(connection, before.photo_ids, {})
    _drop_empty(connection, now)
    there = set(connection.scalars(select(StackRow.id).where(StackRow.id.in_(among(_ids(before))))))
    for stack, kind, made_at, by_hand in before.stacks:
        values = {"kind": kind, "made_at": made_at, "by_hand": by_hand}
        if stack in there:
            connection.execute(update(StackRow).where(StackRow.id == stack).values(values))
        else:
            connection.execute(insert(StackRow).values(id=stack, **values))
    known = _known(connection, before.photo_ids)
    places = {photo: (stack, at) for photo, stack, at in before.places if photo in known}
    _place(connection, places, places)
    _drop_empty(connection, _ids(before))


def _known(connection: Connection, photo_ids: Iterable[int]) -> set[int]:
    return set(connection.scalars(select(PhotoRow.id).where(PhotoRow.id.in_(among(photo_ids)))))


def _ids(before: StacksBefore) -> list[int]:
    return [stack for stack, *_ in before.stacks]


def _before(connection: Connection, photo_ids: Sequence[int]) -> StacksBefore:
    """These photos and all others of their stacks, as they are now."""
    stacks = {stack for stack, _ in _places(connection, photo_ids).values()}
    rows = connection.execute(
        select(StackRow.id, StackRow.kind, StackRow.made_at, StackRow.by_hand).where(
            StackRow.id.in_(among(stacks))
        )
    ).all()
    row = StackPhotoRow
    places = connection.execute(
        select(row.photo_id, row.stack_id, row.position)
        .where(row.stack_id.in_(among(stacks)))
        .order_by(row.stack_id, row.position, row.photo_id)
    ).all()
    photos = dict.fromkeys([*photo_ids, *(place.photo_id for place in places)])
    return StacksBefore(
        tuple(photos),
        tuple((one.id, cast(StackKind, one.kind), one.made_at, one.by_hand) for one in rows),
        tuple((one.photo_id, one.stack_id, one.position) for one in places),
    )


def _keep(connection: Connection, before: StacksBefore) -> None:
    """What stays behind was meant to: the program does not put it together anew either."""
    connection.execute(
        update(StackRow).where(StackRow.id.in_(among(_ids(before)))).values(by_hand=True)
    )


def _places(connection: Connection, photo_ids: Iterable[int]) -> dict[int, _Place]:
    row = StackPhotoRow
    query = select(row.photo_id, row.stack_id, row.position)
    rows = connection.execute(query.where(row.photo_id.in_(among(photo_ids))))
    return {photo: (stack, position) for photo, stack, position in rows}


def _kinds(connection: Connection, stacks: Iterable[int]) -> dict[int, StackKind]:
    query = select(StackRow.id, StackRow.kind).where(StackRow.id.in_(among(stacks)))
    return {stack: cast(StackKind, kind) for stack, kind in connection.execute(query)}


def _keep_number(
    members: Sequence[int], before: Mapping[int, _Place], taken: Collection[int]
) -> int | None:
    """The stack that most of these were in, unless others have it already."""
    votes = Counter(before[one][0] for one in members if one in before)
    return next((stack for stack, _ in votes.most_common() if stack not in taken), None)


def _new_stack(connection: Connection, kind: StackKind, *, by_hand: bool = False) -> int:
    return connection.execute(
        insert(StackRow)
        .values(kind=kind, made_at=datetime.now(UTC), by_hand=by_hand)
        .returning(StackRow.id)
    ).scalar_one()


def _new_stacks(connection: Connection, kinds: Mapping[int, StackKind]) -> None:
    """Many at once, by their numbers."""
    now = datetime.now(UTC)
    rows = [{"id": number, "kind": kind, "made_at": now} for number, kind in kinds.items()]
    if rows:
        connection.execute(insert(StackRow), rows)


def _in_order(stack: int, photo_ids: Sequence[int]) -> dict[int, _Place]:
    return {photo: (stack, position) for position, photo in enumerate(photo_ids)}


def _place(connection: Connection, photo_ids: Iterable[int], places: Mapping[int, _Place]) -> None:
    """Take photos out of their stacks, and put those that have a place there."""
    connection.execute(delete(StackPhotoRow).where(StackPhotoRow.photo_id.in_(among(photo_ids))))
    if places:
        connection.execute(
            insert(StackPhotoRow),
            [
                {"photo_id": photo, "stack_id": stack, "position": position}
                for photo, (stack, position) in places.items()
            ],
        )


def _tidy(connection: Connection, stacks: Iterable[int]) -> None:
    """Who is left alone in a stack made by hand is alone by hand; empty stacks are none."""
    _drop_empty(connection, stacks)
    members = select(count()).where(StackPhotoRow.stack_id == StackRow.id).scalar_subquery()
    connection.execute(
        update(StackRow).where(StackRow.id.in_(among(stacks)), members == 1).values(kind=ALONE)
    )


def _drop_empty(connection: Connection, stacks: Iterable[int]) -> None:
    connection.execute(
        delete(StackRow).where(
            StackRow.id.in_(among(stacks)),
            ~exists().where(StackPhotoRow.stack_id == StackRow.id),
        )
    )

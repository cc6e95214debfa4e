"""Keeps files that belong together by their names in one photo, and others apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert, select, text, update

from curator.library.connection import among
from curator.library.models import DecisionRow, FileRow, PhotoRow
from curator.library.moves import STEPPED_DOWN, merge
from curator.library.naming import Group, Role, group, group_key, with_readable_main
from curator.library.queries import MAIN

Version = tuple[int, int]  # size, mtime_ns


@dataclass(slots=True)
class Regrouped:
    """What regrouping did, as photo ids: `gone` ones have become part of another."""

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    """A row of the table, or (`id` None) a file that is to become one."""

    id: int | None
    photo_id: int | None
    relative: str
    role: Role | None
    version: Version
    state: str = "new"
    content_hash: str | None = None


_Planned = tuple[Group, dict[str, _File]]  # a group, and all files of its key by path


def regroup(
    connection: Connection,
    root_id: int,
    keys: Iterable[str],
    at: datetime,
    *,
    arrived: Mapping[str, Version] | None = None,
) -> Regrouped:
    """Make the files of these group keys the photos that their names ask for.

    Where a main file could not be read another file of its photo takes its place.
    `arrived` are files (relative path: size and time) without a row yet. Sidecars that are nobody's
    get none: a later scan brings them again. When two photos become one, the one that somebody
    decided about stays, else the older; when one becomes two, both keep the decisions.
    """
    found = Regrouped()
    by_key: dict[str, list[_File]] = {key: [] for key in keys}
    there = connection.execute(
        select(
            FileRow.id,
            FileRow.photo_id,
            FileRow.relative,
            FileRow.role,
            FileRow.size,
            FileRow.mtime_ns,
            FileRow.state,
            FileRow.content_hash,
            FileRow.group_key,
        ).where(
            FileRow.root_id == root_id,
            FileRow.group_key.in_(among(by_key)),
            FileRow.missing_since.is_(None),
        )
    )
    for row in there:
        version = (row.size, row.mtime_ns)
        by_key[row.group_key].append(
            _File(
                row.id, row.photo_id, row.relative, row.role, version, row.state, row.content_hash
            )
        )
    for relative, version in (arrived or {}).items():
        by_key[group_key(relative)].append(_File(None, None, relative, None, version))
    plan: list[_Planned] = []
    for files in by_key.values():
        named = {file.relative: file for file in files}
        bad = {file.relative for file in files if file.state == "failed"}
        plan.extend((with_readable_main(one, bad), named) for one in group(named))
    _place(connection, plan, at, found)
    _insert(connection, root_id, plan)
    found.changed = sorted(set(found.changed) - set(found.gone) - set(found.added))
    return found


def _place(
    connection: Connection, plan: Sequence[_Planned], at: datetime, found: Regrouped
) -> None:
    """Give every file of the plan its photo and role."""
    homes = _homes(plan)
    fresh = [one for one, _ in plan if not homes[one.main]]
    ids = iter(_new_photos(connection, len(fresh), at))
    updates: list[dict[str, Any]] = []
    for one, named in plan:
        if homes[one.main]:
            keep = _merge_all(connection, homes[one.main], found)
        else:
            keep = next(ids)
            found.added.append(keep)
            left = named[one.main].photo_id
            if left is not None:  # one photo becomes two: what was decided holds for both
                _copy_decisions(connection, left, keep)
        for relative, role in one.roles.items():
            file = named[relative]
            if (file.photo_id, file.role) == (keep, role) and _is_parked(file, role):
                continue
            found.changed.append(keep)
            if file.photo_id is not None:
                found.changed.append(file.photo_id)
            file.photo_id, file.role = keep, role
            _park(file, role)
            if file.id is not None:
                updates.append(_row(file))
    _update(connection, updates, plan)


def _homes(plan: Sequence[_Planned]) -> dict[str, list[int]]:
    """Which photos each group may be, by its main file; each photo goes to one group at most.

    That is the one with its present main file, else the first with any photo file of it.
    """
    owner: dict[int, str] = {}
    for strong in (True, False):
        for one, named in plan:
            for relative, role in one.roles.items():
                file = named[relative]
                is_home = file.role == "main" if strong else role != "sidecar"
                if file.photo_id is not None and is_home:
                    owner.setdefault(file.photo_id, one.main)
    homes: dict[str, list[int]] = {one.main: [] for one, _ in plan}
    for photo_id, main in owner.items():
        homes[main].append(photo_id)
    return homes


def _merge_all(connection: Connection, photo_ids: Sequence[int], found: Regrouped) -> int:
    """Make one photo of these: the one that was decided about, else the oldest."""
    if len(photo_ids) == 1:
        return photo_ids[0]
    decided = set(
        connection.scalars(
            select(PhotoRow.id).where(
                PhotoRow.id.in_(among(photo_ids)),
                exists().where(DecisionRow.photo_id == PhotoRow.id, DecisionRow.read_at.is_(None)),
            )
        )
    )
    keep, *others = sorted(photo_ids, key=lambda number: (number not in decided, number))
    for other in others:
        merge(connection, other, keep)
        found.gone.append(other)
    return keep


def _is_parked(file: _File, role: Role) -> bool:
    """Whether the file's state fits its role: only main files and sidecars wait to be read."""
    if role in ("raw", "edit"):
        return file.state != "new"
    return file.state != "ready" or role == "sidecar" or file.content_hash is not None


def _park(file: _File, role: Role) -> None:
    if _is_parked(file, role):
        return
    waits = role not in ("raw", "edit")
    file.state, file.content_hash = "new" if waits else "ready", None


def _row(file: _File) -> dict[str, Any]:
    return {
        "file": file.id,
        "of": file.photo_id,
        "as_role": file.role,
        "as_state": file.state,
        "content": file.content_hash,
    }


def _update(
    connection: Connection, rows: Sequence[dict[str, Any]], plan: Sequence[_Planned]
) -> None:
    """A photo has at most one main file at any moment: the old ones step down first."""
    main_of = {named[one.main].photo_id: named[one.main].id for one, named in plan}
    mains = connection.execute(
        select(FileRow.id, FileRow.photo_id).where(
            FileRow.photo_id.in_(among(n for n in main_of if n is not None)), MAIN
        )
    )
    down = [row.id for row in mains if main_of[row.photo_id] != row.id]
    if down:  # missing ones stay so; those that are there get their role below
        connection.execute(
            update(FileRow).where(FileRow.id.in_(among(down))).values(role=STEPPED_DOWN)
        )
    if rows:
        connection.execute(
            update(FileRow)
            .where(FileRow.id == bindparam("file"))
            .values(
                photo_id=bindparam("of"),
                role=bindparam("as_role"),
                state=bindparam("as_state"),
                content_hash=bindparam("content"),
            ),
            sorted(rows, key=lambda row: row["as_role"] == "main"),
        )


def _insert(connection: Connection, root_id: int, plan: Sequence[_Planned]) -> None:
    rows = [
        {
            "photo_id": file.photo_id,
            "root_id": root_id,
            "relative": relative,
            "role": role,
            "size": file.version[0],
            "mtime_ns": file.version[1],
            "state": file.state,
            "group_key": group_key(relative),
        }
        for one, named in plan
        for relative, role in one.roles.items()
        if (file := named[relative]).id is None
    ]
    if rows:
        connection.execute(insert(FileRow), rows)


def _new_photos(connection: Connection, number: int, at: datetime) -> range:
    """Photos without files yet; ids are counted on, so that none is ever used twice."""
    last = connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'photo'")) or 0
    ids = range(last + 1, last + 1 + number)
    if ids:
        connection.execute(insert(PhotoRow), [{"id": one, "added_at": at} for one in ids])
    return ids


def _copy_decisions(connection: Connection, source: int, target: int) -> None:
    rows = connection.execute(
        select(*_DECIDED).where(DecisionRow.photo_id == source, DecisionRow.read_at.is_(None))
    ).mappings()
    copies = [{**row, "photo_id": target} for row in rows]
    if copies:
        connection.execute(insert(DecisionRow), copies)


_DECIDED = [
    column for column in DecisionRow.__table__.columns if column.key not in ("id", "photo_id")
]

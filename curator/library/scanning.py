"""Brings the library's files in line with what a scan saw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    or_,
    select,
    true,
    update,
)

from curator.errors import UsageError
from curator.library.connection import Database, among, chunks
from curator.library.grouping import Regrouped, Version, regroup
from curator.library.marks import mark_stale, refresh_shared
from curator.library.models import FileRow, RootRow
from curator.library.moves import late_moves, take_over
from curator.library.naming import group_key, is_sidecar
from curator.library.paths import relative_to
from curator.library.queries import THERE
from curator.library.records import Change, FileSeen

_CHUNK = 500  # files in a transaction


def below(relative: str) -> ColumnElement[bool]:
    """Whether a file is this stored relative path or below it; "" is the root itself."""
    if not relative:
        return true()
    # A range and not LIKE: an index serves it, and '0' is the character after '/'.
    inside = and_(FileRow.relative > f"{relative}/", FileRow.relative < f"{relative}0")
    return or_(FileRow.relative == relative, inside)


@dataclass(slots=True)
class _Found:
    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)

    def take(self, done: Regrouped) -> None:
        self.added.extend(done.added)
        self.removed.extend(done.gone)
        self.changed.extend(done.changed)


def apply_scan(
    database: Database,
    root_id: int,
    seen: Iterable[FileSeen],
    *,
    complete: bool = True,
    within: Path | None = None,
) -> Change:
    """See `Photos.apply_scan`."""
    with database.read() as connection:
        root = connection.scalar(
            select(RootRow.path).where(RootRow.id == root_id, RootRow.removed_at.is_(None))
        )
        if root is None:
            raise UsageError(f"There is no folder number {root_id} in the library.")
    place = "" if within is None else _relative(root, within)
    # The scan is read to its end before any transaction: it may take as long as the disk does.
    files = {relative_to(root, file.path): (file.size, file.mtime_ns) for file in seen}
    these = below(place)
    if not complete and not place:  # a few files of a large root: not all of its rows are needed
        these = FileRow.relative.in_(among(files))
    with database.read() as connection:
        known = connection.execute(
            select(
                FileRow.relative,
                FileRow.size,
                FileRow.mtime_ns,
                FileRow.group_key.is_(None).label("ungrouped"),
            ).where(FileRow.root_id == root_id, FileRow.missing_since.is_(None), these)
        ).all()
    there = {row.relative: None if row.ungrouped else (row.size, row.mtime_ns) for row in known}
    news = [(relative, now) for relative, now in files.items() if there.get(relative) != now]
    news.sort(key=lambda one: is_sidecar(one[0]))  # sidecars after the photos that they belong to
    gone = [relative for relative in there if relative not in files] if complete else []

    found = _Found()
    at = datetime.now(UTC)  # one time for all: photos that came together are equally old
    for some in chunks(news, _CHUNK):
        with database.write() as connection:
            _take_in(connection, root_id, dict(some), at, found)
    for lost in chunks(gone, _CHUNK):
        with database.write() as connection:
            _take_out(connection, root_id, lost, at, found)
    removed = set(found.removed)
    added = {photo: None for photo in found.added if photo not in removed}
    return Change(
        tuple(added),
        tuple(dict.fromkeys(p for p in found.changed if p not in removed and p not in added)),
        tuple(found.moved),
        tuple(found.removed),
    )


def _relative(root: str, place: Path) -> str:
    try:
        return relative_to(root, place)
    except ValueError:
        return relative_to(root, place.expanduser().resolve())


def _take_in(
    connection: Connection, root_id: int, files: dict[str, Version], at: datetime, found: _Found
) -> None:
    """Add the new files, requeue the changed ones, welcome back those that were missing."""
    known = connection.execute(
        select(
            FileRow.id,
            FileRow.photo_id,
            FileRow.relative,
            FileRow.role,
            FileRow.size,
            FileRow.mtime_ns,
            FileRow.missing_since,
            FileRow.group_key,
        ).where(FileRow.root_id == root_id, FileRow.relative.in_(among(files)))
    ).all()
    keys = list(dict.fromkeys(map(group_key, files)))  # in the scan's order
    changed, back, ungrouped, partners = [], {}, [], []
    for row in known:
        size, mtime_ns = files.pop(row.relative)
        if row.group_key is None:
            ungrouped.append({"file": row.id, "key": group_key(row.relative)})
        if (row.size, row.mtime_ns) != (size, mtime_ns):
            changed.append({"file": row.id, "to_size": size, "to_mtime_ns": mtime_ns})
            if row.role in ("raw", "edit"):
                partners.append(row.id)
        elif row.missing_since is not None:
            back[row.id] = row.photo_id
        else:
            continue
        if row.role == "main":
            (found.changed if row.missing_since is None else found.added).append(row.photo_id)
    if changed:
        # The old content hash stays: it tells a changed photo from one that was never read.
        connection.execute(
            update(FileRow)
            .where(FileRow.id == bindparam("file"))
            .values(
                size=bindparam("to_size"),
                mtime_ns=bindparam("to_mtime_ns"),
                state="new",
                error=None,
                missing_since=None,
            ),
            changed,
        )
    if partners:
        mark_stale(connection, partners)
    if back:
        connection.execute(
            update(FileRow).where(FileRow.id.in_(among(back))).values(missing_since=None)
        )
    if ungrouped:
        connection.execute(
            update(FileRow)
            .where(FileRow.id == bindparam("file"))
            .values(group_key=bindparam("key")),
            ungrouped,
        )
    done = regroup(connection, root_id, keys, at, arrived=files)
    found.take(done)
    found.changed.extend(refresh_shared(connection, {*done.added, *done.changed, *back.values()}))


def _take_out(
    connection: Connection, root_id: int, relatives: Sequence[str], at: datetime, found: _Found
) -> None:
    """Mark files as missing; a photo whose content has arrived elsewhere already was moved."""
    lost = connection.execute(
        update(FileRow)
        .where(
            FileRow.root_id == root_id,
            FileRow.relative.in_(among(relatives)),
            FileRow.missing_since.is_(None),
        )
        .values(missing_since=at)
        .returning(FileRow.photo_id, FileRow.group_key)
    ).all()
    keys = dict.fromkeys(row.group_key for row in lost if row.group_key is not None)
    done = regroup(connection, root_id, keys, at)
    found.take(done)
    photos = {row.photo_id for row in lost}
    left = set(
        connection.scalars(
            select(FileRow.photo_id).where(FileRow.photo_id.in_(among(photos)), THERE)
        )
    )
    found.changed.extend(refresh_shared(connection, {*left, *done.added, *done.changed}))
    gone = sorted(photos - left)
    moved = late_moves(connection, gone, at)
    for newcomer, known in moved:
        take_over(connection, newcomer=newcomer, known=known)
        found.removed.append(newcomer)
        found.moved.append(known)
    kept = {known for _, known in moved}
    refresh_shared(connection, kept)
    found.removed.extend(photo for photo in gone if photo not in kept)

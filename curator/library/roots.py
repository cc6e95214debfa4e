"""The watched folders."""

import builtins
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Row, case, delete, func, insert, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import count

from curator.errors import UsageError
from curator.library.connection import Database
from curator.library.models import FileRow, RootRow
from curator.library.moves import take_over
from curator.library.paths import inside, joined, relative_to, stored, unstored
from curator.library.records import Change, Root


class Roots:
    """The folders of the library. Every folder is watched by at most one of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, path: Path) -> Root:
        """Watch a folder; the root that covers it from now on.

        A folder inside a root is covered already, and that root is given back. Roots inside the
        folder become part of it; their photos keep their ids and decisions. A folder that was
        removed comes back with them as well, once it is scanned.
        """
        text = stored(path.expanduser().resolve())
        with self._database.write() as connection:
            known = connection.execute(select(RootRow.id, RootRow.path, RootRow.removed_at)).all()
            for root in known:
                if root.removed_at is None and inside(text, root.path):
                    return _one(connection, root.id)
            same = next((root for root in known if root.path == text), None)
            if same is not None:
                root_id = same.id
                connection.execute(
                    update(RootRow)
                    .where(RootRow.id == root_id)
                    .values(removed_at=None, online=True)
                )
            else:
                root_id = connection.execute(
                    insert(RootRow).values(path=text).returning(RootRow.id)
                ).scalar_one()
            for inner in known:
                if inner.removed_at is None and inside(inner.path, text):
                    _absorb(connection, inner.id, root_id, inner.path, text)
            return _one(connection, root_id)

    def list(self) -> builtins.list[Root]:
        """All roots, by path."""
        with self._database.read() as connection:
            return sorted(_roots(connection), key=lambda root: root.path)

    def get(self, root_id: int) -> Root:
        """One root. Raises UsageError when it is not there."""
        with self._database.read() as connection:
            return _one(connection, root_id)

    def covering(self, path: Path) -> Root | None:
        """The root that a folder or file is in, if any."""
        named = path.expanduser()
        places = {stored(named.absolute()), stored(named.resolve())}
        with self._database.read() as connection:
            for root in _paths(connection):
                if any(inside(place, root.path) for place in places):
                    return _one(connection, root.id)
        return None

    def remove(self, root_id: int) -> Change:
        """Watch a folder no longer. Its photos vanish from every ranking, nothing is deleted.

        When the folder, or the same files elsewhere, are added again, the decisions are back.
        """
        now = datetime.now(UTC)
        with self._database.write() as connection:
            gone = update(FileRow).where(
                FileRow.root_id == root_id, FileRow.missing_since.is_(None)
            )
            photos = connection.scalars(
                gone.values(missing_since=now).returning(FileRow.photo_id)
            ).all()
            connection.execute(update(RootRow).where(RootRow.id == root_id).values(removed_at=now))
        return Change(removed=tuple(sorted(photos)))

    def set_online(self, root_id: int, online: bool) -> None:
        """Note whether the folder is there; an offline root's photos are kept and not read."""
        with self._database.write() as connection:
            connection.execute(update(RootRow).where(RootRow.id == root_id).values(online=online))


def _paths(connection: Connection) -> list[Row[int, str]]:
    return list(
        connection.execute(
            select(RootRow.id, RootRow.path).where(RootRow.removed_at.is_(None))
        ).all()
    )


def _roots(connection: Connection, root_id: int | None = None) -> list[Root]:
    there = (FileRow.root_id == RootRow.id) & FileRow.missing_since.is_(None)
    query = (
        select(
            RootRow.id,
            RootRow.path,
            RootRow.online,
            count(FileRow.root_id),
            func.sum(case((FileRow.state == "failed", 1), else_=0)),
        )
        .join_from(RootRow, FileRow, there & (FileRow.role == "main"), isouter=True)
        .where(RootRow.removed_at.is_(None))
        .group_by(RootRow.id)
    )
    if root_id is not None:
        query = query.where(RootRow.id == root_id)
    return [
        Root(number, Path(unstored(path)), online, photos, failed or 0)
        for number, path, online, photos, failed in connection.execute(query)
    ]


def _one(connection: Connection, root_id: int) -> Root:
    found = _roots(connection, root_id)
    if not found:
        raise UsageError(f"There is no folder number {root_id} in the library.")
    return found[0]


def _absorb(connection: Connection, inner_id: int, outer_id: int, inner: str, outer: str) -> None:
    """Make an inner root's files those of the outer one."""
    prefix = relative_to(outer, joined(inner, "")) + "/"
    # An outer root that was removed and comes back may know the same files from then.
    then = aliased(FileRow)
    same = select(FileRow.photo_id, then.photo_id).where(
        FileRow.root_id == inner_id,
        FileRow.role == "main",
        then.root_id == outer_id,
        then.role == "main",
        then.relative == prefix + FileRow.relative,
    )
    for newcomer, known in connection.execute(same).all():
        take_over(connection, newcomer=newcomer, known=known)
    again = select(prefix + FileRow.relative).where(FileRow.root_id == inner_id)
    connection.execute(  # companions that were known at the same place
        delete(FileRow).where(
            FileRow.root_id == outer_id, FileRow.relative.in_(again), FileRow.role != "main"
        )
    )
    connection.execute(
        update(FileRow)
        .where(FileRow.root_id == inner_id)
        .values(
            root_id=outer_id,
            relative=prefix + FileRow.relative,
            group_key=prefix + FileRow.group_key,
        )
    )
    connection.execute(delete(RootRow).where(RootRow.id == inner_id))

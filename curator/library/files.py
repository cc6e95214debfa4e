"""The files of the photos: who belongs to whom, and what the sidecars say."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import and_, case, literal_column, select, update
from sqlalchemy.orm import aliased

from curator.library.connection import Database, among, chunks
from curator.library.marks import is_unread, marks_json, refresh_shared
from curator.library.models import FileRow, RootRow
from curator.library.paths import joined
from curator.library.queries import READABLE, THERE, UNREADABLE, in_roots
from curator.library.records import PhotoFile, Replaced, Sidecar, SidecarRead

_CHUNK = 256
_ORDER = {"main": 0, "raw": 1, "edit": 2, "sidecar": 3}
_WAITS = and_(
    FileRow.role == "sidecar",
    FileRow.state == literal_column("'new'"),  # written out: SQLite finds them by a partial index
    FileRow.missing_since.is_(None),
)


class Files:
    """What there is beside the main files: RAW partners, edits, sidecars, exact duplicates."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, photo_ids: Sequence[int]) -> dict[int, list[PhotoFile]]:
        """The files of these photos that are there: the main one, RAW, edits, sidecars."""
        query = (
            select(
                FileRow.photo_id,
                RootRow.path,
                FileRow.relative,
                FileRow.role,
                FileRow.size,
                case((FileRow.role != "main", FileRow.error)).label("error"),
            )
            .join_from(FileRow, RootRow, RootRow.id == FileRow.root_id)
            .where(FileRow.photo_id.in_(among(photo_ids)), FileRow.missing_since.is_(None))
            .order_by(FileRow.photo_id, case(_ORDER, value=FileRow.role), FileRow.relative)
        )
        found: dict[int, list[PhotoFile]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.photo_id, []).append(
                    PhotoFile(joined(row.path, row.relative), row.role, row.size, row.error)
                )
        return found

    def duplicates(self, photo_id: int) -> list[Path]:
        """Where else there is a photo of exactly the same content, by path."""
        mine = select(FileRow.content_hash).where(FileRow.photo_id == photo_id, THERE)
        query = (
            select(RootRow.path, FileRow.relative)
            .join_from(FileRow, RootRow, RootRow.id == FileRow.root_id)
            .where(
                FileRow.content_hash == mine.scalar_subquery(),
                FileRow.photo_id != photo_id,
                THERE,
            )
            .order_by(RootRow.path, FileRow.relative)
        )
        with self._database.read() as connection:
            return [joined(row.path, row.relative) for row in connection.execute(query)]

    def replaced(self) -> list[Replaced]:
        """The photo files that could not be read, and in whose place others are used, by path."""
        main = aliased(FileRow)
        query = (
            select(FileRow.photo_id, RootRow.path, FileRow.relative, FileRow.error)
            .join_from(FileRow, RootRow, RootRow.id == FileRow.root_id)
            .join(main, and_(main.photo_id == FileRow.photo_id, main.role == "main"))
            .where(UNREADABLE, FileRow.role != "main", main.state != "failed")
            .order_by(RootRow.path, FileRow.relative)
        )
        with self._database.read() as connection:
            return [
                Replaced(row.photo_id, joined(row.path, row.relative), row.error or "")
                for row in connection.execute(query)
            ]

    def pending_sidecars(
        self, limit: int, *, root_ids: Sequence[int] | None = None
    ) -> list[Sidecar]:
        """Sidecars to read, of roots that are online."""
        query = (
            select(FileRow.id, RootRow.path, FileRow.relative, FileRow.size, FileRow.mtime_ns)
            .join_from(FileRow, RootRow, RootRow.id == FileRow.root_id)
            .where(_WAITS, READABLE, in_roots(root_ids))
            .order_by(FileRow.photo_id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [
                Sidecar(row.id, joined(row.path, row.relative), row.size, row.mtime_ns)
                for row in connection.execute(query)
            ]

    def pending_embedded(
        self, limit: int, *, after: int = 0, root_ids: Sequence[int] | None = None
    ) -> list[Sidecar]:
        """Photo files of which it is not known what the XMP inside says, by their number.

        Only numbers above `after`. Files that wait to be decoded are left out: that tells it.
        """
        query = (
            select(FileRow.id, RootRow.path, FileRow.relative, FileRow.size, FileRow.mtime_ns)
            .join_from(FileRow, RootRow, RootRow.id == FileRow.root_id)
            .where(
                FileRow.id > after,
                is_unread(),
                FileRow.role != "sidecar",
                FileRow.state == "ready",
                FileRow.missing_since.is_(None),
                READABLE,
                in_roots(root_ids),
            )
            .order_by(FileRow.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [
                Sidecar(row.id, joined(row.path, row.relative), row.size, row.mtime_ns)
                for row in connection.execute(query)
            ]

    def store_sidecars(self, results: Sequence[SidecarRead]) -> list[int]:
        """Store what sidecars say; the photos that somebody sees another decision of now.

        A sidecar that could not be read says nothing, and is read again when it changes. Results of
        files that are gone or have changed since are dropped.
        """
        return self._store(
            results,
            lambda one: {"state": "ready" if one.error is None else "failed", "error": one.error},
        )

    def store_embedded(self, results: Sequence[SidecarRead]) -> list[int]:
        """Store what the XMP inside photo files says, as `store_sidecars` does."""
        return self._store(results, lambda _: {})

    def _store(
        self, results: Sequence[SidecarRead], values: Callable[[SidecarRead], dict[str, Any]]
    ) -> list[int]:
        changed: list[int] = []
        for some in chunks(results, _CHUNK):
            with self._database.write() as connection:
                photos: list[int] = []
                for result in some:
                    sidecar = result.sidecar
                    photos += connection.scalars(
                        update(FileRow)
                        .where(
                            FileRow.id == sidecar.file_id,
                            FileRow.size == sidecar.size,
                            FileRow.mtime_ns == sidecar.mtime_ns,
                        )
                        .values(marks=marks_json(result.marks), **values(result))
                        .returning(FileRow.photo_id)
                    ).all()
                changed += refresh_shared(connection, photos)
        return changed

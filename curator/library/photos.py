"""The photos, their files, and what was read from them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, and_, delete, select, true, update

from curator.library.cache import Cache
from curator.library.connection import Database, among, chunks
from curator.library.counting import count_photos
from curator.library.grouping import regroup
from curator.library.models import (
    FileRow,
    JudgementRow,
    LookFailureRow,
    LookRow,
    RootRow,
    ShownRow,
)
from curator.library.paths import relative_to
from curator.library.queries import (
    MAIN,
    NEW,
    READABLE,
    THERE,
    UNREADABLE,
    in_order,
    in_roots,
    photo_of,
    photos_query,
)
from curator.library.reading import store_results
from curator.library.records import Change, Counts, FileSeen, JudgementKey, Photo, PhotoReady
from curator.library.scanning import apply_scan

_CHUNK = 256  # photos in a transaction


class Photos:
    """The photos of the library. A file that is gone hides its photo; nothing is deleted."""

    def __init__(self, database: Database, cache: Cache) -> None:
        self._database = database
        self._cache = cache

    def apply_scan(
        self,
        root_id: int,
        seen: Iterable[FileSeen],
        *,
        complete: bool = True,
        within: Path | None = None,
    ) -> Change:
        """Bring a root in line with what was seen; the paths must lie below the root's path.

        New files become new photos; a file of another size or time is read again and its photo
        keeps its id and decisions. When `complete`, files that were not seen are gone: their photos
        vanish from every ranking, and come back when the same file, or its content elsewhere, does.
        `within` says that only this folder, or this one file, was looked at. `added` holds photos
        that came back as well. Raises UsageError for an unknown root.
        """
        return apply_scan(self._database, root_id, seen, complete=complete, within=within)

    def pending_ingest(
        self,
        limit: int | None,
        *,
        root_ids: Sequence[int] | None = None,
        first: Sequence[int] = (),
        skip: Collection[int] = (),
    ) -> list[Photo]:
        """Photos to read, of roots that are online: those of `first` first, then by age.

        `skip` are ids that somebody is reading already.
        """
        query = photos_query().where(NEW, READABLE, in_roots(root_ids))
        rest = query.order_by(FileRow.photo_id)
        if limit is not None:
            rest = rest.limit(limit + len(skip) + len(first))
        with self._database.read() as connection:
            urgent = {}
            if first:
                rows = connection.execute(query.where(FileRow.photo_id.in_(among(first))))
                urgent = {row.photo_id: photo_of(row) for row in rows}
            later = [photo_of(row) for row in connection.execute(rest)]
        ordered = {photo.id: photo for photo in [*in_order(first, urgent), *later]}
        return [photo for photo in ordered.values() if photo.id not in skip][:limit]

    def store_ready(self, results: Sequence[PhotoReady]) -> Change:
        """Store what was read. `changed` photos are ready now.

        A photo that turns out to be the new place of a missing one becomes that one: the id of the
        missing photo is in `moved`, that of the newcomer in `removed`. Results of photos that are
        gone or have changed since are dropped.
        """
        changed: list[int] = []
        moved: list[int] = []
        removed: list[int] = []
        for some in chunks(results, _CHUNK):
            with self._database.write() as connection:
                for newcomer, photo in store_results(connection, some):
                    if photo == newcomer:
                        changed.append(photo)
                    else:
                        moved.append(photo)
                        removed.append(newcomer)
        self._cache.store_thumbnails(
            [(result.content_hash, result.thumbnail) for result in results if result.thumbnail]
        )
        return Change(changed=tuple(changed), moved=tuple(moved), removed=tuple(removed))

    def store_failed(
        self, photo_id: int, reason: str, *, size: int | None = None, mtime_ns: int | None = None
    ) -> Photo | None:
        """Note that a photo's main file cannot be read; it is tried again when it changes.

        The photo, if another of its files has become the main one and is to be read now, until the
        broken one changes. `size` and `mtime_ns` as in `PhotoReady`.
        """
        with self._database.write() as connection:
            failed = connection.execute(
                update(FileRow)
                .where(FileRow.photo_id == photo_id, NEW, _still(size, mtime_ns))
                .values(
                    state="failed",
                    error=reason,
                    content_hash=None,
                    width=None,
                    height=None,
                    taken_at=None,
                    camera=None,
                    phash=None,
                )
                .returning(FileRow.root_id, FileRow.group_key)
            ).one_or_none()
            if failed is None or failed.group_key is None:
                return None
            regroup(connection, failed.root_id, [failed.group_key], datetime.now(UTC))
            query = photos_query().where(FileRow.photo_id == photo_id, NEW)
            row = connection.execute(query).one_or_none()
            return None if row is None else photo_of(row)

    def failed_for(self, root_id: int, reason: str) -> list[Photo]:
        """The photos of a root of which a file could not be read for this very reason: that file's
        path, whether it is the main one or another has taken its place."""
        query = photos_query().where(
            UNREADABLE, FileRow.root_id == root_id, FileRow.error == reason
        )
        with self._database.read() as connection:
            return [photo_of(row) for row in connection.execute(query)]

    def retry(self, photo_ids: Sequence[int]) -> None:
        """Read or look at failed photos again, though their files did not change.

        So are the files in whose place others are used.
        """
        these = and_(FileRow.photo_id.in_(among(photo_ids)), THERE)
        with self._database.write() as connection:
            hashes = select(FileRow.content_hash).where(these, FileRow.content_hash.is_not(None))
            connection.execute(
                delete(LookFailureRow).where(LookFailureRow.content_hash.in_(hashes))
            )
            again: dict[int, list[str]] = {}
            for row in connection.execute(
                update(FileRow)
                .where(FileRow.photo_id.in_(among(photo_ids)), UNREADABLE)
                .values(state="new", error=None)
                .returning(FileRow.root_id, FileRow.group_key)
            ).all():
                if row.group_key is not None:
                    again.setdefault(row.root_id, []).append(row.group_key)
            for root_id, keys in again.items():
                regroup(connection, root_id, keys, datetime.now(UTC))

    def read_again(self, photo_ids: Sequence[int]) -> None:
        """Read, look at and judge photos anew, as if their files were new; decisions stay.

        What is known of exact duplicates goes too: they share it.
        """
        these = and_(FileRow.photo_id.in_(among(photo_ids)), THERE)
        with self._database.write() as connection:
            found = connection.scalars(select(FileRow.content_hash).where(these))
            hashes = [content_hash for content_hash in found if content_hash is not None]
            for table in (LookRow, ShownRow, LookFailureRow, JudgementRow):
                connection.execute(delete(table).where(table.content_hash.in_(among(hashes))))
            connection.execute(update(FileRow).where(these).values(state="new", error=None))

    def get(self, photo_ids: Sequence[int]) -> list[Photo]:
        """These photos in this order, missing ones as well; unknown ids are left out."""
        query = photos_query().where(FileRow.photo_id.in_(among(photo_ids)), MAIN)
        with self._database.read() as connection:
            photos = {row.photo_id: photo_of(row) for row in connection.execute(query)}
        return in_order(photo_ids, photos)

    def ids_with(self, content_hashes: Iterable[str]) -> dict[str, list[int]]:
        """The photos that are there and have these contents, by content hash."""
        query = select(FileRow.content_hash, FileRow.photo_id).where(
            THERE, FileRow.content_hash.in_(among(content_hashes))
        )
        found: dict[str, list[int]] = {}
        with self._database.read() as connection:
            for content_hash, photo_id in connection.execute(query.order_by(FileRow.photo_id)):
                found.setdefault(content_hash or "", []).append(photo_id)
        return found

    def by_path(self, path: Path) -> Photo | None:
        """The photo that has a photo file at this path now: its main one, RAW or an edit."""
        place = path.expanduser().resolve()
        return self._at(place) or self._at(path.expanduser().absolute())

    def _at(self, path: Path) -> Photo | None:
        with self._database.read() as connection:
            roots = connection.execute(
                select(RootRow.id, RootRow.path).where(RootRow.removed_at.is_(None))
            ).all()
            for root in roots:
                try:
                    relative = relative_to(root.path, path)
                except ValueError:
                    continue
                of = select(FileRow.photo_id).where(
                    FileRow.root_id == root.id,
                    FileRow.relative == relative,
                    FileRow.role != "sidecar",
                    FileRow.missing_since.is_(None),
                )
                row = connection.execute(
                    photos_query().where(FileRow.photo_id == of.scalar_subquery(), THERE)
                ).one_or_none()
                if row is not None:
                    return photo_of(row)
        return None

    def counts(
        self, key: JudgementKey | None = None, *, root_ids: Sequence[int] | None = None
    ) -> Counts:
        """How far the work is; for no key nothing is looked at or judged. Reads every photo."""
        with self._database.read() as connection:
            return count_photos(connection, key, root_ids)


def _still(size: int | None, mtime_ns: int | None) -> ColumnElement[bool]:
    """Whether the library knows the file as it was when it was read."""
    if size is None or mtime_ns is None:
        return true()
    return and_(FileRow.size == size, FileRow.mtime_ns == mtime_ns)

"""What was seen in the photos, by content: exact duplicates share it."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import and_, delete, exists, func, select
from sqlalchemy.dialects.sqlite import insert

from core import Look
from curator.library.cache import Cache
from curator.library.connection import Database, among, chunks
from curator.library.models import FileRow, LookFailureRow, LookRow
from curator.library.queries import READABLE, READY, in_order, in_roots, photo_of, photos_query
from curator.library.records import Photo

_CHUNK = 512  # looks in a transaction

LARGE = 4096
"""Bytes; larger payloads are kept in the cache, and the library's own row of them is empty."""


class Looks:
    """The looks of the library, and why some contents could not be looked at.

    A large look may be gone from the cache when it is wanted: `drop_lost` finds that out, and
    `take_dropped` lets whoever makes looks know.
    """

    def __init__(self, database: Database, cache: Cache) -> None:
        self._database = database
        self._cache = cache
        self._dropped = False

    def pending(
        self,
        vision_id: str,
        limit: int | None,
        *,
        root_ids: Sequence[int] | None = None,
        first: Sequence[int] = (),
        skip: Collection[int] = (),
    ) -> list[Photo]:
        """Photos to look at, one for each content: those of `first` first, then by age.

        Only of roots that are online. `skip` are ids that somebody is looking at already.
        """
        query = photos_query().where(
            READY,
            READABLE,
            in_roots(root_ids),
            ~exists().where(
                LookRow.content_hash == FileRow.content_hash, LookRow.vision_id == vision_id
            ),
            ~exists().where(
                LookFailureRow.content_hash == FileRow.content_hash,
                LookFailureRow.vision_id == vision_id,
            ),
        )
        found: dict[str, Photo] = {}
        avoided = set(skip)
        with self._database.read() as connection:
            if avoided:  # their duplicates are being looked at as well
                contents = select(FileRow.content_hash).where(
                    FileRow.photo_id.in_(among(avoided)), FileRow.content_hash.is_not(None)
                )
                query = query.where(FileRow.content_hash.not_in(contents))
            if first:
                rows = connection.execute(query.where(FileRow.photo_id.in_(among(first))))
                for photo in in_order(first, {row.photo_id: photo_of(row) for row in rows}):
                    found.setdefault(photo.content_hash or "", photo)
            if limit is None or len(found) < limit:
                # Read row by row: duplicates make the number of rows that are needed unknown.
                with connection.execute(query.order_by(FileRow.photo_id)) as rows:
                    for row in rows:
                        found.setdefault(row.content_hash, photo_of(row))
                        if limit is not None and len(found) >= limit:
                            break
        return list(found.values())[:limit]

    def store(self, looks: Sequence[Look]) -> None:
        """Store looks. One that is there already is replaced; a stored failure is forgotten.

        No payload may be empty. Where the cache fails, large ones are kept in the library as well.
        """
        if not all(look.payload for look in looks):
            raise ValueError("a look has a payload")
        for some in chunks(looks, _CHUNK):
            cached = self._cache.store_looks([one for one in some if _is_large(one)])
            with self._database.write() as connection:
                added = insert(LookRow)
                connection.execute(
                    added.on_conflict_do_update(
                        index_elements=[LookRow.content_hash, LookRow.vision_id],
                        set_={"payload": added.excluded.payload, "told": False},
                    ),
                    [
                        {
                            "content_hash": look.content_hash,
                            "vision_id": look.vision_id,
                            "payload": b"" if cached and _is_large(look) else look.payload,
                        }
                        for look in some
                    ],
                )
                for vision_id in {look.vision_id for look in some}:
                    hashes = [look.content_hash for look in some if look.vision_id == vision_id]
                    connection.execute(
                        delete(LookFailureRow).where(
                            LookFailureRow.vision_id == vision_id,
                            LookFailureRow.content_hash.in_(among(hashes)),
                        )
                    )

    def store_failed(self, content_hash: str, vision_id: str, reason: str) -> None:
        """Note that a content cannot be looked at; `Photos.retry` forgets it."""
        with self._database.write() as connection:
            added = insert(LookFailureRow).values(
                content_hash=content_hash, vision_id=vision_id, reason=reason
            )
            connection.execute(
                added.on_conflict_do_update(
                    index_elements=[LookFailureRow.content_hash, LookFailureRow.vision_id],
                    set_={"reason": added.excluded.reason},
                )
            )

    def get(self, content_hashes: Iterable[str], vision_id: str) -> dict[str, Look]:
        """The looks of these contents; those that have none, or have lost it, are left out."""
        query = select(LookRow.content_hash, LookRow.payload).where(
            and_(LookRow.vision_id == vision_id, LookRow.content_hash.in_(among(content_hashes)))
        )
        with self._database.read() as connection:
            found = {name: payload for name, payload in connection.execute(query)}
        cached = [name for name, payload in found.items() if not payload]
        if cached:
            found |= self._cache.looks(cached, vision_id)
        return {name: Look(name, vision_id, payload) for name, payload in found.items() if payload}

    def drop_lost(self, content_hashes: Iterable[str], vision_id: str) -> set[str]:
        """Forget the looks of these contents that the cache has dropped; which they are.

        They are pending again. The others count as used now, so that the cache keeps them.
        """
        these = and_(
            LookRow.vision_id == vision_id, LookRow.content_hash.in_(among(content_hashes))
        )
        query = select(LookRow.content_hash).where(these, func.length(LookRow.payload) == 0)
        with self._database.read() as connection:
            cached = list(connection.scalars(query))
        if not cached:
            return set()
        lost = set(cached) - self._cache.has_looks(cached, vision_id)
        if lost:
            gone = and_(LookRow.vision_id == vision_id, LookRow.content_hash.in_(among(lost)))
            with self._database.write() as connection:
                connection.execute(delete(LookRow).where(gone))
            self._dropped = True
        return lost

    def take_dropped(self) -> bool:
        """Whether looks were dropped since the last call: they are to be made again."""
        dropped, self._dropped = self._dropped, False
        return dropped

    def looked_at(self, vision_id: str, photo_ids: Sequence[int]) -> dict[int, str]:
        """Those of these photos that have a look, with their content hash."""
        query = (
            select(FileRow.photo_id, FileRow.content_hash)
            .join(LookRow, LookRow.content_hash == FileRow.content_hash)
            .where(READY, LookRow.vision_id == vision_id, FileRow.photo_id.in_(among(photo_ids)))
        )
        with self._database.read() as connection:
            return {photo: content or "" for photo, content in connection.execute(query)}


def _is_large(look: Look) -> bool:
    return len(look.payload) > LARGE

"""Keeps the library sound and small: what nothing refers to any more, versions long past, room."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, and_, case, delete, exists, func, select, text
from sqlalchemy.orm import InstrumentedAttribute

from curator.library.cache import Cache
from curator.library.connection import DamagedError, Database, among, chunks, sentences
from curator.library.models import (
    DecisionRow,
    FileRow,
    JudgementKeyRow,
    JudgementRow,
    LookFailureRow,
    LookRow,
    PhotoRow,
    ShownRow,
)
from curator.library.queries import READABLE, READY, THERE, photo_of, photos_query
from curator.library.records import Photo

KEPT_VISIONS = 3
"""Looks of so many versions of judges are kept: the present one and those used last."""

_CHUNK = 2000  # rows deleted in a transaction
_WORTH_IT = 0.25  # of the file must be empty to write it anew


@dataclass(frozen=True, slots=True)
class Orphans:
    """Rows that nothing refers to: looks and judgements of contents that no file has any more,
    photos without a file that nobody decided about."""

    looks: int = 0
    judgements: int = 0
    photos: int = 0

    def __bool__(self) -> bool:
        return bool(self.looks or self.judgements or self.photos)


class Upkeep:
    """Checks and repairs of the library as a whole."""

    def __init__(self, database: Database, cache: Cache) -> None:
        self._database = database
        self._cache = cache

    def faults(self) -> list[str]:
        """What SQLite's full check has to say; empty when all is sound. Reads the whole file.

        A library that is damaged is restored, where there is a backup, when it is opened again.
        """
        try:
            with self._database.read() as connection:
                told = connection.scalars(text("PRAGMA integrity_check(20)")).all()
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        except DamagedError as error:
            return [str(error.__cause__)]
        faults = [] if told == ["ok"] else [str(one) for one in told]
        self._database.damaged = bool(faults)
        if broken:
            faults.append(f"{len(broken)} entries refer to something that is not there")
        return faults

    def orphans(self) -> Orphans:
        """How many rows nothing refers to."""
        with self._database.read() as connection:
            return Orphans(
                looks=_count(connection, LookRow, _no_file(LookRow.content_hash))
                + _count(connection, LookFailureRow, _no_file(LookFailureRow.content_hash)),
                judgements=_count(connection, JudgementRow, _no_file(JudgementRow.content_hash)),
                photos=_count(connection, PhotoRow, _no_file_of_photo()),
            )

    def remove_orphans(self) -> Orphans:
        """Delete them; how many there were. Nobody may be scoring meanwhile."""
        there = self.orphans()
        if there:
            for table in (LookRow, ShownRow, LookFailureRow, JudgementRow):
                with self._database.write() as connection:
                    connection.execute(delete(table).where(_no_file(table.content_hash)))
            with self._database.write() as connection:
                connection.execute(delete(PhotoRow).where(_no_file_of_photo()))
        return there

    def forget_old_versions(self, current: str) -> int:
        """Delete looks and judgements of versions long past; how many looks there were.

        `current` is the vision id in use; it and those whose looks were stored last are kept,
        KEPT_VISIONS in all. What is deleted can be computed again.
        """
        with self._database.read() as connection:
            newest = func.max(text("look.rowid")).desc()
            known = connection.scalars(
                select(LookRow.vision_id).group_by(LookRow.vision_id).order_by(newest)
            ).all()
        others = [vision for vision in known if vision != current]
        old = others[KEPT_VISIONS - 1 :]
        if not old:
            return 0
        with self._database.write() as connection:
            these = JudgementKeyRow.vision_id.in_(among(old))
            connection.execute(delete(JudgementKeyRow).where(these))
            for table in (LookFailureRow, ShownRow):
                connection.execute(delete(table).where(table.vision_id.in_(among(old))))
        gone = 0
        for vision in old:
            with self._database.read() as connection:
                contents = connection.scalars(
                    select(LookRow.content_hash).where(LookRow.vision_id == vision)
                ).all()
            for some in chunks(contents, _CHUNK):  # others get their turn to write in between
                these_looks = and_(
                    LookRow.vision_id == vision, LookRow.content_hash.in_(among(some))
                )
                with self._database.write() as connection:
                    connection.execute(delete(LookRow).where(these_looks))
            gone += len(contents)
        return gone

    def without_thumbnail(self) -> list[Photo]:
        """Photos that were read, can be read now, and have no thumbnail in the cache."""
        query = photos_query().where(READY, READABLE).order_by(FileRow.photo_id)
        there = self._cache.contents()
        with self._database.read() as connection:
            photos = [photo_of(row) for row in connection.execute(query)]
        return [photo for photo in photos if photo.content_hash not in there]

    def failed(self) -> list[Photo]:
        """Photos that could not be read or looked at, each with its reason, by id."""
        unseen = (
            select(LookFailureRow.reason)
            .where(LookFailureRow.content_hash == FileRow.content_hash)
            .limit(1)
            .scalar_subquery()
        )
        reason = case((FileRow.state == "failed", FileRow.error), else_=unseen).label("reason")
        query = photos_query().add_columns(reason).where(THERE, reason.is_not(None))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(FileRow.photo_id)).all()
        return [_with_reason(photo_of(row), row.reason) for row in rows]

    def empty_share(self) -> float:
        """The part of the file, 0 to 1, that holds nothing and is kept for later."""
        with self._database.read() as connection:
            free = connection.scalar(text("PRAGMA freelist_count")) or 0
            pages = connection.scalar(text("PRAGMA page_count")) or 1
        return float(free / pages)

    def shrink(self) -> bool:
        """Write the file anew without its empty part when that is large; whether it was done.

        Raises LibraryError when another process uses it, or the disk has no room.
        """
        if self.empty_share() < _WORTH_IT:
            return False
        path = self._database.path
        with (  # the engine's connections are always in a transaction, where this cannot be done
            sentences(path),
            closing(sqlite3.connect(path, isolation_level=None)) as connection,
        ):
            connection.execute("VACUUM")
        return True


def _no_file(content_hash: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return ~exists().where(FileRow.content_hash == content_hash)


def _no_file_of_photo() -> ColumnElement[bool]:
    return and_(
        ~exists().where(FileRow.photo_id == PhotoRow.id),
        ~exists().where(DecisionRow.photo_id == PhotoRow.id),  # a person's word is never dropped
    )


def _count(connection: Connection, table: type, condition: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(condition)) or 0


def _with_reason(photo: Photo, reason: str) -> Photo:
    return replace(photo, error=reason)

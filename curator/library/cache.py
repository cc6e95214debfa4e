"""Thumbnails, reasons, large looks: what can be made again, in a file with a bounded size."""

import json
import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    func,
    select,
    text,
)
from sqlalchemy.dialects.sqlite import insert

from core import Look, Reason
from curator.errors import LibraryError
from curator.library.connection import BUSY_TIMEOUT_S, DamagedError, Database, Journal, among
from curator.library.looks_reader import look_kind
from curator.library.records import JudgementKey

_log = logging.getLogger(__name__)

SIZE_CAP = 6_000_000_000
"""Bytes; what was not used for longest goes when there is more. Enough for the thumbnails and the
large looks of 100,000 photos, some 15 and 30 KB each."""

_LAYOUT = 1  # another one makes the file anew
_THUMBNAIL = "thumbnail"
_SHARP = "sharp thumbnail"

_metadata = MetaData()
_entries = Table(
    "entry",
    _metadata,
    Column("content_hash", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("used_at", Integer, nullable=False),  # nanoseconds
)
Index("ix_entry_used", _entries.c.used_at, _entries.c.size)  # sums and evicts without the data


class Cache:
    """Thumbnails by content, reasons by content and judgement, looks by content and vision.

    Its failures are logged and otherwise look like an empty cache: nothing in it is needed. Its
    file may be deleted while no program uses it, and is made anew when it is damaged.
    """

    def __init__(
        self,
        path: Path,
        *,
        size_cap: int = SIZE_CAP,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        journal: Journal = "WAL",
    ) -> None:
        self._database = Database(path, busy_timeout_s=busy_timeout_s, journal=journal)
        self._size_cap = size_cap
        self._lock = threading.Lock()  # over the two below
        self._used: dict[tuple[str, str], int] = {}  # read and not noted yet
        self._usable = True
        self._unchecked = size_cap  # bytes stored since the size was last summed up
        try:
            self._prepare()
        except LibraryError as error:
            self._database.close()
            if not isinstance(
                error, DamagedError
            ):  # locked, or a full disk: another program may be using it
                self._usable = False
                _log.warning("there is no cache this time: %s", error)
                return
            _log.warning("the cache is made anew: %s", error)
            with _logged():
                for suffix in ("", "-wal", "-shm"):
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
                self._prepare()

    def thumbnail(self, content_hash: str) -> bytes | None:
        """The JPEG of a content, if it is there."""
        return self._get(content_hash, _THUMBNAIL)

    def store_thumbnails(self, pairs: Iterable[tuple[str, bytes]]) -> None:
        """Store JPEGs by content hash."""
        self._put([(content_hash, _THUMBNAIL, jpeg) for content_hash, jpeg in pairs])

    def sharp_thumbnail(self, content_hash: str) -> bytes | None:
        """The JPEG of a content for large cells, if it is there."""
        return self._get(content_hash, _SHARP)

    def store_sharp_thumbnail(self, content_hash: str, jpeg: bytes) -> None:
        """Store a JPEG for large cells."""
        self._put([(content_hash, _SHARP, jpeg)])

    def contents(self) -> set[str]:
        """The contents that have a thumbnail."""
        query = select(_entries.c.content_hash).where(_entries.c.kind == _THUMBNAIL)
        if self._usable:
            with _logged(), self._database.read() as connection:
                return set(connection.scalars(query))
        return set()

    def room(self) -> int:
        """How many bytes more it takes before something goes."""
        total: int | None = None
        if self._usable:
            with _logged(), self._database.read() as connection:
                total = connection.scalar(select(func.coalesce(func.sum(_entries.c.size), 0)))
        return 0 if total is None else max(0, self._size_cap - total)

    def reasons(self, content_hash: str, key: JudgementKey) -> list[Reason] | None:
        """The reasons of a judgement, the strongest first, if they are there."""
        data = self._get(content_hash, _kind(key))
        try:
            return None if data is None else [Reason(*fields) for fields in json.loads(data)]
        except (ValueError, TypeError):  # of another version
            return None

    def store_reasons(
        self, content_hash: str, key: JudgementKey, reasons: Sequence[Reason]
    ) -> None:
        """Store the reasons of a judgement."""
        data = json.dumps([astuple(reason) for reason in reasons]).encode()
        self._put([(content_hash, _kind(key), data)])

    def looks(self, content_hashes: Sequence[str], vision_id: str) -> dict[str, bytes]:
        """The payloads of looks; those that are not there any more are left out."""
        kind = look_kind(vision_id)
        query = select(_entries.c.content_hash, _entries.c.data).where(
            _entries.c.kind == kind, _entries.c.content_hash.in_(among(content_hashes))
        )
        return {name: data for name, data in self._select(query, kind)}

    def has_looks(self, content_hashes: Sequence[str], vision_id: str) -> set[str]:
        """Those of these contents whose look is there; they count as used now."""
        kind = look_kind(vision_id)
        query = select(_entries.c.content_hash).where(
            _entries.c.kind == kind, _entries.c.content_hash.in_(among(content_hashes))
        )
        return {row[0] for row in self._select(query, kind)}

    def store_looks(self, looks: Sequence[Look]) -> bool:
        """Store payloads; whether that succeeded."""
        return self._put(
            [(one.content_hash, look_kind(one.vision_id), one.payload) for one in looks]
        )

    def close(self) -> None:
        """Note what was used last, and close the file."""
        if not self._usable:
            return
        with _logged(), self._database.write() as connection:
            self._note_used(connection)
        self._database.close()

    def _prepare(self) -> None:
        with self._database.write() as connection:
            layout = connection.scalar(text("PRAGMA user_version"))
            if layout not in (0, _LAYOUT):
                _metadata.drop_all(connection)
            _metadata.create_all(connection)
            connection.execute(text(f"PRAGMA user_version = {_LAYOUT}"))

    def _get(self, content_hash: str, kind: str) -> bytes | None:
        if not self._usable:
            return None
        query = select(_entries.c.data).where(
            _entries.c.content_hash == content_hash, _entries.c.kind == kind
        )
        with _logged(), self._database.read() as connection:
            data: bytes | None = connection.scalar(query)
            if data is not None:
                with self._lock:  # written later: reading a thumbnail must not wait for a writer
                    self._used[content_hash, kind] = time.time_ns()
            return data
        return None

    def _select(self, query: Select[Any], kind: str) -> Sequence[Any]:
        """Rows that begin with the content hash; their entries count as used now."""
        if not self._usable:
            return []
        with _logged(), self._database.read() as connection:
            rows = connection.execute(query).all()
            now = time.time_ns()
            with self._lock:
                self._used.update(((row[0], kind), now) for row in rows)
            return rows
        return []

    def _put(self, entries: list[tuple[str, str, bytes]]) -> bool:
        """Store entries; whether they are there now."""
        if not self._usable:
            return False
        if not entries:
            return True
        now = time.time_ns()
        added = insert(_entries)
        query = added.on_conflict_do_update(
            index_elements=[_entries.c.content_hash, _entries.c.kind],
            set_={name: added.excluded[name] for name in ("data", "size", "used_at")},
        )
        rows = [
            {
                "content_hash": content_hash,
                "kind": kind,
                "data": data,
                "size": len(data),
                "used_at": now + number,
            }
            for number, (content_hash, kind, data) in enumerate(entries)
        ]
        with _logged(), self._database.write() as connection:
            connection.execute(query, rows)
            self._note_used(connection)
            self._unchecked += sum(len(data) for _, _, data in entries)
            if self._unchecked > self._size_cap // 50:
                self._unchecked = 0
                self._evict(connection)
            return True
        return False

    def _note_used(self, connection: Any) -> None:
        with self._lock:
            used, self._used = self._used, {}
        if used:
            rows = json.dumps([[*entry, at] for entry, at in used.items()])
            connection.execute(
                text(
                    "UPDATE entry SET used_at = used.at FROM ("
                    " SELECT json_extract(value, '$[0]') AS hash,"
                    " json_extract(value, '$[1]') AS kind, json_extract(value, '$[2]') AS at"
                    " FROM json_each(:rows)) AS used"
                    " WHERE content_hash = used.hash AND entry.kind = used.kind"
                ),
                {"rows": rows},
            )

    def _evict(self, connection: Any) -> None:
        """Keep nine tenths of the cap when there is more than the cap."""
        total = connection.scalar(select(func.coalesce(func.sum(_entries.c.size), 0)))
        if total <= self._size_cap:
            return
        connection.execute(
            text(
                "DELETE FROM entry WHERE rowid IN (SELECT id FROM ("
                " SELECT rowid AS id, sum(size) OVER (ORDER BY used_at, rowid) - size AS before"
                " FROM entry) WHERE before < :excess)"
            ),
            {"excess": total - self._size_cap * 9 // 10},
        )


def _kind(key: JudgementKey) -> str:
    return f"reasons {key.profile_digest} {key.judge_id} {key.vision_id}"


@contextmanager
def _logged() -> Iterator[None]:
    """A cache that fails is only slower."""
    try:
        yield
    except (LibraryError, OSError) as error:
        _log.warning("the cache failed: %s", error)

"""The library's photos as arrays, one for each thing that rankings ask for, kept until it changes.

A ranking of 100,000 photos in SQL takes a third of a second, nearly all of it for finding each
photo's rows; as arrays the same takes some milliseconds. What changes meanwhile is counted by the
database's own triggers, so that an array is never older than the tables, whoever wrote to them.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, select

from curator.library.connection import Database
from curator.library.models import ChangeRow, FileRow, RootRow
from curator.library.queries import THERE

T = TypeVar("T")

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_KEPT = 64  # arrays; at 100,000 photos the largest have 1.6 MB, most far less


@dataclass(frozen=True, slots=True, eq=False)
class Photos:
    """The photos that are there, by path: their ids (n,), and of which root they are (n,)."""

    ids: NDArray[np.int64]
    roots: NDArray[np.int64]
    slots: NDArray[np.int64]  # by id: the photo's place in `ids`, -1 for one that is not there

    def places(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where these photos are, -1 for those that are not there."""
        known = ids < len(self.slots)
        return np.where(known, self.slots[np.where(known, ids, 0)], -1)

    def spread(
        self,
        rows: Sequence[tuple[Any, ...]],
        empty: Any,
        dtype: Any,
        found: NDArray[Any] | None = None,
    ) -> NDArray[Any]:
        """The values of (photo id, value) in these photos' order, `empty` where there is none.

        `found`: values for these rows, where they are not the second of each.
        """
        values = np.full(len(self.ids), empty, dtype)
        if rows:
            places = self.places(np.array([row[0] for row in rows], np.int64))
            there = places >= 0
            given = np.array([row[1] for row in rows], dtype) if found is None else found
            values[places[there]] = given[there]
        return values


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Which text each photo has: the texts, and each photo's number among them, -1 for none."""

    names: tuple[str, ...]
    codes: NDArray[np.int32]

    def of(self, name: str) -> Mask:
        """Which photos have this text."""
        if name not in self.names:
            return np.zeros(len(self.codes), np.bool_)
        return np.asarray(self.codes == self.names.index(name))

    def counts(self) -> list[tuple[str, int]]:
        """How many photos have each text, the most frequent first."""
        numbers = np.bincount(self.codes[self.codes >= 0], minlength=len(self.names)).tolist()
        there = [(name, n) for name, n in zip(self.names, numbers, strict=True) if n]
        return sorted(there, key=lambda one: (-one[1], one[0].casefold()))


class Snapshot:
    """All columns as they are in one state of the database. For one thread."""

    def __init__(self, columns: "Columns", connection: Connection) -> None:
        self._columns = columns
        self.connection = connection
        query = select(ChangeRow.name, ChangeRow.number)
        self._numbers = {name: number for name, number in connection.execute(query)}
        self.photos: Photos = self.get("photos", ("place", "root"), lambda: _photos(connection))

    def get(self, key: Hashable, tables: tuple[str, ...], load: Callable[[], T]) -> T:
        """What `load` gave since these tables changed last; called anew after they have."""
        state = tuple(self._numbers[name] for name in tables)
        return self._columns.kept(key, state, load)

    def values(
        self,
        key: Hashable,
        tables: tuple[str, ...],
        query: Select[*tuple[Any, ...]],
        empty: Any = np.nan,
        dtype: Any = np.float64,
    ) -> NDArray[Any]:
        """A column of a query for (photo id, value)."""

        def load() -> NDArray[Any]:
            rows = plain_rows(self.connection, query.where(THERE))
            return self.photos.spread(rows, empty, dtype)

        return self.get(key, ("place", "root", *tables), load)

    def texts(
        self, key: Hashable, tables: tuple[str, ...], query: Select[*tuple[Any, ...]]
    ) -> Texts:
        """A column of a query for (photo id, text or NULL)."""

        def load() -> Texts:
            rows = plain_rows(self.connection, query.where(THERE))
            return coded(self.photos, rows)

        return self.get(key, ("place", "root", *tables), load)


class Columns:
    """The arrays at hand. Any thread may ask for a snapshot; one at a time works on it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._kept: OrderedDict[Hashable, tuple[tuple[int, ...], Any]] = OrderedDict()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The columns of one state of the database."""
        with self._lock, self._database.read() as connection:
            yield Snapshot(self, connection)

    def kept(self, key: Hashable, state: tuple[int, ...], load: Callable[[], T]) -> T:
        """The value of a key, loaded unless it is there in this state."""
        known = self._kept.get(key)
        if known is None or known[0] != state:
            known = (state, load())
            self._kept[key] = known
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        value: T = known[1]
        return value


def coded(
    photos: Photos, rows: Sequence[tuple[Any, ...]], texts: Sequence[str | None] | None = None
) -> Texts:
    """Texts of photos as numbers: of (photo id, text) or, where given, these `texts` instead."""
    said = [row[1] for row in rows] if texts is None else texts
    names = [text for text in dict.fromkeys(said) if text is not None]
    numbers: dict[str | None, int] = {name: number for number, name in enumerate(names)}
    numbers[None] = -1
    codes = np.fromiter(map(numbers.__getitem__, said), np.int32, len(said))
    return Texts(tuple(names), photos.spread(rows, -1, np.int32, codes))


def plain_rows(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows as SQLite gives them: a record for each would take most of the time."""
    cursor = connection.execute(query).cursor
    assert cursor is not None
    rows: list[tuple[Any, ...]] = cursor.fetchall()  # type: ignore[assignment]
    return rows


def _photos(connection: Connection) -> Photos:
    query = (
        select(FileRow.photo_id, FileRow.root_id)
        .join(RootRow, RootRow.id == FileRow.root_id)
        .where(THERE, RootRow.removed_at.is_(None))
        .order_by(RootRow.path, FileRow.relative)
    )
    rows = np.array(plain_rows(connection, query), np.int64).reshape(-1, 2)
    ids = rows[:, 0].copy()
    slots = np.full(int(ids.max(initial=0)) + 1, -1, np.int64)  # one where there is no photo, too
    slots[ids] = np.arange(len(ids))
    return Photos(ids, rows[:, 1].copy(), slots)

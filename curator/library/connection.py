"""Connections to one SQLite file: many readers, one writer at a time, failures as sentences."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import URL, Connection, Engine, Select, create_engine, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from curator.errors import LibraryError

_Item = TypeVar("_Item")

Journal = Literal["WAL", "DELETE"]

BUSY_TIMEOUT_S = 15.0
"""How long a connection waits for another program's write before it gives up."""

_PAGES_KIB = 4096
"""Pages that a connection keeps. With eight times as many nothing is quicker at 100,000 photos,
for the system keeps them too, and a process grows until every connection has its own."""


class DamagedError(LibraryError):
    """The file itself is damaged or no database, so that waiting would not help."""


class Database:
    """One SQLite file, for any thread.

    Reads take a connection of their own from a pool and see one state of the file. Writes of this
    process queue for a lock, so that they never wait for each other inside SQLite, and begin with
    BEGIN IMMEDIATE, so that the busy timeout helps against other processes. The journal is SQLite's
    write-ahead log, or on a network's disk, where that must not be used, the older kind.
    """

    def __init__(
        self,
        path: Path,
        *,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        foreign_keys: bool = True,
        journal: Journal = "WAL",
    ) -> None:
        self.path = path
        self.damaged = False  # whether it was seen to be, since it was opened
        self._writing = threading.RLock()
        self._engine = _engine(path, busy_timeout_s, foreign_keys, journal)
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the file; close it soon, or the log grows."""
        with self._noting_damage(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in a transaction: committed at the end, undone by an exception."""
        with self._writing, self._noting_damage(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections that are not in use."""
        self._engine.dispose()

    @contextmanager
    def _noting_damage(self) -> Iterator[None]:
        try:
            with sentences(self.path):
                yield
        except DamagedError:
            self.damaged = True
            raise


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turns SQLite's failures that a user can do something about into LibraryError."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        sentence = _sentence(cause, path)
        if sentence is None:
            raise
        damaged = _code(cause) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
        raise (DamagedError if damaged else LibraryError)(sentence) from error


def damage_sentence(path: Path) -> str:
    """What is said of a damaged library that no backup could take the place of."""
    return (
        f"The library {path} is damaged or is not a library of Curator. Put a backup in its place "
        "(they are in the folder 'backups' beside it), or move it away to begin a new one."
    )


def among(values: Iterable[int] | Iterable[str]) -> Select[Any]:
    """A sub-query of the values, for `column.in_(...)`: one bound parameter however many."""
    return select(func.json_each(json.dumps(list(values))).table_valued("value").c.value)


def chunks(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """The items in runs of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _engine(path: Path, busy_timeout_s: float, foreign_keys: bool, journal: Journal) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        # Transactions are begun below, not by the sqlite3 module at its own moments.
        connect_args={"timeout": busy_timeout_s, "isolation_level": None},
        pool_use_lifo=True,  # each connection has a cache: those that are not needed stay empty
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        # A file in use by another program fails here already: the timeout counts from here on.
        cursor.execute(f"PRAGMA journal_mode = {journal}")
        cursor.execute(f"PRAGMA synchronous = {'NORMAL' if journal == 'WAL' else 'FULL'}")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.execute(f"PRAGMA cache_size = -{_PAGES_KIB}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _code(error: BaseException | None) -> int | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF  # without the details


def _sentence(error: BaseException | None, path: Path) -> str | None:
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return (
                f"The library {path} is in use by another program that has not let go of it. "
                "Wait for it to finish, or close it, and try again."
            )
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return damage_sentence(path)
        case sqlite3.SQLITE_FULL:
            return f"The disk is full: the library {path} could not be written."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return f"The library {path} cannot be written: the file or its folder is read-only."
        case sqlite3.SQLITE_CANTOPEN:
            return (
                f"The library {path} cannot be opened: its folder is missing or read-only, or it "
                "is not a file."
            )
        case sqlite3.SQLITE_IOERR:
            return f"The disk failed while the library {path} was read or written: {error}."
        case _:
            return None

"""Connections to one SQLite file: many readers, one writer at a time, failures as sentences."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Select, create_engine, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from curator.errors import LibraryError

_Item = TypeVar("_Item")

BUSY_TIMEOUT_S = 15.0
"""How long a connection waits for another program's write before it gives up."""


class Database:
    """One SQLite file, for any thread.

    Reads take a connection of their own from a pool and see one state of the file. Writes of this
    process queue for a lock, so that they never wait for each other inside SQLite, and begin with
    BEGIN IMMEDIATE, so that the busy timeout helps against other processes.
    """

    def __init__(
        self, path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S, foreign_keys: bool = True
    ) -> None:
        self.path = path
        self._writing = threading.RLock()
        self._engine = _engine(path, busy_timeout_s, foreign_keys)
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the file; close it soon, or the log grows."""
        with sentences(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in a transaction: committed at the end, undone by an exception."""
        with self._writing, sentences(self.path), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections that are not in use."""
        self._engine.dispose()


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turns SQLite's failures that a user can do something about into LibraryError."""
    try:
        yield
    except DBAPIError as error:
        sentence = _sentence(error.orig, path)
        if sentence is None:
            raise
        raise LibraryError(sentence) from error
    except sqlite3.Error as error:
        sentence = _sentence(error, path)
        if sentence is None:
            raise
        raise LibraryError(sentence) from error


def is_damage(error: LibraryError) -> bool:
    """Whether the file itself is damaged or no database, so that waiting would not help."""
    cause = error.__cause__
    return _code(cause.orig if isinstance(cause, DBAPIError) else cause) in (
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CORRUPT,
    )


def among(values: Iterable[int] | Iterable[str]) -> Select[Any]:
    """A sub-query of the values, for `column.in_(...)`: one bound parameter however many."""
    return select(func.json_each(json.dumps(list(values))).table_valued("value").c.value)


def chunks(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """The items in runs of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _engine(path: Path, busy_timeout_s: float, foreign_keys: bool) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        # Transactions are begun below, not by the sqlite3 module at its own moments.
        connect_args={"timeout": busy_timeout_s, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        # A file in use by another program fails here already: the timeout counts from here on.
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.execute("PRAGMA cache_size = -32768")  # 32 MiB
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
            return (
                f"The library {path} is damaged or is not a library of Curator. Put a backup in "
                "its place (they are in the folder 'backups' beside it), or move it away to begin "
                "a new one."
            )
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

"""Older backups keep what people said and do without what can be computed again: the looks."""

import logging
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from curator.errors import LibraryError
from curator.library.backup import backups, check

_log = logging.getLogger(__name__)


def thin_old(folder: Path) -> int:
    """Take the looks out of all backups but the newest; how many were made smaller.

    A library that is restored from such a one has its photos looked at again; ratings, scores and
    all else are there. One that cannot be made smaller stays as it is.
    """
    return sum(_thin(path) for path in backups(folder)[1:])


def _thin(path: Path) -> bool:
    partial = path.with_suffix(f".{os.getpid()}.part")
    try:
        if not _has_looks(path):
            return False
        made = path.stat()
        with closing(sqlite3.connect(path)) as source, closing(_scratch(partial)) as copy:
            source.backup(copy)
            copy.execute("DELETE FROM look")
            copy.execute("VACUUM")
        check(partial, name=path)
        os.utime(partial, ns=(made.st_atime_ns, made.st_mtime_ns))  # its age is that of its content
        partial.replace(path)
    except (OSError, sqlite3.Error, LibraryError) as error:
        _log.warning("the backup %s stays as large as it is: %s", path, error)
        with suppress(OSError):
            partial.unlink()
        return False
    return True


def _has_looks(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM look)").fetchone()[0])


def _scratch(path: Path) -> sqlite3.Connection:
    """A database that is thrown away unless all goes well, so that it needs no journal."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    return connection

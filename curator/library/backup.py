"""Copies of the library, made while it is open."""

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from curator.errors import LibraryError
from curator.library.connection import sentences

KEPT = 5
"""How many backups are kept; the oldest go."""


def back_up(database: Path, folder: Path, *, version: str, kept: int = KEPT) -> Path:
    """Copy the library into the folder, whole and consistent even while others write.

    `version` is that of its tables and part of the name. Raises LibraryError with a sentence when
    there is no room or the folder cannot be written.
    """
    target = _free_name(folder, f"library-{version}-{datetime.now():%Y%m%d-%H%M%S}")
    partial = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            sentences(database),
            closing(sqlite3.connect(database)) as source,
            closing(sqlite3.connect(partial)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        partial.replace(target)
    except (OSError, LibraryError) as error:
        with suppress(OSError):
            partial.unlink()
        reason = error.strerror if isinstance(error, OSError) else error
        raise LibraryError(f"No backup could be made in {folder}: {reason}") from error
    for old in sorted(folder.glob("library-*.sqlite"), key=lambda p: p.stat().st_mtime)[:-kept]:
        old.unlink(missing_ok=True)
    return target


def _free_name(folder: Path, stem: str) -> Path:
    target = folder / f"{stem}.sqlite"
    number = 2
    while target.exists():
        target = folder / f"{stem}-{number}.sqlite"
        number += 1
    return target

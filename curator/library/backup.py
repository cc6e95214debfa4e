"""Copies of the library, made while it is open, and put in its place when it is damaged."""

import logging
import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from curator.errors import LibraryError
from curator.library.connection import DamagedError, damage_sentence, sentences

_log = logging.getLogger(__name__)

Kind = Literal["daily", "library"]

KEPT: dict[Kind, int] = {"daily": 7, "library": 5}
"""How many backups are kept, of the daily ones and of those before a migration; the oldest go."""

DAY_S = 24 * 3600.0


def back_up(
    database: Path, folder: Path, *, version: str, kind: Kind = "library", kept: int | None = None
) -> Path:
    """Copy the library into the folder, whole and consistent even while others write.

    `version` is that of its tables and part of the name. The copy is checked before an old one
    goes. Raises LibraryError with a sentence when there is no room, the folder cannot be written,
    or (DamagedError) the library is damaged.
    """
    target = _free_name(folder, f"{kind}-{version}-{datetime.now():%Y%m%d-%H%M%S}")
    partial = target.with_suffix(f".{os.getpid()}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            sentences(database),
            closing(sqlite3.connect(database)) as source,
            closing(sqlite3.connect(partial)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        check(partial, name=database)
        partial.replace(target)
    except (OSError, LibraryError) as error:
        for leftover in (partial, partial.with_name(f"{partial.name}-journal")):
            with suppress(OSError):
                leftover.unlink()
        if isinstance(error, DamagedError):
            raise
        reason = error.strerror if isinstance(error, OSError) else error
        raise LibraryError(f"No backup could be made in {folder}: {reason}") from error
    for old in backups(folder, kind)[kept or KEPT[kind] :]:
        old.unlink(missing_ok=True)
    return target


def backups(folder: Path, kind: Kind | None = None) -> list[Path]:
    """The backups in a folder, the newest first."""
    names = [f"{one}-*.sqlite" for one in ([kind] if kind else KEPT)]
    found = [path for name in names for path in folder.glob(name)]
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)


def is_due(folder: Path) -> bool:
    """Whether the last daily backup is a day old, or there is none."""
    newest = next(iter(backups(folder, "daily")), None)
    return newest is None or not 0 <= time.time() - newest.stat().st_mtime < DAY_S


def check(database: Path, *, name: Path | None = None) -> None:
    """Read all of a database. Raises DamagedError, about `name`, when it is not sound."""
    path = name or database
    with sentences(path), closing(sqlite3.connect(database)) as connection:
        told = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if told != "ok":
        _log.error("%s is damaged: %s", database, told)
        raise DamagedError(damage_sentence(path))


def restore(database: Path, folder: Path) -> str | None:
    """Put the newest sound backup in a damaged library's place; what was done, as a sentence.

    The damaged one is kept in the folder. None when there is no sound backup: nothing was changed.
    No process may have the library open. Raises LibraryError when the disk has no room.
    """
    for backup in backups(folder):
        try:
            check(backup)
        except LibraryError as error:
            _log.warning("the backup %s cannot be used: %s", backup, error)
            continue
        try:
            return _put_in_place(backup, database, folder)
        except OSError as error:
            raise LibraryError(
                f"The library {database} is damaged, and its backup {backup} could not be put in "
                f"its place: {error.strerror or error}."
            ) from error
    return None


def _put_in_place(backup: Path, database: Path, folder: Path) -> str:
    kept = _free_name(folder, f"damaged-{datetime.now():%Y%m%d-%H%M%S}")
    logs = [database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal")]
    shutil.copyfile(database, kept)
    for log in logs:
        if log.exists():
            shutil.copyfile(log, kept.with_name(log.name.replace(database.name, kept.name)))
    partial = database.with_suffix(".part")
    shutil.copyfile(backup, partial)
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    # Before the copy is in place: SQLite would write what is in the old log into it.
    for log in logs:
        log.unlink(missing_ok=True)
    partial.replace(database)
    made = datetime.fromtimestamp(backup.stat().st_mtime)
    return (
        f"The library was damaged and is now as it was in its backup of {made:%Y-%m-%d %H:%M}; "
        f"what was decided since then is missing. The damaged one is kept as {kept}."
    )


def _free_name(folder: Path, stem: str) -> Path:
    target = folder / f"{stem}.sqlite"
    number = 2
    while target.exists():
        target = folder / f"{stem}-{number}.sqlite"
        number += 1
    return target

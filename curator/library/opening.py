"""Brings a library's file into a state in which it can be used, or says why that cannot be."""

from pathlib import Path

from curator.errors import LibraryError
from curator.library.backup import check, restore
from curator.library.connection import DamagedError, Journal
from curator.library.presence import Others
from curator.library.schema import bring_up_to_date


def make_sound(
    database: Path, backups: Path, others: Others, *, busy_timeout_s: float, journal: Journal
) -> str | None:
    """Check the library if somebody did not close it, migrate it, restore it if it is damaged.

    The sentence to tell the user when it was restored. Raises LibraryError as `bring_up_to_date`
    does, and when it is damaged and there is no sound backup, or others have it open.
    """
    try:
        if others.dead and database.exists():
            check(database)
        bring_up_to_date(database, backups, busy_timeout_s=busy_timeout_s, journal=journal)
    except DamagedError as error:
        if others.alive:
            raise LibraryError(
                f"The library {database} is damaged, and another Curator has it open. Close that "
                "one and start again: then the backup is put in its place."
            ) from error
        told = restore(database, backups)
        if told is None:
            raise
        bring_up_to_date(database, backups, busy_timeout_s=busy_timeout_s, journal=journal)
        return told
    return None

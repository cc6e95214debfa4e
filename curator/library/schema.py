"""Brings a library's tables to the version that this program knows, after a backup."""

import logging
from pathlib import Path

from sqlalchemy import Connection, text

from curator.errors import LibraryError
from curator.library.backup import back_up
from curator.library.connection import BUSY_TIMEOUT_S, Database, Journal
from curator.library.migrations import HEAD

_log = logging.getLogger(__name__)


def bring_up_to_date(
    database: Path,
    backups: Path,
    *,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    journal: Journal = "WAL",
) -> Path | None:
    """Make the tables of a new library, or migrate an older one; the backup's path if one was made.

    A migration is one transaction: it happens whole or not at all. Raises LibraryError with a
    sentence for a library of a newer version, a file that is no library, a locked or full disk.
    """
    # A table is rebuilt by dropping it; foreign keys must not take its rows' children along.
    plain = Database(database, busy_timeout_s=busy_timeout_s, foreign_keys=False, journal=journal)
    try:
        with plain.read() as connection:
            if _version(connection, database) == HEAD:
                return None
        with plain.write() as connection:
            version = _version(connection, database)  # another process may have been faster
            if version == HEAD:
                return None
            backup = None
            if version is not None:
                backup = back_up(database, backups, version=version)
                _log.info("library is migrated from %s to %s; backup %s", version, HEAD, backup)
            _migrate(connection, database, version)
            return backup
    finally:
        plain.close()


def _version(connection: Connection, database: Path) -> str | None:
    """The version of the tables; None for an empty file."""
    tables = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
    if not tables:
        return None
    version = (
        connection.scalar(text("SELECT version_num FROM alembic_version"))
        if "alembic_version" in tables
        else None
    )
    if version is None:
        raise LibraryError(
            f"{database} is a database, but not a library of Curator. Move it away to begin a "
            "new library there."
        )
    return str(version)


def _migrate(connection: Connection, database: Path, version: str | None) -> None:
    # Late: an up-to-date library opens without Alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise LibraryError(
            f"The library {database} was made by a newer version of Curator (its tables have "
            f"version {version}, this program knows {HEAD}). Update Curator, or name another "
            "library with --home."
        )
    command.upgrade(config, "head")
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise LibraryError(
            f"The library {database} could not be brought to this version: {len(broken)} of its "
            "entries would lose what they refer to. It was left as it was."
        )

"""The library as a whole."""

from pathlib import Path
from types import TracebackType
from typing import Self

from curator.library.backup import back_up
from curator.library.cache import SIZE_CAP, Cache
from curator.library.connection import BUSY_TIMEOUT_S, Database
from curator.library.decisions import Decisions
from curator.library.exports import Exports
from curator.library.judgements import StoredJudgements
from curator.library.looks import Looks
from curator.library.migrations import HEAD
from curator.library.photos import Photos
from curator.library.profiles import Profiles
from curator.library.roots import Roots
from curator.library.schema import bring_up_to_date
from curator.library.shown import StoredShown
from curator.settings import Home


class Library:
    """The database of one user. Any thread may call any method; none keeps a transaction open.

    Several processes may have it open; each has one writer at a time, and they take turns. Every
    method raises LibraryError with a sentence when the file is locked for too long, damaged, or
    cannot be written.
    """

    def __init__(self, database: Database, cache: Cache) -> None:
        self._database = database
        self.cache = cache
        self.roots = Roots(database)
        self.photos = Photos(database, cache)
        self.profiles = Profiles(database)
        self.looks = Looks(database)
        self.shown = StoredShown(database)
        self.judgements = StoredJudgements(database)
        self.decisions = Decisions(database)
        self.exports = Exports(database)

    @classmethod
    def open(
        cls, home: Home, *, busy_timeout_s: float = BUSY_TIMEOUT_S, cache_cap: int = SIZE_CAP
    ) -> Self:
        """Open the library of a home, or make it; an older one is migrated after a backup.

        Waits at most `busy_timeout_s` for other programs, here and later; `cache_cap` is in bytes.
        Raises LibraryError with a sentence when it is locked, damaged, newer than this program, or
        cannot be written.
        """
        bring_up_to_date(home.database, home.backups, busy_timeout_s=busy_timeout_s)
        return cls(
            Database(home.database, busy_timeout_s=busy_timeout_s),
            Cache(home.cache, size_cap=cache_cap, busy_timeout_s=busy_timeout_s),
        )

    def back_up(self, folder: Path) -> Path:
        """Copy the library into a folder while it is in use; the copy's path."""
        return back_up(self._database.path, folder, version=HEAD)

    def close(self) -> None:
        """Close all connections; call it when no thread uses the library any more."""
        self.cache.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

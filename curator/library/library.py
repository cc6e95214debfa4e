"""The library as a whole."""

from pathlib import Path
from types import TracebackType
from typing import Self

from curator.library.backup import back_up, is_due
from curator.library.cache import SIZE_CAP, Cache
from curator.library.columns import Columns
from curator.library.connection import BUSY_TIMEOUT_S, DamagedError, Database, Journal
from curator.library.decisions import Decisions
from curator.library.exports import Exports
from curator.library.files import Files
from curator.library.judgements import StoredJudgements
from curator.library.late_facts import LateFacts
from curator.library.looks import Looks
from curator.library.migrations import HEAD
from curator.library.mounts import MOUNTS, is_network
from curator.library.opening import make_sound
from curator.library.photos import Photos
from curator.library.presence import Presence, alone, others
from curator.library.profiles import Profiles
from curator.library.roots import Roots
from curator.library.shown import StoredShown
from curator.library.stacks import Stacks
from curator.library.thinning import thin_old
from curator.library.upkeep import Upkeep
from curator.settings import Home


class Library:
    """The database of one user. Any thread may call any method; none keeps a transaction open.

    Several processes may have it open; each has one writer at a time, and they take turns. Every
    method raises LibraryError with a sentence when the file is locked for too long, damaged, or
    cannot be written.
    """

    def __init__(
        self,
        database: Database,
        cache: Cache,
        presence: Presence,
        backups: Path,
        *,
        restored: str | None = None,
    ) -> None:
        """`restored` is a sentence for the user: what was done about a damaged library."""
        self._database = database
        self._presence = presence
        self._backups = backups
        self.restored = restored
        self.cache = cache
        self.roots = Roots(database)
        self.photos = Photos(database, cache)
        self.profiles = Profiles(database)
        self.files = Files(database)
        self.late_facts = LateFacts(database)
        self.looks = Looks(database, cache)
        self.shown = StoredShown(database)
        columns = Columns(database)
        self.stacks = Stacks(database, columns)
        self.judgements = StoredJudgements(database, columns)
        self.decisions = Decisions(database)
        self.exports = Exports(database)
        self.upkeep = Upkeep(database, cache)

    @classmethod
    def open(
        cls,
        home: Home,
        *,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        cache_cap: int = SIZE_CAP,
        mounts: Path = MOUNTS,
    ) -> Self:
        """Open the library of a home, or make it; an older one is migrated after a backup.

        When a process that had it open did not close it, it is checked first; a damaged one is
        restored from its newest sound backup. Waits at most `busy_timeout_s` for other programs,
        here and later; `cache_cap` is in bytes; `mounts` is the system's table of disks.
        Raises LibraryError with a sentence when it is locked, damaged without a backup, newer than
        this program, or cannot be written.
        """
        journal: Journal = "DELETE" if is_network(home.path, mounts=mounts) else "WAL"
        with alone(home.opening_lock, timeout_s=busy_timeout_s):
            there = others(home.running)
            restored = make_sound(
                home.database,
                home.backups,
                there,
                busy_timeout_s=busy_timeout_s,
                journal=journal,
            )
            there.forget_dead()
            presence = Presence(home.running)
        return cls(
            Database(home.database, busy_timeout_s=busy_timeout_s, journal=journal),
            Cache(home.cache, size_cap=cache_cap, busy_timeout_s=busy_timeout_s, journal=journal),
            presence,
            home.backups,
            restored=restored,
        )

    def back_up(self, folder: Path) -> Path:
        """Copy the library into a folder while it is in use; the copy's path."""
        return back_up(self._database.path, folder, version=HEAD)

    def back_up_daily(self) -> Path | None:
        """Make the day's backup unless it is there already; its path if it was made.

        Those from before are made smaller: they need not hold what can be computed again.
        """
        if not is_due(self._backups):
            return None
        try:
            made = back_up(self._database.path, self._backups, version=HEAD, kind="daily")
        except DamagedError:
            self._database.damaged = True
            raise
        thin_old(self._backups)
        return made

    def close(self) -> None:
        """Close all connections; call it when no thread uses the library any more."""
        self.cache.close()
        self._database.close()
        self._presence.leave(clean=not self._database.damaged)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

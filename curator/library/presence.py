"""Who has a library open, and whether somebody who had did not end as one should."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from curator.errors import LibraryError

_NO_LOCKS = (OSError, NotImplementedError)  # a disk that is read-only, or knows no locks


@dataclass(frozen=True, slots=True)
class Others:
    """Other processes with the library: `alive` have it open, `dead` ended without closing it."""

    alive: int = 0
    dead: tuple[Path, ...] = ()

    def forget_dead(self) -> None:
        """The library was looked at: what they left need not be heeded again."""
        for mark in self.dead:
            mark.unlink(missing_ok=True)


class Presence:
    """A file that stands for a process that has the library open, locked for as long as it lives.

    The system frees the lock when the process ends, however that happens; the file then stays. On
    a disk without locks nothing is marked.
    """

    def __init__(self, folder: Path) -> None:
        self._mark = folder / f"{uuid.uuid4().hex}.open"
        self._lock: FileLock | None = None
        with suppress(*_NO_LOCKS):
            folder.mkdir(exist_ok=True)
            lock = FileLock(self._mark, thread_local=False)
            lock.acquire(timeout=0)
            self._lock = lock

    def leave(self, *, clean: bool) -> None:
        """The library is closed; unless `clean`, the mark stays, and the next one looks at it."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            with suppress(OSError):
                if clean:
                    self._mark.unlink(missing_ok=True)
                else:
                    self._mark.touch()


def others(folder: Path) -> Others:
    """The marks of the others. Call it `alone`, lest one be met that is just being made."""
    alive, dead = 0, []
    for mark in sorted(folder.glob("*.open")):
        lock = FileLock(mark, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            alive += 1
        except _NO_LOCKS:
            continue
        else:
            lock.release()
            dead.append(mark)
    return Others(alive, tuple(dead))


@contextmanager
def alone(lock_path: Path, *, timeout_s: float) -> Iterator[None]:
    """Nobody else opens the library meanwhile. Raises LibraryError when that takes too long."""
    lock = FileLock(lock_path, thread_local=False)
    with suppress(*_NO_LOCKS):
        try:
            lock.acquire(timeout=timeout_s)
        except Timeout as error:
            raise LibraryError(
                f"Another Curator is opening the library beside {lock_path} and has not finished. "
                "Try again when it has."
            ) from error
    try:
        yield
    finally:
        lock.release()  # nothing where it was not got

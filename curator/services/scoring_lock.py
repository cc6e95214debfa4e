"""The lock that only one process at a time holds while it scores a library in the background."""

from pathlib import Path

from filelock import FileLock, Timeout

from curator.errors import OperationError

WAITING = "Another Curator is scoring this library; this one waits until it has finished."


class ScoringLock:
    """A lock file; the system frees it when its process ends, however that happens."""

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path, thread_local=False)

    def try_acquire(self, timeout_s: float = 0.0) -> bool:
        """Take the lock, waiting for at most `timeout_s`; whether it was got.

        Raises OperationError when the lock file cannot be used at all.
        """
        try:
            self._lock.acquire(timeout=timeout_s)
        except Timeout:
            return False
        except (OSError, NotImplementedError) as error:  # the latter: a disk without locks
            reason = getattr(error, "strerror", None) or error
            raise OperationError(
                f"The lock {self._lock.lock_file} cannot be used: {reason}."
            ) from error
        return True

    def release(self) -> None:
        """Give the lock back."""
        self._lock.release()

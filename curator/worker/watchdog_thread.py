"""One thread that ends children which take too long or too much memory."""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

Cause = Literal["deadline", "memory"]

_PERIOD_S = 0.1


class Watched(Protocol):
    """What the watchdog needs of a child."""

    def resident_bytes(self) -> int:
        """Its memory now; 0 when it is gone."""
        ...

    def kill(self, cause: Cause) -> None:
        """End it and remember why."""
        ...


@dataclass(slots=True)
class _Watch:
    child: Watched
    deadline: float
    memory_bytes: int | None


class Watchdog:
    """Watches children only while they work; asleep otherwise. The thread is a daemon."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watches: list[_Watch] = []
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def watching(
        self, child: Watched, *, deadline_s: float, memory_bytes: int | None
    ) -> Iterator["Extension"]:
        """End the child when the block takes longer, or the child grows beyond the memory."""
        watch = _Watch(child, time.monotonic() + deadline_s, memory_bytes)
        with self._changed:
            self._watches.append(watch)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
                self._thread.start()
            self._changed.notify()
        try:
            yield Extension(watch)
        finally:
            with self._changed:
                self._watches.remove(watch)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._watches:
                    self._changed.wait()
                # Under the lock: a child that has just finished is not ended for its next work.
                for watch in self._watches:
                    _check(watch)
            time.sleep(_PERIOD_S)


class Extension:
    """Gives the child that is being watched a new deadline."""

    def __init__(self, watch: _Watch) -> None:
        self._watch = watch

    def restart(self, deadline_s: float) -> None:
        """Count from now."""
        self._watch.deadline = time.monotonic() + deadline_s


def _check(watch: _Watch) -> None:
    if time.monotonic() > watch.deadline:
        watch.child.kill("deadline")
    elif watch.memory_bytes is not None and watch.child.resident_bytes() > watch.memory_bytes:
        watch.child.kill("memory")

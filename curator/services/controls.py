"""What others ask of a running pipeline; any thread may."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from curator.library.records import StoredProfile


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for now. The flags say what is new since the last time it was taken."""

    profile: StoredProfile | None
    other: StoredProfile | None
    first: tuple[int, ...]
    paused: bool
    profile_is_new: bool
    first_is_new: bool
    rescan: bool
    other_is_new: bool


class Controls:
    """The wishes of other threads, until the pipeline's thread takes them."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._profile: StoredProfile | None = None
        self._other: StoredProfile | None = None
        self._first: tuple[int, ...] = ()
        self._paused = False
        self._stopped = threading.Event()
        self._profile_is_new = self._first_is_new = self._rescan = self._other_is_new = False

    @property
    def stopped(self) -> bool:
        """Whether the pipeline is to end."""
        return self._stopped.is_set()

    def set_profile(self, profile: StoredProfile | None) -> None:
        with self._lock:
            self._profile, self._profile_is_new = profile, True
        self._wake()

    def set_other(self, profile: StoredProfile | None) -> None:
        with self._lock:
            self._other, self._other_is_new = profile, True
        self._wake()

    def look_first(self, photo_ids: Sequence[int]) -> None:
        with self._lock:
            self._first, self._first_is_new = tuple(photo_ids), True
        self._wake()

    def set_paused(self, paused: bool) -> None:
        with self._lock:
            self._paused = paused
        self._wake()

    def rescan(self) -> None:
        with self._lock:
            self._rescan = True
        self._wake()

    def stop(self) -> None:
        self._stopped.set()
        self._wake()

    def take(self) -> Asked:
        """What is asked for now; the flags are down afterwards."""
        with self._lock:
            asked = Asked(
                self._profile,
                self._other,
                self._first,
                self._paused,
                self._profile_is_new,
                self._first_is_new,
                self._rescan,
                self._other_is_new,
            )
            self._profile_is_new = self._first_is_new = self._rescan = False
            self._other_is_new = False
        return asked

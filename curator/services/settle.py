"""Decides when a file that something is writing has been written: size and time stood still."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

Stamp = tuple[int, int]  # size in bytes, mtime in ns


@dataclass(frozen=True, slots=True)
class Settled:
    """A path that no longer changes; `stamp` is None when nothing is there any more."""

    path: Path
    stamp: Stamp | None


@dataclass(slots=True)
class _Waiting:
    stamp: Stamp | None
    since: float | None  # None: not looked at yet


class Settling:
    """Paths that something happened to, until they stand still. Pure: clock and stat are given.

    A path is settled when its size and modification time were the same at two looks that lie at
    least `still_s` seconds apart, with no event and no other value between them.
    """

    def __init__(self, *, still_s: float = 1.0) -> None:
        self._still_s = still_s
        self._waiting: dict[Path, _Waiting] = {}

    def __contains__(self, path: Path) -> bool:
        return path in self._waiting

    def __len__(self) -> int:
        return len(self._waiting)

    def note(self, path: Path) -> None:
        """Something happened to the path: wait for it (anew)."""
        self._waiting[path] = _Waiting(None, None)

    def forget(self, paths: Collection[Path]) -> None:
        """Stop waiting for these paths."""
        for path in paths:
            self._waiting.pop(path, None)

    def look(self, now: float, stamp_of: Callable[[Path], Stamp | None]) -> list[Settled]:
        """Look at every waiting path; the settled ones are returned and no longer waited for.

        `now` is in seconds of any steady clock; `stamp_of` gives None for what is not there.
        """
        settled = []
        for path, waiting in self._waiting.items():
            stamp = stamp_of(path)
            if waiting.since is None or stamp != waiting.stamp:
                waiting.stamp, waiting.since = stamp, now
            elif now - waiting.since >= self._still_s:
                settled.append(Settled(path, stamp))
        self.forget([one.path for one in settled])
        return settled

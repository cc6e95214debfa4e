"""Measures photos a second over the last seconds."""

from collections import deque


class Pace:
    """Counts finished photos over a sliding window; the clock is given, in seconds."""

    def __init__(self, *, window_s: float = 10.0) -> None:
        self._window_s = window_s
        self._done: deque[tuple[float, int]] = deque()
        self._since: float | None = None

    def note(self, count: int, now: float) -> None:
        """`count` photos were finished now."""
        self.start(now)
        if count:
            self._done.append((now, count))
        self._forget(now)

    def per_second(self, now: float) -> float:
        """Photos a second within the window; 0 when nothing was finished in it."""
        self._forget(now)
        if not self._done or self._since is None:
            return 0.0
        span = min(self._window_s, now - self._since)
        return sum(count for _, count in self._done) / max(span, 0.5)

    def start(self, now: float) -> None:
        """Work begins now, so that the wait for the first photo counts."""
        if self._since is None:
            self._since = now

    def rest(self) -> None:
        """Work stopped: forget, so that the pause does not count as slowness."""
        self._done.clear()
        self._since = None

    def _forget(self, now: float) -> None:
        while self._done and self._done[0][0] < now - self._window_s:
            self._done.popleft()

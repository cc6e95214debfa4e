"""Two queues in one: what a person waits for comes before the backlog."""

import threading
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class TwoQueues(Generic[Item]):
    """Thread-safe; first in, first out within urgent work and within the backlog."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._urgent: deque[Item] = deque()
        self._backlog: deque[Item] = deque()
        self._closed = False

    def put(self, item: Item, *, urgent: bool) -> bool:
        """Add at the end; False when the queues are closed."""
        with self._changed:
            if self._closed:
                return False
            self._of(urgent).append(item)
            self._changed.notify()
            return True

    def put_back(self, item: Item, *, urgent: bool) -> bool:
        """Return unfinished work to the front; False when the queues are closed."""
        with self._changed:
            if self._closed:
                return False
            self._of(urgent).appendleft(item)
            self._changed.notify()
            return True

    def take(self) -> Item | None:
        """The next item, urgent ones first; waits for one. None once the queues are closed."""
        with self._changed:
            while not self._closed and not self._urgent and not self._backlog:
                self._changed.wait()
            if self._closed:
                return None
            return (self._urgent or self._backlog).popleft()

    def close(self) -> list[Item]:
        """Wake everyone that waits; returns what was left."""
        with self._changed:
            self._closed = True
            left = [*self._urgent, *self._backlog]
            self._urgent.clear()
            self._backlog.clear()
            self._changed.notify_all()
            return left

    def _of(self, urgent: bool) -> deque[Item]:
        return self._urgent if urgent else self._backlog

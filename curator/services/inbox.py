"""Brings results of the child processes to the one thread that the pipeline works on."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TypeVar

from curator.services.events import Event

T = TypeVar("T")
Handle = Callable[[], Iterable[Event]]


class Inbox:
    """Results that wait to be handled. `wake` and the futures' callbacks come from any thread."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Handle | None] = SimpleQueue()

    def when_done(self, future: Future[T], handle: Callable[[Future[T]], Iterable[Event]]) -> None:
        """Have `handle` called with the finished future on the pipeline's thread."""
        future.add_done_callback(lambda done: self._waiting.put(lambda: handle(done)))

    def wake(self) -> None:
        """End the pipeline's wait at once."""
        self._waiting.put(None)

    def next(self, timeout_s: float) -> Handle | None:
        """The next result's handling, waiting for it if need be; None when there is none yet."""
        try:
            handle = self._waiting.get(timeout=timeout_s)
            while handle is None:  # thousands of file events are one wake
                handle = self._waiting.get_nowait()
            return handle
        except Empty:
            return None

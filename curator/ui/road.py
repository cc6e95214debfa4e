"""The one road from other threads to the GUI thread: closures travel inside a signal."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from itertools import count
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from curator.errors import CuratorError

T = TypeVar("T")


class Road(QObject):
    """Runs closures in the thread it was made in, the GUI thread, whoever sends them.

    What is to be done with a result often holds a dialog or another object of Qt, which must not
    end in another thread. So such closures stay here, and other threads know their numbers only.

    Signals:
        failed: a failed operation that nobody else took care of, as a sentence for the user.
    """

    failed = Signal(str)
    _sent = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._pools = {"": ThreadPoolExecutor(max_workers=3, thread_name_prefix="window")}
        self._numbers = count()
        self._work: dict[int, Callable[[], object]] = {}
        self._arrivals: dict[int, Callable[[], None]] = {}
        self._sent.connect(self._on_sent, Qt.ConnectionType.QueuedConnection)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def send(self, closure: Callable[[], None]) -> None:
        """Have a closure run in the GUI thread, soon. Any thread may call; lost once closed."""
        if not self._closed:
            self._sent.emit(closure)

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[CuratorError], None] | None = None,
        *,
        lane: str = "",
    ) -> None:
        """Run `work` in another thread, then `then` with its result in the GUI thread.

        Work of one `lane` runs one after the other, in the order given. A CuratorError goes to
        `failed`, or is shown to the user where that is not given; anything else is raised in the
        GUI thread, where it reaches the crash dialog. Call from the GUI thread.
        """
        if self._closed:
            return
        if lane not in self._pools:
            self._pools[lane] = ThreadPoolExecutor(1, thread_name_prefix=f"window-{lane}")
        number = next(self._numbers)
        self._work[number] = work
        self._await(number, self._pools[lane].submit(self._run, number), then, failed)

    def when(
        self,
        future: "Future[T]",
        then: Callable[[T], None],
        failed: Callable[[CuratorError], None] | None = None,
    ) -> None:
        """As `do`, for work that is under way elsewhere already; a cancelled one is forgotten."""
        self._await(next(self._numbers), future, then, failed)

    def _run(self, number: int) -> Any:
        return self._work[number]()

    def _await(
        self,
        number: int,
        future: "Future[T]",
        then: Callable[[T], None],
        failed: Callable[[CuratorError], None] | None,
    ) -> None:
        def arrive() -> None:
            try:
                result = future.result()
            except CancelledError:
                return
            except CuratorError as error:
                if failed is None:
                    self.failed.emit(str(error))
                else:
                    failed(error)
                return
            then(result)

        self._arrivals[number] = arrive
        future.add_done_callback(lambda _: self._tell(number))

    def _tell(self, number: int) -> None:
        if not self._closed:
            self._arrived.emit(number)

    def close(self) -> None:
        """Let nothing more arrive; wait for what is being worked on."""
        self._closed = True
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self._work.clear()
        self._arrivals.clear()

    @Slot(object)
    def _on_sent(self, closure: Callable[[], None]) -> None:
        if not self._closed:
            closure()

    @Slot(object)
    def _on_arrived(self, number: int) -> None:
        self._work.pop(number, None)
        arrive = self._arrivals.pop(number, None)
        if arrive is not None and not self._closed:
            arrive()

"""The one road from other threads to the GUI thread: closures travel inside a signal."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from curator.errors import CuratorError

T = TypeVar("T")


class Road(QObject):
    """Runs closures in the thread it was made in, the GUI thread, whoever sends them.

    Signals:
        failed: a failed operation that nobody else took care of, as a sentence for the user.
    """

    failed = Signal(str)
    _sent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._pools = {"": ThreadPoolExecutor(max_workers=3, thread_name_prefix="window")}
        self._sent.connect(self._on_sent, Qt.ConnectionType.QueuedConnection)

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
        self.when(self._pools[lane].submit(work), then, failed)

    def when(
        self,
        future: "Future[T]",
        then: Callable[[T], None],
        failed: Callable[[CuratorError], None] | None = None,
    ) -> None:
        """As `do`, for work that is under way elsewhere already; a cancelled one is forgotten."""

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

        future.add_done_callback(lambda _: self.send(arrive))

    def close(self) -> None:
        """Let nothing more arrive; wait for what is being worked on."""
        self._closed = True
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _on_sent(self, closure: Callable[[], None]) -> None:
        if not self._closed:
            closure()

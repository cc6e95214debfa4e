"""Asks for the order of photos: at once for the user, calmly while scores arrive."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from curator.errors import CuratorError
from curator.library.records import RankQuery
from curator.ui.road import Road

CALM_MS = 500  # the shortest time between two new orders that the user did not ask for
STILL_MS = 10_000  # the same where nothing is to move by itself


class Ranking(QObject):
    """Keeps the answer to a query up to date; the query itself runs in another thread.

    Signals:
        ordered: what `order` gave, and whether the user asked for another order.
        failed: there is no answer to what was asked last; the road has told why.
    """

    ordered = Signal(object, bool)
    failed = Signal()

    def __init__(
        self,
        order: Callable[[RankQuery], object],
        road: Road,
        *,
        calm_ms: int = CALM_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._order = order
        self._road = road
        self._query: RankQuery | None = None
        self._asked = 0  # answers to older questions are dropped
        self._by_user = False
        self._busy = False
        self._stale = False
        self._calm_ms = calm_ms
        self._calm = QTimer(self, interval=calm_ms, singleShot=True)
        self._calm.timeout.connect(self._on_calm)

    def be_calm(self, calm: bool) -> None:
        """Give new orders that the user did not ask for seldom, or as often as usual."""
        self._calm.setInterval(STILL_MS if calm else self._calm_ms)

    @property
    def query(self) -> RankQuery | None:
        """What was asked last."""
        return self._query

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._busy

    def ask(self, query: RankQuery) -> None:
        """The user wants this order, now."""
        self._query = query
        self._by_user = True
        self._run()

    def again(self) -> None:
        """Scores or photos have changed: the order is asked for again, soon."""
        self._stale = True
        if not self._calm.isActive() and not self._busy:
            self._on_calm()

    def _on_calm(self) -> None:
        if self._stale and not self._busy:
            self._run()

    def _run(self) -> None:
        query = self._query
        if query is None:
            return
        self._asked += 1
        self._busy, self._stale = True, False
        self._calm.start()
        asked = self._asked
        self._road.do(
            lambda: self._order(query),
            lambda answer: self._on_answer(asked, answer),
            lambda error: self._on_failed(asked, error),
        )

    def _on_failed(self, asked: int, error: CuratorError) -> None:
        self._road.failed.emit(str(error))
        if asked == self._asked:
            self._busy = False  # the next change asks again
            self.failed.emit()

    def _on_answer(self, asked: int, answer: object) -> None:
        if asked != self._asked:
            return
        self._busy = False
        by_user, self._by_user = self._by_user, False
        self.ordered.emit(answer, by_user)
        if self._stale and not self._calm.isActive():
            self._run()

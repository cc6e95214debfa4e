"""Loads ahead what a filter or another order would need first, while nobody waits for a ranking."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from curator.library.records import RankQuery
from curator.ui.ranking import Ranking
from curator.ui.road import Road

IDLE_MS = 1000  # after the last new order
_END = object()


class Ahead(QObject):
    """Begins anew after each order, since what was loaded may have changed by then.

    Signals:
        loaded: all is at hand.
    """

    loaded = Signal()

    def __init__(
        self,
        ranking: Ranking,
        load: Callable[[RankQuery], Iterator[None]],
        road: Road,
        *,
        idle_ms: int = IDLE_MS,
    ) -> None:
        """`load` is begun in the GUI thread and taken step by step in another."""
        super().__init__(ranking)
        self._ranking = ranking
        self._load = load
        self._road = road
        self._steps: Iterator[None] | None = None
        self._idle = QTimer(self, interval=idle_ms, singleShot=True)
        self._idle.timeout.connect(self._begin)
        ranking.ordered.connect(self._on_ordered)

    def _on_ordered(self) -> None:
        self._steps = None
        self._idle.start()

    def _begin(self) -> None:
        query = self._ranking.query
        if query is not None and not self._ranking.busy:
            self._steps = self._load(query)
            self._step()

    def _step(self) -> None:
        steps = self._steps
        if steps is None:
            return

        def work() -> bool:
            return next(steps, _END) is None

        def then(more: bool) -> None:
            if steps is not self._steps or self._ranking.busy:
                return
            if more:
                self._step()
            else:
                self.loaded.emit()

        # What fails here fails for the next ranking, too, which tells it.
        self._road.do(work, then, lambda _: None, lane="ahead")

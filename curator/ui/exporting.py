"""The export of the best, from the question to the result. Imported when it is first asked for."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from curator.errors import CuratorError
from curator.language import retold
from curator.library import Library
from curator.library.records import RankQuery
from curator.services.choosing import choose_best, companions
from curator.services.export import Exported, ExportPlan, execute, plan
from curator.ui.export_dialog import ExportChoice, ExportDialog
from curator.ui.road import Road


class Exporting(QObject):
    """One dialog and the work behind it."""

    def __init__(
        self,
        library: Library,
        query: RankQuery,
        source: str,
        road: Road,
        window: QWidget,
        *,
        only: Sequence[int] = (),
    ) -> None:
        """Export from what `query` ranks, or `only` some of it; `source` says in words what."""
        super().__init__(window)
        self._library = library
        self._query = query
        self._only = only
        self._road = road
        self._cancelled = threading.Event()
        self._asked = 0
        self.dialog = ExportDialog(source, window)
        if only:
            self.dialog.top.setValue(len(only))
        self.dialog.plan_wanted.connect(self._on_plan_wanted)
        self.dialog.export_wanted.connect(self._on_export_wanted)
        self.dialog.cancel_wanted.connect(self._cancelled.set)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.finished.connect(self.deleteLater)

    def open(self) -> None:
        """Show the dialog."""
        self.dialog.open()

    def cancel(self) -> None:
        """Stop copying after the photo that is being copied."""
        self._cancelled.set()

    def _on_plan_wanted(self, choice: ExportChoice) -> None:
        self._asked += 1
        asked = self._asked

        def then(answer: tuple[ExportPlan, list[str]]) -> None:
            if asked == self._asked:
                self.dialog.show_plan(*answer)

        def sorry(error: CuratorError) -> None:
            if asked == self._asked:
                self.dialog.show_problem(retold(error))

        self._road.do(lambda: self._plan(choice), then, sorry, lane="export")

    def _plan(self, choice: ExportChoice) -> tuple[ExportPlan, list[str]]:
        query = replace(self._query, min_score=choice.min_score)
        best = choose_best(self._library, query, top=choice.top, only=self._only).rows
        folders = [root.path for root in self._library.roots.list()]
        together = companions(self._library, best) if choice.companions else {}
        sources = [row.path for row in best]
        made = plan(sources, choice.destination, companions=together, ranked_folders=folders)
        scores = {row.path: "–" if row.score is None else f"{row.score:.0f}" for row in best}
        return made, [scores.get(item.source, "") for item in made.items]

    def _on_export_wanted(self, wanted: ExportPlan) -> None:
        self._cancelled.clear()

        def work() -> int:
            done = 0
            for exported in execute(wanted, self._library.exports):
                done += 1
                self._road.send(self._telling(done, exported))
                if self._cancelled.is_set():
                    break
            return done

        self._road.do(work, self.dialog.show_result, self._on_failed, lane="export")

    def _telling(self, done: int, exported: Exported) -> Callable[[], None]:
        return lambda: self.dialog.show_exported(done, exported)

    def _on_finished(self) -> None:
        self._asked += 1  # a plan that arrives later finds no dialog

    def _on_failed(self, error: CuratorError) -> None:
        self.dialog.show_problem(retold(error))

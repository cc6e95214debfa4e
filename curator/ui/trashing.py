"""The way of rejected photos to the trash, from the question to the result."""

import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from curator.errors import CuratorError
from curator.language import retold
from curator.library import Library
from curator.library.records import RankQuery
from curator.services.trash import (
    MoveToTrash,
    Trashed,
    TrashPhoto,
    move_to_trash,
    plan_trash,
)
from curator.ui.road import Road
from curator.ui.trash_dialog import TrashDialog


class Trashing(QObject):
    """One dialog and the work behind it.

    Signals:
        moved: photos (their ids) may be gone from the library's folders now.
    """

    moved = Signal(object)

    def __init__(
        self,
        library: Library,
        query: RankQuery,
        source: str,
        road: Road,
        window: QWidget,
        *,
        move: MoveToTrash | None = None,
    ) -> None:
        """The photos of `query` are offered; `move` takes the place of the system's trash."""
        super().__init__(window)
        self._library = library
        self._query = query
        self._road = road
        self._move = move
        self._cancelled = threading.Event()
        self._is_open = True
        self.dialog = TrashDialog(source, window)
        self.dialog.move_requested.connect(self._on_move_requested)
        self.dialog.cancel_requested.connect(self._cancelled.set)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.finished.connect(self.deleteLater)

    def open(self) -> None:
        """Show the dialog, then what would go."""
        self.dialog.open()
        library, query = self._library, self._query

        def work() -> list[TrashPhoto]:
            ids = library.judgements.rank_ids(query)
            return plan_trash(library, ids, profile_id=query.profile_id)

        self._road.do(work, self._show_plan, self._on_not_planned)

    def cancel(self) -> None:
        """Stop after the file that is being moved."""
        self._cancelled.set()

    def _show_plan(self, photos: Sequence[TrashPhoto]) -> None:
        if self._is_open:
            self.dialog.show_plan(photos)

    def _on_move_requested(self, photos: Sequence[TrashPhoto]) -> None:
        def work() -> None:
            moving = move_to_trash(self._library, photos, self._move)
            for done, trashed in enumerate(moving, start=1):
                self._road.send(self._telling(done, trashed))
                if self._cancelled.is_set():
                    break

        ids = [photo.photo_id for photo in photos]

        def then(_: object) -> None:
            self.dialog.show_result()
            self.moved.emit(ids)

        self._road.do(work, then, self._on_failed, lane="trash")

    def _telling(self, done: int, trashed: Trashed) -> Callable[[], None]:
        return lambda: self.dialog.show_trashed(done, trashed)

    def _on_finished(self) -> None:
        self._is_open = False

    def _on_not_planned(self, error: CuratorError) -> None:
        if self._is_open:
            self.dialog.show_problem(retold(error))

    def _on_failed(self, error: CuratorError) -> None:
        self.dialog.show_result()
        self.dialog.show_problem(retold(error))

"""Photos that could not be read: told of once for all that failed together, shown, tried again."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from curator.language import tr, trn
from curator.library import Library
from curator.library.records import Photo
from curator.ui.main_window import MainWindow
from curator.ui.road import Road
from curator.ui.set_aside_dialog import SetAsideDialog
from curator.ui.words import number

_CALM_MS = 1500  # after the last failure, before it is told


class SetAside(QObject):
    """What failed, from the first news to another try.

    Signals:
        retried: photos (their ids) wait to be read again.
        folder_requested: a file (its path) in the system's file manager.
    """

    retried = Signal(object)
    folder_requested = Signal(object)

    def __init__(self, window: MainWindow, library: Library, road: Road) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._road = road
        self._new: set[int] = set()
        self._calm = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._calm.timeout.connect(self._on_calm)
        window.set_aside_requested.connect(self.open)

    def note(self, photo_id: int) -> None:
        """A photo has failed just now."""
        self._new.add(photo_id)
        self._calm.start()

    def open(self) -> None:
        """Show all photos that are set aside."""
        dialog = SetAsideDialog(self._window)
        dialog.retry_requested.connect(self.retry)
        dialog.folder_requested.connect(self.folder_requested)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        shown: list[SetAsideDialog] = [dialog]
        dialog.finished.connect(shown.clear)

        def show(failed: Sequence[Photo]) -> None:
            for one in shown:  # it may be closed by now
                one.show_photos(failed)

        self._road.do(self._library.upkeep.failed, show)

    def retry(self, photo_ids: Sequence[int]) -> None:
        """Read these photos again, though their files did not change."""
        ids = tuple(photo_ids)
        self._road.do(lambda: self._library.photos.retry(ids), lambda _: self.retried.emit(ids))

    def _on_calm(self) -> None:
        ids = tuple(self._new)
        self._new.clear()
        sentence = trn(
            "{number} photo could not be read.", "{number} photos could not be read.", len(ids)
        ).format(number=number(len(ids)))
        acts = [(tr("Show"), self.open), (tr("Try again"), lambda: self.retry(ids))]
        self._window.messages.show_message(sentence, "warning", acts)

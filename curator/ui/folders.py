"""The folders at work: added, removed, counted again while photos come."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from curator.language import tr
from curator.library import Library
from curator.library.records import Root
from curator.ui.history import History
from curator.ui.main_window import MainWindow
from curator.ui.road import Road

_CALM_MS = 1000  # the shortest time between two counts


class Folders(QObject):
    """Keeps the list of folders true.

    Signals:
        read: the folders and their counts are known anew.
        changed: a folder was added or removed.
    """

    read = Signal()
    changed = Signal()

    def __init__(self, window: MainWindow, library: Library, road: Road, history: History) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._road = road
        self._history = history
        self._calm = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._calm.timeout.connect(self.read_now)
        self.roots: Sequence[Root] = ()
        self.scanned: set[int] = set()  # ids of folders that were looked through
        window.folders.add_requested.connect(self._on_add_requested)
        window.folders.remove_requested.connect(self._on_remove_requested)
        window.empty.add_folder_requested.connect(self._on_add_requested)

    def chosen(self) -> list[Root]:
        """The folder whose photos are shown, or all."""
        chosen = self._window.folders.chosen_id()
        return [root for root in self.roots if chosen in (None, root.id)]

    def add(self, path: Path) -> None:
        """Add a folder."""
        self._road.do(lambda: self._library.roots.add(path), self._on_changed)

    def read_now(self) -> None:
        """Count the photos of the folders."""
        self._road.do(self._library.roots.list, self._on_read)

    def read_soon(self) -> None:
        """Count them, but not again and again."""
        if not self._calm.isActive():
            self._calm.start()

    def tell_offline(self, root_id: int) -> None:
        """Say that a folder is not there."""
        for root in self.roots:
            if root.id == root_id:
                self._window.messages.show_message(
                    tr(
                        "{path} is not there now. Its photos are kept and come back with it."
                    ).format(path=root.path),
                    "warning",
                    [(tr("Look again"), self._window.rescan_requested.emit)],
                )

    def _on_read(self, roots: Sequence[Root]) -> None:
        self.roots = roots
        self._window.folders.show_roots(roots)
        self.read.emit()

    def _on_changed(self, _: object) -> None:
        self.read_now()
        self.changed.emit()

    def _on_add_requested(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Choose a folder of photos"))
        if chosen:
            self.add(Path(chosen))

    def _on_remove_requested(self, root_id: int) -> None:
        root = next((root for root in self.roots if root.id == root_id), None)
        if root is None:
            return
        asked = QMessageBox.question(
            self._window,
            tr("Remove a folder"),
            tr(
                "Take {path} out of the library? Its files are not touched, and your stars and "
                "flags are there again when you add it again."
            ).format(path=root.path),
        )
        if asked == QMessageBox.StandardButton.Yes:
            self.remove(root)

    def remove(self, root: Root) -> None:
        """Take a folder out of the library, as a step that can be undone."""
        roots = self._library.roots
        self._history.push(
            tr("folder {name}, removed").format(name=root.path.name or root.path),
            lambda: roots.remove(root.id),
            lambda: roots.add(root.path),
            self._on_changed,
            notable=True,
        )

"""What can be done with the grid beside deciding: choose, see larger, undo; as entries of the menu.

The keys of the actions work while the grid has the focus, so that they are free elsewhere.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QSlider

from curator.language import tr
from curator.ui.photo_grid import PhotoGrid
from curator.ui.shortcut_sheet import PART

_STEP = 30  # of the thumbnails' size, in device-independent pixels
USUAL_SIDE = 192


class GridActions(QObject):
    """Makes the actions and gives them to the grid.

    Signals:
        copy_requested: the files of the chosen photos on the clipboard.
        folder_requested: the current photo in the system's file manager.
    """

    copy_requested = Signal()
    folder_requested = Signal()

    def __init__(self, grid: PhotoGrid, size: QSlider, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._size = size
        self.select = (
            self._make(tr("Select &all"), ["Ctrl+A"], grid.selectAll),
            self._make(tr("Select &none but this one"), ["Ctrl+D"], grid.select_none),
            self._make(tr("&Invert the selection"), ["Ctrl+I"], grid.select_invert),
        )
        for action in self.select:
            action.setProperty(PART, "Move")
        self.copy = self._make(tr("&Copy the files"), ["Ctrl+C"], self.copy_requested.emit)
        self.folder = self._make(tr("Sho&w in its folder"), ["Ctrl+R"], self.folder_requested.emit)
        self.generic = self._make(tr("Show the &generic score too"), ["G"], self._on_generic)
        self.generic.setCheckable(True)
        self.advance = self._make(
            tr("Go &on to the next photo after a decision"), [], self._on_advance
        )
        self.advance.setCheckable(True)
        self.view = (
            self._make(tr("&Larger thumbnails"), ["Ctrl++", "Ctrl+="], lambda: self._grow(_STEP)),
            self._make(tr("&Smaller thumbnails"), ["Ctrl+-"], lambda: self._grow(-_STEP)),
            self._make(tr("&Usual size"), ["Ctrl+0"], lambda: size.setValue(USUAL_SIDE)),
        )

        for action in (*self.view, self.generic, self.advance):
            action.setProperty(PART, "View")

    def submenus(self, menu: QMenu, before: QAction, more_view: Sequence[QAction] = ()) -> None:
        """Add the actions to the window's menu, before one of its entries.

        `more_view` stands below what is seen of the grid.
        """
        for title, actions in (
            (tr("Se&lect"), self.select),
            (tr("&View"), (*self.view, self.generic, self.advance)),
        ):
            more = QMenu(title, menu)
            more.addActions(actions)
            menu.insertMenu(before, more)
        more.addSeparator()
        more.addActions(more_view)

    def restore(self, *, generic: bool, advance: bool) -> None:
        """Put back what was kept from the last time."""
        for action, on in ((self.generic, generic), (self.advance, advance)):
            action.setChecked(on)
        self._on_generic()
        self._on_advance()

    def _make(self, text: str, keys: Sequence[str], act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: act())
        self._grid.addAction(action)
        return action

    def _grow(self, pixels: int) -> None:
        self._size.setValue(self._size.value() + pixels)

    def _on_generic(self) -> None:
        self._grid.show_generic(self.generic.isChecked())

    def _on_advance(self) -> None:
        self._grid.auto_advance = self.advance.isChecked()

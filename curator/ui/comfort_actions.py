"""How the window suits its user: text size, motion, staying; as entries of the View menu."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from curator.language import tr
from curator.ui.shortcut_sheet import PART
from curator.ui.text_size import USUAL, next_size


class ComfortActions(QObject):
    """Makes the actions and gives them to the window.

    Signals:
        text_wanted: the size of all text, in percent of the system's.
        calm_wanted: whether nothing is to move by itself.
    """

    text_wanted = Signal(int)
    calm_wanted = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._percent = USUAL
        self.calm = self._make(tr("&Reduce motion"), [], lambda: None)
        self.calm.setCheckable(True)
        self.calm.toggled.connect(self.calm_wanted)
        self.stay = self._make(tr("Keep &watching when the window is closed"), [], lambda: None)
        self.stay.setCheckable(True)
        self.stay.setVisible(False)  # until there is known to be a tray
        self.all = (
            self._make(tr("Larg&er text"), ["Alt++", "Alt+="], lambda: self._step(up=True)),
            self._make(tr("Smaller te&xt"), ["Alt+-"], lambda: self._step(up=False)),
            self._make(tr("Usual &text size"), ["Alt+0"], lambda: self._show(USUAL)),
            self.calm,
            self.stay,
        )

    @property
    def percent(self) -> int:
        """The size of all text, in percent of the system's."""
        return self._percent

    def restore(self, *, percent: int, calm: bool, stay: bool) -> None:
        """Put back what was kept from the last time."""
        self._show(percent)
        self.calm.setChecked(calm)
        self.stay.setChecked(stay)

    def _step(self, *, up: bool) -> None:
        self._show(next_size(self._percent, up=up))

    def _show(self, percent: int) -> None:
        self._percent = percent
        self.text_wanted.emit(percent)

    def _make(self, text: str, keys: Sequence[str], act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setProperty(PART, "View")
        action.triggered.connect(lambda: act())
        self._window.addAction(action)
        return action

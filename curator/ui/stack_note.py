"""Says in the detail panel which stack the photo is in, and which of it is the best."""

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from curator.language import tr
from curator.library.records import SETS
from curator.services.stack_best import StackTold
from curator.ui import icons
from curator.ui.stack_words import ICONS, NAMES

_SIDE = 18


class StackNote(QWidget):
    """An icon and a sentence; hidden for a photo that stands alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: StackTold | None = None
        self._icon = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAccessibleName(tr("Stack"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.text, 1)
        self.hide()

    def show_stack(self, told: StackTold | None) -> None:
        """Say which stack it is; None: the photo is in none."""
        self._told = told
        self.setVisible(told is not None)
        if told is not None:
            self.text.setText(told_in_words(told))
            self._draw()

    def _draw(self) -> None:
        if self._told is not None:
            icon = icons.icon(ICONS[self._told.stack.kind], self.palette())
            self._icon.setPixmap(icon.pixmap(QSize(_SIDE, _SIDE)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._draw()


def told_in_words(told: StackTold) -> str:
    """The sentence, as rich text."""
    stack = told.stack
    number = len(stack.photo_ids)
    said = tr("<b>{stack}</b>, photo {place} of {number}.")
    if stack.by_hand and stack.kind != "hand":
        said = tr("<b>{stack}</b> (changed by you), photo {place} of {number}.")
    said = said.format(stack=tr(NAMES[stack.kind]), place=told.place, number=number) + " "
    why = escape(told.why)
    if stack.kind in SETS:
        return said + tr("They belong together, so none is suggested as the best.")
    if told.best is None:
        return said + tr("The best is suggested once all of them are scored.")
    if told.best == stack.photo_ids[told.place - 1]:
        return said + tr("Suggested best: this one, {reason}.").format(reason=why)
    best = tr("Suggested best: {name}, {reason}.")
    return said + best.format(name=escape(told.best_name), reason=why)

"""One thing that a statement means, with what a person can change of it."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from core import strength_in_words
from curator.language import tr, trc
from curator.services.meanings import Meaning
from curator.services.wording import wanted
from curator.ui.icon_button import IconButton
from curator.ui.strength_box import StrengthBox
from curator.ui.words import capital

_ANY_WISH = 0.5  # of a meaning that was switched off when it was stored: the high pole


class MeaningRow(QWidget):
    """A box to switch it off, its words, undo, how strongly, turn round; and who said so.

    Signals:
        wished: the user wants this wish, -1 to 1, to count; 0 switches it off.
        undone: the judge's own reading shall count again.
    """

    wished = Signal(float)
    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._statement = ""
        self._wish = 0.0  # what counts, or would count if it were switched on
        self._own = 0.0
        self.switch = QCheckBox()
        self.words = _Words()
        self.words.setWordWrap(True)
        self.words.clicked.connect(self.switch.click)
        self.strength = StrengthBox()
        self.flip = IconButton("flip")
        self.undo = IconButton("undo")
        keep = self.undo.sizePolicy()
        keep.setRetainSizeWhenHidden(True)  # the columns of all rows stay one below the other
        self.undo.setSizePolicy(keep)
        self.said = QLabel()
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        parts = (self.switch, self.words, self.undo, self.strength, self.flip)
        for column, part in enumerate(parts):
            grid.addWidget(part, 0, column)
        grid.addWidget(self.said, 1, 1, 1, 4)
        self.switch.clicked.connect(lambda on: self.wished.emit(self._wish if on else 0.0))
        self.strength.chosen.connect(self._on_strength)
        self.flip.clicked.connect(lambda: self.wished.emit(-self._wish))
        self.undo.clicked.connect(self.undone)

    def show_meaning(self, statement: str, meaning: Meaning) -> None:
        """Show what counts of a statement now."""
        on = meaning.wish != 0
        if statement != self._statement:
            self._statement, self._wish = statement, 0.0
        self._own = meaning.own
        self._wish = meaning.wish or self._wish or meaning.own or _ANY_WISH
        words = wanted(meaning.attribute, self._wish)
        other = wanted(meaning.attribute, -self._wish)
        self.words.setText(capital(words))
        role = QPalette.ColorRole.WindowText if on else QPalette.ColorRole.PlaceholderText
        self.words.setForegroundRole(role)
        said = _said(meaning)
        self.said.setText(said)
        self.said.setVisible(bool(said))
        with QSignalBlocker(self.switch):
            self.switch.setChecked(on)
        self.switch.setAccessibleName(
            tr("{words}, read from “{statement}”").format(
                words=capital(words), statement=trc("taste", self._statement)
            )
        )
        self.switch.setAccessibleDescription(said)
        self.switch.setToolTip(tr("Switch this off") if on else tr("Switch this on"))
        self.strength.show_strength(abs(self._wish))
        self.strength.setAccessibleName(tr("How strongly: {words}").format(words=words))
        self.strength.setEnabled(on)
        self.flip.set_name(tr("Turn round: {other}").format(other=other))
        self.flip.setEnabled(on)
        self.undo.set_name(tr("Undo your change: {words}").format(words=words))
        if not meaning.corrected and self.undo.hasFocus():
            self.switch.setFocus(Qt.FocusReason.OtherFocusReason)
        self.undo.setVisible(meaning.corrected)

    def text(self) -> str:
        """What the row says."""
        on = "" if self.switch.isChecked() else " " + tr("(off)")
        parts = (f"{self.words.text()}{on}", self.strength.currentText(), self.said.text())
        return ", ".join(part for part in parts if part)

    def _on_strength(self, strength: float) -> None:
        own = self._own
        if own * self._wish > 0 and strength_in_words(abs(own)) == strength_in_words(strength):
            strength = abs(own)  # as it was read
        self.wished.emit(strength if self._wish > 0 else -strength)


class _Words(QLabel):
    """The words of a check box, which wrap where the box's own cannot.

    Signals:
        clicked: the user clicked on them.
    """

    clicked = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # or the release would go elsewhere

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()


def _said(meaning: Meaning) -> str:
    """Who said so, when it was not the judge."""
    if not meaning.corrected:
        return ""
    if meaning.wish == 0:
        return tr("Switched off by you")
    if meaning.own == 0:
        return tr("Added by you")
    read = wanted(meaning.attribute, meaning.own)
    strength = tr(strength_in_words(abs(meaning.own)))
    return tr("Changed by you; read as: {read}, {strength}").format(read=read, strength=strength)

"""How strongly something is wanted, in three steps."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core import strength_in_words
from curator.language import tr
from curator.ui.quiet_combo import QuietCombo
from curator.ui.words import capital

STEPS = (0.2, 0.5, 0.85)  # the strengths that the choices stand for


class StrengthBox(QuietCombo):
    """A little, clearly, strongly.

    Signals:
        chosen: the user chose another strength, from 0 to 1.
    """

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = [strength_in_words(step) for step in STEPS]
        self.addItems([capital(tr(words)) for words in self._words])
        self.activated.connect(lambda index: self.chosen.emit(STEPS[index]))

    def strength(self) -> float:
        """The strength that the choice stands for."""
        return STEPS[self.currentIndex()]

    def show_strength(self, strength: float) -> None:
        """Show the step that a strength belongs to."""
        self.setCurrentIndex(self._words.index(strength_in_words(strength)))

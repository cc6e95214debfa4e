"""Boxes to write a number into."""

from PySide6.QtWidgets import QSpinBox, QWidget

_ROOM = 7  # pixels before the text, as in the fields for words


class NumberBox(QSpinBox):
    """A spin box with room before its text, which Qt takes away where a style sheet dresses it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_ROOM, 0, 0, 0)

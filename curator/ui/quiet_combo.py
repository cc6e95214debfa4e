"""Boxes to choose from that stand on a page that scrolls."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class QuietCombo(QComboBox):
    """A box whose choice the mouse wheel does not change: it scrolls the page around it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

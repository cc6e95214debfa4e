"""A small flat button with one of our icons, named for screen readers."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QToolButton, QWidget

from curator.ui import icons


class IconButton(QToolButton):
    """An auto-raised button; its name is also its tool tip, and its icon follows the theme."""

    def __init__(self, icon: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setAutoRaise(True)
        self.set_name(name)
        self._draw()

    def set_name(self, name: str) -> None:
        """Say what the button does."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icons.icon(self._icon, self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._draw()

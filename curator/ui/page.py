"""A page that scrolls when the screen is smaller than the least that its content needs."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


class Page(QScrollArea):
    """Scrolls up and down only; its content gets all the room there is."""

    def __init__(self, content: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if content is not None:
            self.show_content(content)

    def show_content(self, content: QWidget) -> None:
        """Show this in the page."""
        self.setWidget(_Sheet(content))

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        sheet = self.widget()
        if not sheet:
            return least
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(sheet.minimumSizeHint().width() + bar, least.height())


class _Sheet(QWidget):
    """As low as its content can be: a scroll area asks for the height that is wanted at best."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.addWidget(content)

    def heightForWidth(self, width: int) -> int:
        return self._lines.minimumHeightForWidth(width)

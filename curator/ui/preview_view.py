"""One photo, as large as it fits, on a neutral grey."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.ui.theme import tones


class PreviewView(QWidget):
    """Scales once per size, not at every paint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap: QPixmap | None = None
        self._scaled: QPixmap | None = None
        self._notice = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 140)

    def show_pixmap(self, pixmap: QPixmap | None, notice: str = "") -> None:
        """Show a photo, or `notice` where there is none."""
        self._pixmap = pixmap
        self._scaled = None
        self._notice = notice
        self.update()

    def pixmap(self) -> QPixmap | None:
        """The photo shown."""
        return self._pixmap

    def sizeHint(self) -> QSize:
        return QSize(340, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tones(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.canvas))
        if self._pixmap is None or self._pixmap.isNull():
            painter.setPen(QColor(colours.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 16, -16, -16), flags, self._notice)
            return
        room = self.size() - QSize(16, 16)
        ratio = self.devicePixelRatioF()
        if self._scaled is None or self._scaled.deviceIndependentSize().toSize() != _fit(
            self._pixmap, room
        ):
            self._scaled = self._pixmap.scaled(
                _fit(self._pixmap, room) * ratio,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._scaled.setDevicePixelRatio(ratio)
        size = self._scaled.deviceIndependentSize().toSize()
        corner = self.rect().center() - QRect(QPoint(), size).center()
        painter.drawPixmap(corner, self._scaled)


def _fit(pixmap: QPixmap, room: QSize) -> QSize:
    return pixmap.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))

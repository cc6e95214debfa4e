"""One photo of several side by side: the photo, its line, and a frame around the active one."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from curator.library.records import Ranked
from curator.ui.icon_button import IconButton
from curator.ui.photo_canvas import PhotoCanvas
from curator.ui.photo_line import PhotoLine
from curator.ui.theme import tones
from curator.ui.words import photo_in_words

_FRAME = 3
_EDGE = 6


class Tile(QWidget):
    """A canvas with its line below, and a button that takes it away where that is possible.

    Signals:
        removed: the user wants this photo taken away.
    """

    removed = Signal()

    def __init__(
        self, canvas: PhotoCanvas, *, line: bool, remove: str = "", parent: QWidget | None = None
    ) -> None:
        """`remove` names the button; there is none without."""
        super().__init__(parent)
        self.canvas = canvas
        self.line = PhotoLine()
        self.remove = IconButton("close", remove)
        self._active = False
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # has a key
        self.remove.clicked.connect(self.removed)
        self.remove.setVisible(bool(remove))
        edge = _EDGE if line else 0
        page = QVBoxLayout(self)
        page.setContentsMargins(edge, edge, edge, edge)
        page.setSpacing(2)
        page.addWidget(canvas, 1)
        foot = QHBoxLayout()
        foot.setSpacing(2)
        foot.addWidget(self.line, 1)
        foot.addWidget(self.remove)
        page.addLayout(foot)
        self.line.setVisible(line)

    def show_row(self, row: Ranked | None) -> None:
        """Show a photo, or what is newly known of it."""
        self.canvas.show_row(row)
        self.canvas.setAccessibleName("" if row is None else photo_in_words(row))
        self.line.show_row(row, active=self._active)

    def show_active(self, active: bool) -> None:
        """Mark the tile that the keys decide about."""
        self._active = active
        self.line.show_row(self.canvas.row, active=active)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._active:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tones(self.palette()).accent), _FRAME))
        half = _FRAME / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 5, 5)

"""Five stars to click; arrow keys work too."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.language import tr
from curator.ui import marks
from curator.ui.theme import tones
from curator.ui.words import short

_SIDE = 20.0  # least side of a star


class StarsEdit(QWidget):
    """Shows and takes 0 to 5 stars; a click on the star that is given takes it away.

    Signals:
        given: stars (a float) by the user.
    """

    given = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stars = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_stars(None)

    def show_stars(self, stars: float | None) -> None:
        """Show stars; None is none given."""
        self._stars = stars or 0.0
        self.setAccessibleName(tr("Stars: {number} of 5").format(number=short(self._stars)))
        self.setToolTip(tr("{number} of 5 stars (keys 0 to 5)").format(number=short(self._stars)))
        self.update()

    def stars(self) -> float:
        """The stars shown."""
        return self._stars

    def sizeHint(self) -> QSize:
        return QSize(round(5 * (self._side() + 2)) + 6, round(self._side()) + 8)

    def _side(self) -> float:
        return max(_SIDE, 1.2 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tones(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        marks.draw_stars(
            *(painter, 4, middle, self._stars),
            colour=colours.star,
            side=self._side(),
            empty=colours.muted,
        )
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            step = self._side() + 2
            clicked = float(min(5, max(1, int((event.position().x() - 4) // step) + 1)))
            self._give(0.0 if clicked == self._stars else clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            self._give(float(key - Qt.Key.Key_0))
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self._give(min(5.0, float(int(self._stars)) + 1))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self._give(max(0.0, float(-int(-self._stars // 1)) - 1))
        else:
            super().keyPressEvent(event)

    def _give(self, stars: float) -> None:
        self.show_stars(stars)
        self.given.emit(stars)

"""A film strip: the photos around the current one, in the order shown."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.language import tr
from curator.library.records import Ranked
from curator.ui import icons, marks
from curator.ui.colours import draw_label
from curator.ui.theme import tones
from curator.ui.words import number

_HIGH = 78
_WIDE = 100
_GAP = 6


class FilmStrip(QWidget):
    """Asks only for the photos that it draws, however many there are; the current one is central.

    Signals:
        chosen: the place (in the order) of a photo that was clicked.
        turned: the wheel was turned: one photo further (True) or back.
    """

    chosen = Signal(int)
    turned = Signal(bool)

    def __init__(
        self,
        row: Callable[[int], Ranked | None],
        picture: Callable[[Ranked], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        """`row` and `picture` answer at once, with None for what is not at hand."""
        super().__init__(parent)
        self._row = row
        self._picture = picture
        self._ids: Sequence[int] = ()
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_place(self, ids: Sequence[int], at: int) -> None:
        """Show the photos around a place of an order."""
        self._ids, self._at = ids, at
        self.setAccessibleName(
            tr("Film strip, photo {place} of {number}").format(
                place=number(at + 1), number=number(len(ids))
            )
        )
        self.update()

    def places(self) -> range:
        """The places that are drawn."""
        around = self.width() // (2 * (_WIDE + _GAP)) + 1
        return range(max(0, self._at - around), min(len(self._ids), self._at + around + 1))

    def sizeHint(self) -> QSize:
        return QSize(400, _HIGH)

    def _cell(self, place: int) -> QRectF:
        left = self.width() / 2 - _WIDE / 2 + (place - self._at) * (_WIDE + _GAP)
        return QRectF(left, 4, _WIDE, _HIGH - 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tones(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.window))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # what is asked for last is loaded first: from the ends to the middle
        for place in sorted(self.places(), key=lambda one: -abs(one - self._at)):
            row = self._row(self._ids[place])
            cell = self._cell(place)
            if row is not None:
                self._paint_photo(painter, cell, row)
            if place == self._at:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(colours.accent), 3))
                painter.drawRoundedRect(cell, 4, 4)

    def _paint_photo(self, painter: QPainter, cell: QRectF, row: Ranked) -> None:
        colours = tones(self.palette())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.tile))
        painter.drawRoundedRect(cell, 4, 4)
        room = cell.adjusted(4, 4, -4, -4)
        picture = None if row.error is not None else self._picture(row)
        ratio = self.devicePixelRatioF()
        if picture is None:
            name = "photo-waiting" if row.error is None else "photo-failed"
            image = icons.image(name, colours.muted, 26, ratio)
            painter.drawImage(room.center() - QPointF(13, 13), image)
        else:
            scale = min(room.width() / picture.width(), room.height() / picture.height())
            size = QSize(round(picture.width() * scale), round(picture.height() * scale))
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(room.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if row.flag == "reject":
                painter.setOpacity(0.4)
            painter.drawPixmap(place, picture, QRectF(picture.rect()))
            painter.setOpacity(1.0)
        if row.flag is not None:
            corner = QRectF(cell.left() + 3, cell.top() + 3, marks.MARK + 4, marks.MARK + 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.tile))
            painter.drawRoundedRect(corner, 3, 3)
            marks.draw_flag(painter, corner.topLeft() + QPointF(2, 2), row.flag, colours)
        if row.colour is not None:
            right = QPointF(cell.right() - 5 - marks.MARK, cell.top() + 5)
            draw_label(painter, right, row.colour, marks.MARK)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place in self.places():
            if self._cell(place).contains(event.position()):
                self.chosen.emit(place)
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self.turned.emit(turned < 0)
        event.accept()

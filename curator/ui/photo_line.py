"""One line about a photo: flag, label, stars, name, and both scores; shapes beside every colour."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.language import tr
from curator.library.records import Ranked
from curator.ui import marks
from curator.ui.colours import draw_label
from curator.ui.theme import tones
from curator.ui.words import photo_in_words

_ROOMY = 300  # pixels; a narrower line leaves the generic score to the screen reader and the loupe


class PhotoLine(QWidget):
    """Below a photo of several, or above the only one; follows font and theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Ranked | None = None
        self._active = False
        self._beside = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_row(self, row: Ranked | None, *, active: bool = False, beside: str = "") -> None:
        """Show a photo's line; the active one of several is marked. `beside` follows the name."""
        self._row, self._active, self._beside = row, active, beside
        said = "" if row is None else photo_in_words(row)
        if row is not None and row.score is not None and row.generic is not None:
            said += ", " + tr("generic score {generic:.0f}").format(generic=row.generic)
        self.setAccessibleName(", ".join(part for part in (said, beside) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, round(self.fontMetrics().height() * 1.6) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        row = self._row
        if row is None:
            return
        colours = tones(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        left, right = 6.0, self.width() - 6.0
        if self._active:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            tip = QPointF(left + 8, middle)
            corners = [QPointF(left, middle - 6), tip, QPointF(left, middle + 6)]
            painter.drawPolygon(QPolygonF(corners))
            left += 14
        side = marks.mark_side(self.fontMetrics())
        if row.flag is not None:
            corner = QPointF(left, middle - side / 2)
            marks.draw_flag(painter, corner, row.flag, colours, side)
            left += side + 6
        if row.colour is not None:
            draw_label(painter, QPointF(left, middle - side / 2), row.colour, side)
            left += side + 6
        if row.stars:
            star = 0.8 * side
            wide = marks.draw_stars(
                painter, left, middle, row.stars, colour=colours.star, side=star
            )
            left += wide + 6
        right = self._paint_scores(painter, row, right, middle)
        self._paint_name(painter, row, QRectF(left, 0, max(0.0, right - left), self.height()))

    def _paint_scores(self, painter: QPainter, row: Ranked, right: float, middle: float) -> float:
        """Both scores at the right end; where they begin."""
        if row.error is not None:
            return right
        colours, metrics = tones(self.palette()), QFontMetricsF(self.font())
        if row.generic is not None and row.score is not None and self.width() >= _ROOMY:
            said = tr("generic {generic:.0f}").format(generic=row.generic)
            wide = metrics.horizontalAdvance(said)
            painter.setPen(QColor(colours.muted))
            room = QRectF(right - wide, 0, wide + 1, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, said)
            right -= wide + 7
        high = (metrics.height() + 4) / 2
        wide = marks.draw_badge(painter, QPointF(right, middle - high), row.score)
        return right - wide - 14

    def _paint_name(self, painter: QPainter, row: Ranked, room: QRectF) -> None:
        colours = tones(self.palette())
        font = painter.font()
        font.setBold(self._active)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        beside = metrics.horizontalAdvance(self._beside) + 12 if self._beside else 0.0
        wide = max(0.0, room.width() - beside)
        name = metrics.elidedText(row.path.name, Qt.TextElideMode.ElideMiddle, wide)
        painter.setPen(QColor(colours.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
        if self._beside and wide > 40:
            painter.setPen(QColor(colours.muted))
            room.setLeft(room.left() + metrics.horizontalAdvance(name) + 12)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._beside)

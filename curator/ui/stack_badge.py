"""Draws a photo's stack: kind and number in the upper left corner, cards behind a collapsed one.

Kinds are told apart by their icons, a collapsed stack by its cards, the best by its mark.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPen

from curator.ui import icons, marks
from curator.ui.stack_order import StackMark
from curator.ui.stack_words import ICONS, badge_text
from curator.ui.theme import Tones

_TARGET = QSizeF(52.0, 24.0)  # least size of where a click is meant for the badge
_GROUND = QColor(12, 12, 12, 205)  # as the score's: dark on any photo, in both themes
_TEXT = "#ffffff"
_CARD = 3  # how far a card looks out below the one above it


def target(metrics: QFontMetrics) -> QSizeF:
    """The size of where a click is meant for the badge, about."""
    return _TARGET * max(1.0, marks.mark_side(metrics) / marks.MARK)


def draw_cards(painter: QPainter, tile: QRect, colours: Tones) -> None:
    """The edges of two more cards below a tile."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.muted), 1.4, c=Qt.PenCapStyle.RoundCap))
    for card in (1, 2):
        inset, y = 10.0 * card, tile.bottom() + _CARD * card - 1.0
        painter.drawLine(QPointF(tile.left() + inset, y), QPointF(tile.right() - inset, y))
    painter.restore()


def draw_together(painter: QPainter, tile: QRect, mark: StackMark, colours: Tones) -> None:
    """A line above photos that stand side by side, from the first to the last of their stack."""
    painter.save()
    painter.setPen(QPen(QColor(colours.accent), 2.4, c=Qt.PenCapStyle.FlatCap))
    y, left, right = tile.top() - 2.0, tile.left() - 5.0, tile.right() + 6.0
    if mark.place == 1:
        left = tile.left() + 1.0
        painter.drawLine(QPointF(left, y), QPointF(left, y + 7))
    if mark.place == mark.size:
        right = tile.right() - 1.0
        painter.drawLine(QPointF(right, y), QPointF(right, y + 7))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    painter.restore()


def draw_badge(painter: QPainter, corner: QPointF, mark: StackMark) -> None:
    """A pill with its upper left corner there: the kind, the number, and whether it is the best."""
    text = badge_text(mark)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = painter.font()
    font.setBold(True)
    side = marks.mark_side(painter.fontMetrics())
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    said = metrics.horizontalAdvance(text)
    width = said + side + 18 + (side + 3 if mark.best else 0)
    height = metrics.height() + 4
    pill = QRectF(corner.x(), corner.y(), width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(pill, height / 2, height / 2)
    ratio = painter.device().devicePixelRatioF()
    top = pill.center().y() - side / 2
    x = pill.left() + 7
    painter.drawImage(QPointF(x, top), icons.image(ICONS[mark.kind], _TEXT, side, ratio))
    painter.setPen(QColor(_TEXT))
    painter.drawText(
        QRectF(x + side + 4, pill.top(), said + 2, height), Qt.AlignmentFlag.AlignVCenter, text
    )
    if mark.best:
        best = icons.image("best", _TEXT, side, ratio)
        painter.drawImage(QPointF(pill.right() - 6 - side, top), best)
    painter.restore()

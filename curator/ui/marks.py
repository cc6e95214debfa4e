"""The marks on a photo: score badge, stars, pick and reject; told apart by shape, not by colour."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPainterPath, QPen

from curator.ui import icons
from curator.ui.theme import Tones

MARK = 15  # least side of a mark in device-independent pixels
_BADGE_GROUND = QColor(12, 12, 12, 205)  # dark on any photo, in both themes
_BADGE_TEXT = QColor(255, 255, 255)
_BADGE_FAINT = QColor(205, 205, 205)


def mark_side(metrics: QFontMetrics) -> int:
    """The side of a mark beside text, in device-independent pixels."""
    return max(MARK, metrics.height() + 1)


@lru_cache(maxsize=64)
def _star(side: float) -> QPainterPath:
    path = QPainterPath()
    centre, outer = side / 2, side / 2
    for corner in range(10):
        radius = outer if corner % 2 == 0 else outer * 0.42
        angle = math.pi * corner / 5 - math.pi / 2
        point = QPointF(centre + radius * math.cos(angle), centre + radius * math.sin(angle))
        if corner == 0:
            path.moveTo(point)
        else:
            path.lineTo(point)
    path.closeSubpath()
    return path


def draw_stars(
    painter: QPainter,
    left: float,
    middle: float,
    stars: float,
    *,
    colour: str,
    side: float = 12.0,
    empty: str | None = None,
) -> float:
    """Draw `stars` (0 to 5, halves as half stars) from `left`, centred on `middle`; the width.

    Stars that are not given are outlined in `empty`, or left out where that is None.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(left, middle - side / 2)
    step = side + 2
    drawn = 5 if empty is not None else math.ceil(stars)
    for place in range(drawn):
        share = min(1.0, max(0.0, stars - place))
        if empty is not None and share < 1:
            painter.setPen(QPen(QColor(empty), 1.1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_star(side))
        if share > 0:
            painter.save()
            painter.setClipRect(QRectF(0, -1, side * share, side + 2))
            painter.fillPath(_star(side), QColor(colour))
            painter.restore()
        painter.translate(step, 0)
    painter.restore()
    return drawn * step


def draw_flag(
    painter: QPainter, corner: QPointF, flag: str, tones: Tones, side: int = MARK
) -> None:
    """A filled flag for a pick, a crossed circle for a reject; `corner` is its upper left."""
    name, colour = ("pick", tones.pick) if flag == "pick" else ("reject", tones.reject)
    ratio = painter.device().devicePixelRatioF()
    painter.drawImage(corner, icons.image(name, colour, side, ratio))


def draw_badge(
    painter: QPainter, corner: QPointF, score: float | None, generic: float | None = None
) -> float:
    """The score in a pill whose upper right corner is `corner`; dashed where there is none yet.

    The pill's width.

    A `generic` score stands beside it, after a line and fainter.
    """
    text = "–" if score is None else f"{score:.0f}"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    own = max(metrics.horizontalAdvance(text) + 14, 30.0)
    beside = "" if generic is None else f"{generic:.0f}"
    plain = QFont(font)
    plain.setBold(False)
    more = QFontMetricsF(plain).horizontalAdvance(beside) + 14 if beside else 0.0
    width, height = own + more, metrics.height() + 4
    pill = QRectF(corner.x() - width, corner.y(), width, height)
    pen = QPen(QColor(255, 255, 255, 140), 1, Qt.PenStyle.DashLine)
    painter.setPen(pen if score is None else Qt.PenStyle.NoPen)
    painter.setBrush(_BADGE_GROUND)
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setPen(_BADGE_TEXT)
    left = QRectF(pill.left(), pill.top(), own, height)
    painter.drawText(left, Qt.AlignmentFlag.AlignCenter, text)
    if beside:
        painter.setPen(_BADGE_FAINT)
        middle = left.right() - 0.5
        painter.drawLine(QPointF(middle, pill.top() + 4), QPointF(middle, pill.bottom() - 4))
        painter.setFont(plain)
        rest = QRectF(left.right(), pill.top(), more, height)
        painter.drawText(rest, Qt.AlignmentFlag.AlignCenter, beside)
    painter.restore()
    return width

"""Draws a picture into its place in the view, as fast as its quality there allows."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from curator.ui.theme import Tones
from curator.ui.zoom import Place, Size

_SAME = 1  # pixels that a decoder's rounding may differ by
_ROUGH = 2.0  # from this enlargement on, only half the pixels are made: a quarter of the time
_GROUND = QColor(12, 12, 12, 215)  # dark on any photo, in both themes
_TEXT = QColor(255, 255, 255)


def draw_picture(
    painter: QPainter, image: QImage, place: Place, room: Size, *, as_pixels: bool = False
) -> None:
    """Draw a picture of a whole photo so that it fills `place`, as far as that is seen.

    With `as_pixels`, a picture that is enlarged shows its pixels as squares.
    """
    if abs(image.width() - place.width) <= _SAME and abs(image.height() - place.height) <= _SAME:
        painter.drawImage(QPointF(place.left, place.top), image)
        return
    seen = QRectF(place.left, place.top, place.width, place.height) & QRectF(0, 0, *room)
    if seen.isEmpty():
        return
    across, down = image.width() / place.width, image.height() / place.height
    source = QRectF(
        (seen.x() - place.left) * across,
        (seen.y() - place.top) * down,
        seen.width() * across,
        seen.height() * down,
    )
    if as_pixels or 1 / across < _ROUGH:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not as_pixels)
        painter.drawImage(seen, image, source)
    else:
        half = _half(image, source, seen.size() / 2)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(seen, half, QRectF(half.rect()))


def _half(image: QImage, source: QRectF, size: QSizeF) -> QImage:
    """A part of a picture enlarged smoothly half the way: good enough for what is not sharp yet."""
    half = QImage(size.toSize().expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
    painter = QPainter(half)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(half.rect()), image, source)
    painter.end()
    return half


def draw_sentence(
    painter: QPainter, rect: QRect, sentence: str, tones: Tones, *, over_photo: bool
) -> None:
    """Say why there is no picture, in its place; or below the small one that is at hand."""
    wrap = Qt.TextFlag.TextWordWrap
    if not over_photo:
        painter.setPen(QColor(tones.muted))
        room = rect.adjusted(24, 24, -24, -24)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | wrap, sentence)
        return
    room = rect.adjusted(24, 24, -24, -18)
    at = painter.boundingRect(room, Qt.AlignmentFlag.AlignHCenter | wrap, sentence)
    at.moveBottom(room.bottom())
    _pill(painter, QRectF(at.adjusted(-12, -6, 12, 6)))
    painter.drawText(at, Qt.AlignmentFlag.AlignHCenter | wrap, sentence)


def draw_note(painter: QPainter, rect: QRect, note: str) -> None:
    """What was just decided, in the middle of the lower part."""
    font = painter.font()
    font.setPointSizeF(font.pointSizeF() * 1.35)
    font.setBold(True)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    size = metrics.horizontalAdvance(note) + 40, metrics.height() + 18
    pill = QRectF(0, 0, *size)
    pill.moveCenter(QPointF(rect.center().x(), rect.top() + rect.height() * 0.86))
    _pill(painter, pill)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, note)


def _pill(painter: QPainter, pill: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(pill, 10, 10)
    painter.setPen(_TEXT)

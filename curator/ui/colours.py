"""The colour labels: their names as other programs know them, their keys, their marks.

Each has a letter beside its colour, so that nobody has to tell the colours apart.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from curator.language import mark, trc


@dataclass(frozen=True, slots=True)
class ColourLabel:
    """A label: its name in XMP, the colour it is drawn in, the key that gives it, if any."""

    name: str
    shade: str
    key: int | None = None


COLOUR_LABELS = (
    ColourLabel(mark("red"), "#d9483b", 6),
    ColourLabel(mark("yellow"), "#e3b729", 7),
    ColourLabel(mark("green"), "#4fa356", 8),
    ColourLabel(mark("blue"), "#3f7fd0", 9),
    ColourLabel(mark("purple"), "#9059bd"),
)
COLOUR_KEYS = {Qt.Key(Qt.Key.Key_0 + label.key): label.name for label in COLOUR_LABELS if label.key}
"""The keys that give a label; pressed again, they take it away."""

_BY_NAME = {label.name: label for label in COLOUR_LABELS}
_OTHER = "#8b8b8b"  # a label of another program's
_DARK, _LIGHT = QColor("#101010"), QColor("#ffffff")


def shade_of(name: str) -> QColor:
    """The colour that a label is drawn in; grey for one that only another program knows."""
    label = _BY_NAME.get(name)
    if label is not None:
        return QColor(label.shade)
    return QColor(name if QColor.isValidColorName(name) else _OTHER)


def draw_label(painter: QPainter, corner: QPointF, name: str, side: float) -> None:
    """A filled square with rounded corners and the label's letter; `corner` is upper left."""
    letter = trc("letter", name[:1].upper()) if name in _BY_NAME else name[:1].upper()
    shade = shade_of(name)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    square = QRectF(corner.x(), corner.y(), side, side)
    painter.drawRoundedRect(square, 3.5, 3.5)
    font = painter.font()
    font.setBold(True)
    font.setPixelSize(round(side * (0.68 if len(letter) == 1 else 0.56)))
    painter.setFont(font)
    painter.setPen(_DARK if shade.lightness() > 105 else _LIGHT)
    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, letter)
    painter.restore()


def label_icon(name: str, side: int = 16, ratio: float = 1.0) -> QIcon:
    """A label as the icon of a menu entry."""
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_label(painter, QPointF(0, 0), name, side)
    painter.end()
    return QIcon(picture)

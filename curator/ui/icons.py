"""Our own icons: one-colour drawings that take the colour of the text around them."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from core import resource

_SIZES = (16, 20, 24, 32, 48)


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def image(name: str, colour: str, side: int, ratio: float = 1.0) -> QImage:
    """A drawing in a colour (#rrggbb) as a square of `side` device-independent pixels."""
    text = _drawing(name).replace("currentColor", colour)
    pixels = round(side * ratio)
    picture = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def pixmap(name: str, colour: str, side: int, ratio: float = 1.0) -> QPixmap:
    """As `image`. GUI thread only."""
    return QPixmap.fromImage(image(name, colour, side, ratio))


def icon(name: str, palette: QPalette) -> QIcon:
    """An icon in the palette's text colour, with its disabled state. GUI thread only."""
    groups = QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled
    text = (palette.color(group, QPalette.ColorRole.ButtonText).name() for group in groups)
    return _icon(name, *text)


@lru_cache(maxsize=128)  # buttons are told of a palette several times before they are shown
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(pixmap(name, colour, size), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return made

"""How large text is: the system's size, times the share of it that the user wants."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication, QWidget

SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
"""The shares that can be chosen, in percent of the system's size."""

USUAL = 100
_FRAME = QSize(20, 60)  # what the system puts around a window, at most
_DRAWN_FOR = 12  # pixels: the size of the text that fixed lengths were chosen beside


def system_font(percent: int) -> QFont:
    """The system's font for windows at `percent` of its size."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(QFontInfo(font).pointSizeF() * percent / 100)
    return font


def next_size(percent: int, *, up: bool) -> int:
    """The next larger or smaller share; the largest and the smallest are their own."""
    further = [one for one in SIZES if (one > percent if up else one < percent)]
    if not further:
        return percent
    return further[0] if up else further[-1]


def scaled(pixels: float) -> int:
    """A length that was chosen beside usual text, for the program's text as it is now.

    In device-independent pixels; never shorter than it was.
    """
    return round(pixels * max(1.0, text_scale()))


def resize_scaled(window: QWidget, width: int, height: int) -> None:
    """Give a window a size that was chosen beside usual text, as far as the screen has it.

    It grows half as fast as the text: what is in it is not all text.
    """
    room = window.screen().availableSize() - _FRAME
    grown = QSize(width + scaled(width), height + scaled(height)) / 2
    window.resize(grown.boundedTo(room))


def text_scale() -> float:
    """How many times larger than usual the program's text is."""
    return QFontInfo(QApplication.font()).pixelSize() / _DRAWN_FOR

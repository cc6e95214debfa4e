"""Overlays on a photo: what is in focus, and what is clipped; worked out off the GUI thread.

Highlights and shadows are striped in other directions, so that they are told apart without colour.
"""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QRect, QRectF, Signal
from PySide6.QtGui import QImage
from shiboken6 import isValid

from curator.services.seeing import Mask, clipped, in_focus
from curator.ui.images import pixels_of
from curator.ui.road import Road

_FOCUS = 0xFF3DFF5A
_HIGHLIGHT, _HIGHLIGHT_GAP = 0xFFFF2D2D, 0xFF5A0000
_SHADOW, _SHADOW_GAP = 0xFF4D8DFF, 0xFF001A4D
_STRIPE = 3  # pixels


@dataclass(frozen=True, slots=True)
class Marked:
    """Which overlays are wanted."""

    focus: bool = False
    clipping: bool = False

    def __bool__(self) -> bool:
        return self.focus or self.clipping


@dataclass(frozen=True, slots=True)
class _Task:
    image: QImage
    part: QRect
    marked: Marked

    @property
    def key(self) -> tuple[int, tuple[int, int, int, int], Marked]:
        rect = self.part
        return self.image.cacheKey(), (rect.x(), rect.y(), rect.width(), rect.height()), self.marked


class Overlays(QObject):
    """The overlay of what one view shows: of its picture, or of the part that is seen.

    Signals:
        ready: the overlay that was last asked for is there.
    """

    ready = Signal()

    def __init__(self, road: Road, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._road = road
        self._next: _Task | None = None
        self._busy = False
        self._done: _Task | None = None
        self._overlay: QImage | None = None

    def ask(self, image: QImage, part: QRect, marked: Marked) -> None:
        """Make the overlay of a part (in pixels) of an RGB32 image; only the last one counts."""
        task = _Task(image, part, marked)
        if self._done is not None and self._done.key == task.key:
            self._next = None
            return
        self._next = task
        self._work()

    def overlay(self, image: QImage, marked: Marked) -> tuple[QImage, QRectF] | None:
        """What is at hand for a picture: the overlay, and its part of the picture (0 to 1)."""
        done = self._done
        if done is None or self._overlay is None or not marked or done.marked != marked:
            return None
        if done.image.cacheKey() != image.cacheKey():
            return None
        width, height, part = image.width(), image.height(), done.part
        share = QRectF(
            part.x() / width, part.y() / height, part.width() / width, part.height() / height
        )
        return self._overlay, share

    def forget(self) -> None:
        """Hold no picture any more."""
        self._next = self._done = self._overlay = None

    def _work(self) -> None:
        task = self._next
        if self._busy or task is None:
            return
        self._busy = True
        self._road.do(lambda: _draw(task), lambda made: self._on_made(task, made), lane="overlays")

    def _on_made(self, task: _Task, made: QImage) -> None:
        if not isValid(self):  # its view was left meanwhile
            return
        self._busy = False
        if self._next is not None and self._next.key == task.key:
            self._next = None
        self._done, self._overlay = task, made
        self.ready.emit()
        self._work()


def _draw(task: _Task) -> QImage:
    part = task.part
    whole = pixels_of(task.image)
    pixels = whole[part.top() : part.bottom() + 1, part.left() : part.right() + 1]
    height, width, _ = pixels.shape
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    out = np.frombuffer(image.bits(), np.uint32).reshape(height, width)
    out[:] = 0
    if task.marked.clipping:
        high, low = clipped(pixels)
        down, right = np.ogrid[:height, :width]
        _stripe(out, high, (right + down) // _STRIPE % 2 == 0, _HIGHLIGHT, _HIGHLIGHT_GAP)
        _stripe(out, low, (right - down) // _STRIPE % 2 == 0, _SHADOW, _SHADOW_GAP)
    if task.marked.focus:
        out[in_focus(pixels)] = _FOCUS
    return image


def _stripe(out: np.ndarray, mask: Mask, on: Mask, colour: int, gap: int) -> None:
    out[mask & on] = colour
    out[mask & ~on] = gap

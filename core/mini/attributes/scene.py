"""One photo's views, each computed once and shared by the measures."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Found = TypeVar("Found")

VIEW_LONG_SIDE = 512
OCTAVES = (512, 1024, 2048)
"""Long sides at which sharpness and noise are measured."""

COLOUR_LONG_SIDE = 256
SMALL_LONG_SIDE = 128
_OCTAVE_SLACK = 0.95  # a file this much smaller than an octave still has it: 1,999 px is 2,048
_SMALLEST_SIDE = 16  # below, there is nothing that could be called a layout


def shrink(image: Bytes, long_side: int) -> Bytes:
    """The image with this long side at most (never enlarged), averaged over areas.

    In halves as far as they go, which is many times faster; an odd last line is left out.
    """
    image, size = _halved(image, long_side)
    if image.shape[1::-1] == size:
        return image
    return cast(Bytes, cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def shrink_detail(image: Bytes, long_side: int) -> Bytes:
    """The same with detail that hardly depends on the image's size, but edges overshoot a little.

    Areas that cut through pixels blur: a photo of 1,000 pixels more than the same one of 2,048. So
    where halves do not end at the side asked for, they begin anew from twice that side.
    """
    image, size = _halved(image, long_side)
    if image.shape[1::-1] == size:
        return image
    double = cv2.resize(image, (2 * size[0], 2 * size[1]), interpolation=cv2.INTER_CUBIC)
    return cast(Bytes, cv2.resize(double, size, interpolation=cv2.INTER_AREA))


def _halved(image: Bytes, long_side: int) -> tuple[Bytes, tuple[int, int]]:
    """The image in halves as long as it is twice as large, and what width and height to reach."""
    height, width = image.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return image, (width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    while max(image.shape[:2]) >= 2 * long_side and min(image.shape[:2]) > 1:
        half = (image.shape[1] // 2, image.shape[0] // 2)
        even = image[: half[1] * 2, : half[0] * 2]
        image = cast(Bytes, cv2.resize(even, half, interpolation=cv2.INTER_AREA))
    if max(image.shape[:2]) == long_side:
        return image, (image.shape[1], image.shape[0])
    return image, size


def mean_of(values: NDArray[np.floating] | NDArray[np.bool_]) -> float:
    """The mean as a plain float."""
    return float(np.mean(values, dtype=np.float64))


class Scene:
    """A photo and its views.

    `pixels` (h, w, 3) is the photo itself; `view` is at most 512 pixels long, `grey` its
    luma; `octaves` are the lumas at the long sides that the file has; `colours` and `lab` are RGB
    and CIELAB (L* 0..100) at 256 px, plenty for statistics; `small` is CIELAB at 128 px.
    """

    def __init__(self, pixels: Bytes) -> None:
        self.pixels = np.ascontiguousarray(pixels)
        self.height: int = pixels.shape[0]
        self.width: int = pixels.shape[1]
        self._kept: dict[Callable[[Scene], object], object] = {}

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height

    def cached(self, find: Callable[["Scene"], Found]) -> Found:
        """What `find` finds in this photo, found once."""
        if find not in self._kept:
            self._kept[find] = find(self)
        return cast(Found, self._kept[find])

    @cached_property
    def has_layout(self) -> bool:
        """Whether the view is large enough in both directions to have parts."""
        return bool(min(self.view.shape[:2]) >= _SMALLEST_SIDE)

    @cached_property
    def view(self) -> Bytes:
        return shrink(self.pixels, VIEW_LONG_SIDE)

    @cached_property
    def colours(self) -> Bytes:
        return shrink(self.view, COLOUR_LONG_SIDE)

    @cached_property
    def lab(self) -> Floats:
        """(h, w, 3) CIELAB at 256 px: L* 0..100, a* and b* about -100..100."""
        scaled = self.colours.astype(np.float32) / 255
        return cast(Floats, cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB))

    @cached_property
    def planes(self) -> tuple[Floats, Floats, Floats]:
        """L*, a* and b* at 256 px, (h, w) each."""
        lightness, a, b = cv2.split(self.lab)
        return cast(Floats, lightness), cast(Floats, a), cast(Floats, b)

    @cached_property
    def lightness(self) -> Floats:
        return self.planes[0]

    @cached_property
    def chroma(self) -> Floats:
        """(h, w) CIELAB chroma at 256 px."""
        return cast(Floats, cv2.magnitude(self.planes[1], self.planes[2]))

    @cached_property
    def octaves(self) -> tuple[Bytes, ...]:
        """Lumas from 512 px up; a smaller file counts as the first octave."""
        long_side = max(self.height, self.width)
        full = cast(Bytes, cv2.cvtColor(self.pixels, cv2.COLOR_RGB2GRAY))
        full = full.reshape(self.height, self.width)
        sides = [s for s in OCTAVES if long_side >= s * _OCTAVE_SLACK] or [VIEW_LONG_SIDE]
        lumas: list[Bytes] = []
        for side in reversed(sides):  # each from the next larger: cheaper, and the same areas
            full = shrink_detail(full, side)
            lumas.append(full)
        return tuple(reversed(lumas))

    @cached_property
    def grey(self) -> Bytes:
        return self.octaves[0]

    @cached_property
    def small(self) -> Floats:
        """(h, w, 3) CIELAB at 128 px."""
        height, width = self.lab.shape[:2]
        scale = SMALL_LONG_SIDE / max(height, width)
        if scale >= 1:
            return self.lab
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        return cast(Floats, cv2.resize(self.lab, size, interpolation=cv2.INTER_AREA))

    @cached_property
    def steepness(self) -> Floats:
        """(h, w) mean length of the view's luma gradient (Sobel) at 128 px, in levels a pixel."""
        dx, dy = cv2.spatialGradient(self.grey)
        steep = cv2.magnitude(dx.astype(np.float32), dy.astype(np.float32)) / np.float32(8)
        height, width = steep.shape
        scale = min(1.0, SMALL_LONG_SIDE / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        return cast(Floats, cv2.resize(steep, size, interpolation=cv2.INTER_AREA))

    @cached_property
    def edges(self) -> Bytes:
        """(h, w) Canny edges of the slightly smoothed view, 0 or 255 (Canny 1986)."""
        smooth = cv2.GaussianBlur(self.grey, (0, 0), 1.4)
        return cast(Bytes, cv2.Canny(smooth, 30, 80, L2gradient=True))

"""Damage by block compression, whose grid may have been shrunk with the photo."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.mini.attributes.scene import Bytes, Scene

_BLOCK = 8  # pixels of the file, before it was shrunk
_SHORTEST_PERIOD = 2.4  # pixels: a grid shrunk further is gone
_STRONGEST_STEP = 24  # levels: a larger one is an edge of the scene
_SPECTRUM = 4096  # zero-padded, so that no period falls between two frequencies
_LINES = 256  # rows, and columns, that are looked at: plenty for their mean
_STRIPS = 4  # in which they lie
_VISIBLE = 1.2  # levels: nearly all photos of ordinary quality stay below
_SHRUNK = 2.3  # what shrinking takes from the steps, at half the size


def compression(scene: Scene) -> float:
    """Octaves by which the steps of a block grid exceed what is visible; 0 clean to about 3.

    The blocky signal's lines in the spectrum of the absolute differences between neighbours (Wang,
    Bovik and Evans 2000), as amplitude in levels. Our own: differences are bounded, so that edges
    of the scene do not count; a line must be there both ways, as blocks are square and bricks are
    not; and a photo that was shrunk after it was compressed is searched for a smaller grid.
    """
    pixels = scene.pixels
    if min(pixels.shape[:2]) < 4 * _BLOCK:
        return 0.0
    lines = np.sqrt(_spectrum(pixels, 0) * _spectrum(pixels, 1))
    half = lines.size - 1
    grid = np.arange(half // (_BLOCK // 2), half, half // (_BLOCK // 2))
    whole = float(np.sum(lines[grid])) + 0.5 * float(lines[half])
    first = np.arange(round(_SPECTRUM / _BLOCK * 1.03), int(_SPECTRUM / _SHORTEST_PERIOD))
    overtones = np.append(lines, np.zeros(2 * _SPECTRUM))
    shrunk = np.max(lines[first] + overtones[2 * first] + overtones[3 * first])
    return float(np.log2(max(1.0, whole / _VISIBLE, _SHRUNK * float(shrunk) / _VISIBLE)))


def _spectrum(pixels: Bytes, axis: int) -> NDArray[np.float64]:
    """(2049,) amplitudes, 0 to half a cycle a pixel, of the steps along the axis, in levels."""
    total, count = np.zeros(pixels.shape[axis] - 1), 0
    for grey in _strips(pixels, 1 - axis):
        first, second = (grey[1:], grey[:-1]) if axis == 0 else (grey[:, 1:], grey[:, :-1])
        steps = cv2.absdiff(first, second)
        steps = cv2.threshold(steps, _STRONGEST_STEP, 0, cv2.THRESH_TRUNC)[1]
        total += np.ravel(cv2.reduce(steps, 1 - axis, cv2.REDUCE_SUM, dtype=cv2.CV_64F))
        count += grey.shape[1 - axis]
    profile = total / count
    slow = np.ravel(cv2.blur(profile[:, None], (1, _BLOCK + 1)))
    window = np.hanning(profile.size)
    spectrum = np.fft.rfft((profile - slow) * window, _SPECTRUM)
    return np.asarray(np.abs(spectrum) * (2 / window.sum()), dtype=np.float64)


def _strips(pixels: Bytes, across: int) -> list[Bytes]:
    """Lumas of strips evenly spread over an axis, or of the whole when it is short."""
    size = pixels.shape[across]
    width = _LINES // _STRIPS
    starts = [0] if size <= _LINES else np.linspace(0, size - width, _STRIPS).astype(int).tolist()
    width = size if size <= _LINES else width
    parts = [pixels[s : s + width] if across == 0 else pixels[:, s : s + width] for s in starts]
    return [cast(Bytes, cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)) for part in parts]

"""What helps to judge a picture on the screen: what is in focus, and what is clipped.

Plain functions over arrays, to be called off the GUI thread; NumPy lets other threads run.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core import Pixels

Mask = NDArray[np.bool_]

HIGHLIGHT = 254
"""From this value on, of 255, a channel counts as clipped."""

SHADOW = 1
"""Up to this value a pixel whose channels are all so dark counts as clipped."""

_EDGE = 24
"""Second difference of luminance, of 255, from which a pixel counts as in focus. A lens out of
focus spreads an edge over several pixels, where the second difference is small however strong the
edge is; the first difference would also mark soft but strong edges."""


def enlarged(pixels: Pixels, long_side: int) -> Pixels:
    """A picture (height, width, 3) made larger smoothly; as it is where it is large enough."""
    height, width, _ = pixels.shape
    if max(height, width) >= long_side:
        return pixels
    scale = long_side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))


def in_focus(pixels: Pixels) -> Mask:
    """Pixels (height, width) on a sharp edge, of a picture (height, width, 3 or more; RGB or BGR).

    The sum of absolute second differences in both directions (the modified Laplacian of Nayar and
    Nakagawa 1994) above a fixed threshold: what nothing sharp is in shows no pixel.
    """
    mask = np.zeros(pixels.shape[:2], np.bool_)
    if min(mask.shape) < 3:
        return mask
    light = pixels[..., 0].astype(np.int16)
    light += pixels[..., 1]
    light += pixels[..., 1]
    light += pixels[..., 2]
    light >>= 2
    inner = 2 * light[1:-1, 1:-1]
    across = np.abs(inner - light[1:-1, :-2] - light[1:-1, 2:])
    down = np.abs(inner - light[:-2, 1:-1] - light[2:, 1:-1])
    mask[1:-1, 1:-1] = across + down >= 2 * _EDGE
    return mask


def clipped(pixels: Pixels) -> tuple[Mask, Mask]:
    """Highlights with at least one clipped channel, and shadows that are black: (height, width).

    A channel at its end has lost its colour; one at 0 is normal in any saturated colour, so
    that shadows count only where all are.
    """
    most = np.maximum(np.maximum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    return most >= HIGHLIGHT, most <= SHADOW

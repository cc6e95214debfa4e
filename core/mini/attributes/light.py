"""Light: brightness, contrast and clipping."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.mini.attributes.scene import Scene, mean_of

_NEAR_CLIPPED = 15.0  # levels from the end of the range over which a pixel counts in part
_LEVELS = np.arange(256)


def brightness(scene: Scene) -> float:
    """Mean CIELAB lightness L* / 100, in 0..1 (CIE 1976)."""
    return mean_of(scene.lightness) / 100


def contrast(scene: Scene) -> float:
    """RMS contrast of L* / 100: its standard deviation, 0..0.5 (Peli 1990)."""
    return float(np.std(scene.lightness, dtype=np.float64)) / 100


def highlight_clipping(scene: Scene) -> float:
    """Share of the area that is blown to white, 0..1.

    The histogram's clipped end, as cameras show it, on the darkest channel (a saturated red is
    no blown highlight), with a soft border of 15 levels (after the over-exposure map of Guo,
    Cheng, Zhuo and Sim 2010, which also asks for light and little colour).
    """
    red, green, blue = cv2.split(scene.view)
    share = _shares(cv2.min(cv2.min(red, green), blue))
    return float(share @ np.clip((_LEVELS - (255 - _NEAR_CLIPPED)) / _NEAR_CLIPPED, 0, 1))


def shadow_clipping(scene: Scene) -> float:
    """Share of the area that is blocked up to black, 0..1, on the lightest channel."""
    red, green, blue = cv2.split(scene.view)
    share = _shares(cv2.max(cv2.max(red, green), blue))
    return float(share @ np.clip((_NEAR_CLIPPED - _LEVELS) / _NEAR_CLIPPED, 0, 1))


def _shares(levels: NDArray[np.generic]) -> NDArray[np.float64]:
    """(256,) share of the pixels at each level."""
    return np.bincount(np.asarray(levels).ravel(), minlength=256) / levels.size

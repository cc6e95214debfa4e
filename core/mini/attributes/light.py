"""Light: brightness, contrast, clipping and dark corners."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.mini.attributes.scene import Scene, mean_of

_NEAR_CLIPPED = 15.0  # levels from the end of the range over which a pixel counts in part
_LEVELS = np.arange(256)
_OUTER = 0.5  # of half a diagonal: from here to the corners light is compared
_STEEPEST = 0.12  # octaves a pixel of the small view: a steeper change is an edge of the scene


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


def vignette(scene: Scene) -> float:
    """Octaves of light lost from half-way to the corners, negative where corners are lighter.

    The skew of the radial gradient of log light towards the corners (Zheng et al. 2008), which a
    scene without vignetting has as often outwards as inwards. Our own: gradients are bounded, so
    that edges count little, and the mean of each quadrant is taken, of which the middle two count:
    a dark floor darkens two corners, a vignette all four. NaN in a photo too small for corners.
    """
    if not scene.has_layout:
        return np.nan
    lightness = np.ascontiguousarray(scene.small[..., 0])
    log = 3 * np.log2(cv2.GaussianBlur(lightness, (0, 0), 2.0) + 16)  # L* is 116 light^(1/3) - 16
    dy, dx = np.gradient(log)
    height, width = log.shape
    y, x = np.mgrid[0:height, 0:width] + 0.5
    y, x = y - height / 2, x - width / 2
    radius = np.hypot(y, x)
    outwards = np.clip((dx * x + dy * y) / np.maximum(radius, 1), -_STEEPEST, _STEEPEST)
    half = float(np.hypot(height, width)) / 2
    outer = radius > _OUTER * half
    means = [
        float(np.mean(outwards[outer & (y * v > 0) & (x * h > 0)]))
        for v in (-1, 1)
        for h in (-1, 1)
    ]
    return -float(np.mean(sorted(means)[1:3])) * half * (1 - _OUTER)

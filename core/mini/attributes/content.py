"""Content that colour and place give away: sky, greenery, water, night. Guesses, no proofs."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.mini.attributes.scene import SMALL_LONG_SIDE, Floats, Scene, mean_of, shrink


def _roughness(scene: Scene) -> tuple[Floats, Floats]:
    """(h, w) smoothed absolute horizontal and vertical differences of L* at 128 px."""
    lightness = np.ascontiguousarray(scene.small[..., 0])
    dx = np.abs(cv2.Sobel(lightness, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8))
    dy = np.abs(cv2.Sobel(lightness, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8))
    return np.asarray(cv2.blur(dx, (5, 5))), np.asarray(cv2.blur(dy, (5, 5)))


def _soft(values: Floats, none: float, full: float) -> Floats:
    """0 up to `none`, 1 from `full`, linear between."""
    return np.asarray(np.clip((values - none) / (full - none), 0, 1), dtype=np.float32)


def _sky_map(scene: Scene) -> Floats:
    """(h, w) 0..1 at 128 px: smooth, of a sky's colour, connected to the upper edge."""
    lightness, a, b = np.moveaxis(scene.small, 2, 0)
    dx, dy = scene.cached(_roughness)
    rough = dx + dy
    blue = _soft(-b - 0.5 * np.abs(a), -1, 6) * _soft(lightness, 20, 40)
    cloud = _soft(np.hypot(a, b), 14, 7) * _soft(lightness, 68, 80)
    evening = _soft(b, 8, 20) * _soft(lightness, 40, 60) * _soft(rough, 2.5, 1.25)
    likely = _soft(rough, 5, 2.5) * np.maximum(blue, np.maximum(cloud, evening) * 0.5)
    count, labels = cv2.connectedComponents((likely > 0.25).astype(np.uint8), connectivity=4)
    rows = max(1, labels.shape[0] // 32)
    top = np.bincount(labels[:rows].ravel(), minlength=count) / rows
    wide = top >= 0.15 * labels.shape[1]
    wide[0] = False
    return np.asarray(likely * wide[labels], dtype=np.float32)


def sky(scene: Scene) -> float:
    """Share of the area that looks like sky, 0..1.

    Colour, smoothness and connection to the upper edge are the cues of Luo and Etz 2002. Grey
    and evening skies count half, as walls look like them.
    """
    return mean_of(scene.cached(_sky_map)) if scene.has_layout else np.nan


def greenery(scene: Scene) -> float:
    """Share of the area that is vegetation green, 0..1: excess green 2g - r - b of the
    chromatic coordinates (Woebbecke et al. 1995), with a soft border, and more green than blue."""
    colours = shrink(scene.colours, SMALL_LONG_SIDE).astype(np.float32)
    total = colours.sum(axis=2)
    shares = colours / np.maximum(total, 1)[..., None]
    excess = 3 * shares[..., 1] - 1
    not_teal = _soft(shares[..., 1] - shares[..., 2], 0.02, 0.06)
    return mean_of(_soft(excess, 0.04, 0.14) * not_teal * _soft(total, 45, 120))


def water(scene: Scene) -> float:
    """Share of the area that looks like water, 0..1.

    Cues of Rankin and Matthies 2010: below the sky, bluish or of the sky's colour, and streaked
    level (lightness changes upwards more than sideways) or smooth.
    """
    if not scene.has_layout:
        return np.nan
    lightness, a, b = np.moveaxis(scene.small, 2, 0)
    dx, dy = scene.cached(_roughness)
    sky_map = scene.cached(_sky_map)
    height = lightness.shape[0]
    low = _soft((np.arange(height, dtype=np.float32) / height)[:, None], 0.25, 0.5)
    blue = _soft(-b + 0.3 * np.maximum(-a, 0), 0.0, 8.0)
    streaked = _soft((dy + 0.15) / (dx + 0.15), 0.9, 1.6)
    return mean_of(low * blue * streaked * (1 - sky_map) * _soft(lightness, 8, 20))


def night(scene: Scene) -> float:
    """How much it looks like a night photo, 0..1: mostly dark, dark at the top, with lights.

    Darkness and point-like lights are among the kinds of low light that Loh and Chan 2019 tell
    apart; the product of the cues is ours.
    """
    lightness: NDArray[np.float32] = scene.small[..., 0]
    dark = float(np.mean(_soft(lightness, 40, 15), dtype=np.float64))
    upper = lightness[: max(1, lightness.shape[0] // 3)]
    above = float(np.mean(_soft(upper, 45, 20), dtype=np.float64))
    middle, brightest = np.quantile(lightness, [0.5, 0.995])
    lights = float(np.clip((brightest - middle - 20) / 40, 0, 1))
    return dark * (0.5 + 0.5 * above) * (0.4 + 0.6 * lights)

"""Layout: where the weight of a picture lies, and where nothing is."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.mini.attributes.saliency import salience
from core.mini.attributes.scene import Scene, mean_of

_PLAIN = 2.0  # levels a pixel of local gradient below which an area counts as empty
_USUAL = np.log2([9 / 16, 2 / 3, 3 / 4, 4 / 5, 1, 5 / 4, 4 / 3, 3 / 2, 16 / 9])
_NEARLY = 0.015  # octaves, one percent of a side
_POINT_SIZE = 0.16  # of a side: how near to a point of thirds, or to the centre, is on it


def aspect(scene: Scene) -> float:
    """Octaves of width over height: 0 square, positive landscape, negative portrait.

    What is nearly one of the usual formats is that one: 1,000 x 667 and 4,000 x 2,667 are 3:2.
    """
    octaves = float(np.log2(scene.aspect))
    usual = _USUAL[np.argmin(np.abs(_USUAL - octaves))]
    return float(usual) if abs(usual - octaves) < _NEARLY else octaves


def clutter(scene: Scene) -> float:
    """Share of pixels on Canny edges, 0..1 (Mack and Oliva 2004; Rosenholtz et al. 2007)."""
    return mean_of(scene.edges > 0) if scene.has_layout else np.nan


def negative_space(scene: Scene) -> float:
    """Share of the area taken by its largest connected plain part, 0..1.

    Plain is where the local mean gradient is small, whatever the colour or blur; empty space is
    what composition studies measure as the area outside the edges' box (Ke, Tang and Jing 2006).
    """
    if not scene.has_layout:
        return np.nan
    strength = scene.steepness
    reach = max(3, max(strength.shape) // 32)
    plain = (cv2.blur(strength, (reach, reach)) < _PLAIN).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(plain, connectivity=4)
    if count < 2:
        return 0.0
    return float(stats[1:, cv2.CC_STAT_AREA].max()) / plain.size


def symmetry(scene: Scene) -> float:
    """Likeness to the mirror image, left-right or top-bottom, the better one, about -1..1.

    The mean correlation of the smoothed lightness and of the smoothed edges with their mirror
    images (mirror symmetry of filter responses: Brachmann and Redies 2016).
    """
    if not scene.has_layout:
        return np.nan
    lightness = cv2.resize(scene.lightness, (64, 64), interpolation=cv2.INTER_AREA)
    edges = cv2.resize(scene.steepness, (64, 64), interpolation=cv2.INTER_AREA)
    maps = [
        cv2.GaussianBlur(lightness, (0, 0), 1.5),
        cv2.GaussianBlur(np.sqrt(edges), (0, 0), 1.5),
    ]
    if any(float(np.std(m)) < 1e-2 for m in maps):
        return np.nan
    by_axis = [np.mean([_correlation(m, np.flip(m, axis)) for m in maps]) for axis in (0, 1)]
    return float(max(by_axis))


def _correlation(one: NDArray[np.generic], other: NDArray[np.generic]) -> float:
    """Pearson's; without a library of linear algebra, whose last digits depend on its threads."""
    a, b = one.astype(np.float64), other.astype(np.float64)
    a, b = a - a.mean(), b - b.mean()
    return mean_of(a * b) / float(np.sqrt(mean_of(a * a) * mean_of(b * b)))


def thirds(scene: Scene) -> float:
    """Salience near the four points of thirds over an even spread, 1 = even (Mai et al. 2011)."""
    third, rest = 1 / 3, 2 / 3
    return _gathered(scene, [(third, third), (third, rest), (rest, third), (rest, rest)])


def centring(scene: Scene) -> float:
    """Salience near the centre against an even spread, 1 = even (Obrador et al. 2010)."""
    return _gathered(scene, [(0.5, 0.5)])


def _gathered(scene: Scene, points: list[tuple[float, float]]) -> float:
    found = scene.cached(salience)
    if found is None:
        return np.nan
    height, width = found.shape
    y = ((np.arange(height) + 0.5) / height)[:, None]
    x = ((np.arange(width) + 0.5) / width)[None, :]
    near = np.zeros(found.shape)
    for py, px in points:
        near = np.maximum(near, np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * _POINT_SIZE**2)))
    weight = found.astype(np.float64)
    return float(np.sum(weight * near) / (np.sum(weight) * np.mean(near)))

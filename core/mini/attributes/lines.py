"""Lines: a tilted horizon, lines that lead into the picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.mini.attributes.scene import Scene

_SHORTEST = 0.08  # of the long side: shorter segments are texture
_ENOUGH = 0.5  # of the long side: total length of near-level lines that makes a horizon
_LARGEST_TILT = 15.0  # degrees: beyond, a line is oblique by intention
_SPREAD = 1.2  # degrees: how well lines agree that are parallel in the scene
_AGREEING = 0.4  # share of the squared lengths that must
_OBLIQUE = (15.0, 75.0)  # degrees


def _segments(scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lengths (n,) in long sides and angles (n,) in -90..90 degrees, of the long segments.

    Found by the line segment detector of Grompone von Gioi et al. 2010, at 0.6 of the view.
    """
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE, scale=0.6)
    found = detector.detect(scene.grey)[0]
    if found is None:
        return np.empty(0), np.empty(0)
    ends = np.asarray(found, dtype=np.float64).reshape(-1, 4)
    dx, dy = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    length = np.hypot(dx, dy) / max(scene.grey.shape)
    angle = np.rad2deg(np.arctan2(dy, dx))
    angle = (angle + 90) % 180 - 90
    long = length >= _SHORTEST
    return length[long], angle[long]


def horizon_tilt(scene: Scene) -> float:
    """Degrees by which the picture is out of level, 0..15; NaN where no lines tell."""
    return abs(turn(scene))


def turn(scene: Scene) -> float:
    """Degrees by which level and upright lines are turned clockwise, -15..15, or NaN.

    The peak of the segments' angles modulo 90 degrees, weighted by squared length (after the
    rotation estimate of Gallagher 2005); NaN too when they do not agree, as in perspective.
    """
    if not scene.has_layout:
        return np.nan
    length, angle = scene.cached(_segments)
    off = (angle + 45) % 90 - 45
    near = np.abs(off) <= _LARGEST_TILT
    length, off = length[near], off[near]
    if float(length.sum()) < _ENOUGH:
        return np.nan
    grid = np.arange(-_LARGEST_TILT, _LARGEST_TILT + 0.125, 0.25)
    weight = length**2
    density = np.exp(-((grid[:, None] - off[None, :]) ** 2) / (2 * _SPREAD**2)) @ weight
    if float(density.max()) < _AGREEING * float(weight.sum()):
        return np.nan
    return float(grid[int(np.argmax(density))])


def leading_lines(scene: Scene) -> float:
    """Total length of long oblique segments in long sides, as ln(1 + length).

    Oblique lines are what composition studies read as leading into depth (Obrador et al. 2010).
    """
    if not scene.has_layout:
        return np.nan
    length, angle = scene.cached(_segments)
    steep = np.abs(angle)
    oblique = (steep > _OBLIQUE[0]) & (steep < _OBLIQUE[1])
    return float(np.log1p(np.sum(length[oblique])))

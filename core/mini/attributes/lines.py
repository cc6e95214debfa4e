"""Lines: a tilted horizon, lines that lead into the picture."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.mini.attributes.scene import Floats, Scene, shrink

_LONG_SIDE = 256  # at which lines are looked for
_LSD_SCALE = 0.8  # of that
_SHORTEST = 0.06  # of the long side: shorter segments are texture
_TELLING = 0.08  # of the long side: shorter ones say nothing of how the picture is turned
_LONG = 0.1  # of the long side: a line for certain
_OBLIQUE = (15.0, 75.0)  # degrees
_FADE = 6.0  # degrees

_LARGEST_TILT = 12.0  # degrees: beyond, a line is oblique by intention
_UNSEEN_TILT = 1.0  # degrees
_STEP = 0.25  # degrees between the turns that are tried
_SPREAD = 1.2  # degrees: how well lines agree that are parallel in the scene
_SEGMENTS = 20.0  # what a segment as long as the picture weighs beside the mean of the spectrum
_BLUR = 1.5  # degrees by which the spectrum is smoothed
_SHARPENED = 5  # power by which the spectrum's ridges stand out as those of segments do
_WAVES = (8, 60)  # a picture 256 px long: below there are no lines, above is the JPEG grid
_FAINT = 6.0  # levels of local deviation below which there is no structure
_LEVEL_FIRST = (0.4, 6.0)  # how often a turn is meant, beside level; degrees of the fall between
_AGREEING = 2.5  # times the mean over all angles that the peak must reach


def _segments(scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lengths (n,) in long sides and angles (n,) in -90..90 degrees, of the long segments.

    Found by the line segment detector of Grompone von Gioi et al. 2010, at 205 px.
    """
    grey = shrink(scene.grey, _LONG_SIDE)
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE, scale=_LSD_SCALE)
    found = detector.detect(grey)[0]
    if found is None:
        return np.empty(0), np.empty(0)
    ends = np.asarray(found, dtype=np.float64).reshape(-1, 4)
    dx, dy = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    length = np.hypot(dx, dy) / max(grey.shape)
    angle = np.rad2deg(np.arctan2(dy, dx))
    angle = (angle + 90) % 180 - 90
    long = length >= _SHORTEST
    return length[long], angle[long]


def horizon_tilt(scene: Scene) -> float:
    """Degrees out of level beyond the first one, 0..11; NaN where nothing tells.

    One degree is the least that people see (Gallagher 2005), and about what can be measured.
    """
    return float(np.maximum(abs(turn(scene)) - _UNSEEN_TILT, 0))  # keeps NaN


def turn(scene: Scene) -> float:
    """Degrees by which level and upright structure is turned clockwise, -12..12, or NaN.

    The peak, over angles modulo 90 degrees, of two kinds of evidence: straight segments by length
    (without the vanishing points that Gallagher 2005 finds from them), and the angular
    distribution of the power spectrum, which adds up faint lines that no segment shows (scenes
    have most power along level and upright lines: Switkes, Mayer and Sloan 1978). Most photos are
    meant to be level, so a turn needs more evidence than none. The combination is ours.
    """
    if not scene.has_layout:
        return np.nan
    evidence = scene.cached(_ridges)
    if evidence is None:
        return np.nan
    length, angle = scene.cached(_segments)
    length = length * (length >= _TELLING)
    grid = np.arange(-45, 45, _STEP)
    apart = np.abs((grid[:, None] - angle[None, :] + 45) % 90 - 45)
    lines = np.exp(-(apart**2) / (2 * _SPREAD**2)) @ length**1.5
    evidence = evidence + _SEGMENTS * lines
    rarest, fall = _LEVEL_FIRST
    likely = evidence * (rarest + (1 - rarest) * np.exp(-np.abs(grid) / fall))
    best = int(np.argmax(np.where(np.abs(grid) <= _LARGEST_TILT, likely, 0)))
    if evidence[best] < _AGREEING * evidence.mean():
        return np.nan
    return float(grid[best])


def _ridges(scene: Scene) -> NDArray[np.float64] | None:
    """(360,) power along lines turned by -45 to 45 degrees, level and upright ones, mean 1."""
    grey = shrink(scene.grey, _LONG_SIDE).astype(np.float32)
    reach = (_LONG_SIDE // 10, _LONG_SIDE // 10)
    rest = grey - cv2.blur(grey, reach)
    rest /= np.sqrt(cv2.blur(rest * rest, reach) + np.float32(_FAINT**2))  # faint lines count too
    height, width = rest.shape
    rest *= np.outer(np.hanning(height), np.hanning(width)).astype(np.float32)
    padded = np.zeros((_LONG_SIDE, _LONG_SIDE), dtype=np.float32)
    padded[:height, :width] = rest
    half = _LONG_SIDE // 2
    real, imaginary = cv2.split(cv2.dft(padded, flags=cv2.DFT_COMPLEX_OUTPUT))
    power = np.roll(cv2.magnitude(real, imaginary) ** 2, (half, half), axis=(0, 1))
    waves = cv2.remap(power, *_polar(), cv2.INTER_LINEAR).astype(np.float64)
    total = waves.sum(axis=0)
    if float(total.min()) <= 0:
        return None
    level, upright = np.split((waves / total).sum(axis=1), 2)
    both = np.tile(level + upright, 3)[:, None]
    smooth = cv2.GaussianBlur(both, (1, 0), sigmaX=0.1, sigmaY=_BLUR / _STEP)
    ridges = np.ravel(smooth)[level.size : 2 * level.size] ** _SHARPENED
    return np.asarray(ridges / ridges.mean(), dtype=np.float64)


@cache
def _polar() -> tuple[Floats, Floats]:
    """(720, waves) columns and rows in the spectrum, by angle from -45 to 135 degrees."""
    angle = np.deg2rad(np.arange(-45, 135, _STEP))[:, None]
    radius = np.arange(*_WAVES)[None, :]
    half = _LONG_SIDE // 2
    columns, rows = half + radius * np.cos(angle), half + radius * np.sin(angle)
    return columns.astype(np.float32), rows.astype(np.float32)


def leading_lines(scene: Scene) -> float:
    """Total length of long oblique segments in long sides, as ln(1 + length).

    What is hardly long or hardly oblique counts in part, so that little depends on a pixel.

    Oblique lines are what composition studies read as leading into depth (Obrador et al. 2010).
    """
    if not scene.has_layout:
        return np.nan
    length, angle = scene.cached(_segments)
    steep = np.abs(angle)
    oblique = np.clip(np.minimum(steep - _OBLIQUE[0], _OBLIQUE[1] - steep) / _FADE + 0.5, 0, 1)
    long = np.clip((length - _SHORTEST) / (_LONG - _SHORTEST), 0, 1)
    return float(np.log1p(np.sum(length * oblique * long)))

"""Fine detail: sharpness, depth of field, noise, texture."""

from typing import cast

import cv2
import numpy as np

from core.mini.attributes.scene import Bytes, Floats, Scene

_TILES = 8  # along each side, in every octave: a tile is the same part of the picture
_RE_BLUR = 9  # taps of Crete's low pass
_LEAST_VARIATION = 0.15  # mean variation, levels a pixel, that a tile needs to be judged
_OCTAVE_WEIGHTS = (4.0, 2.0, 1.0)
_SHARPNESS_LEVELS = (0.70, 0.66, 0.60)  # medians of reference photos, octave by octave
_NOISE_LEVELS = (0.0, 0.0, 0.0)
_NOISE_FLOOR = 0.25  # levels: below, rounding to 8 bits hides noise


def sharpness(scene: Scene) -> float:
    """Sharpness of the sharpest parts, relative to reference photos; about -0.6 to 0.2.

    The blur effect of Crete et al. 2007 turned round: the share of the variation between
    neighbours that a second blur takes away, independent of contrast. Tile maxima (after the
    focus measures compared by Pech-Pacheco et al. 2000), as a blurred background is no blur. The
    octaves that the file has are averaged, each against its own reference level. NaN when flat.
    """
    above, weights = [], []
    for i, grey in enumerate(scene.octaves):
        map_, weight = _crispness(grey) if i else scene.cached(_view_crispness)
        best = _sharpest(map_, weight)
        if best is not None:
            above.append(best - _SHARPNESS_LEVELS[i])
            weights.append(_OCTAVE_WEIGHTS[i])
    return float(np.average(above, weights=weights)) if above else np.nan


def depth_of_field(scene: Scene) -> float:
    """How much blurrier the rest is than the sharpest part, 0 sharp throughout to about 0.6.

    The low depth of field indicator of Datta et al. 2006 compares detail in the centre with the
    whole; here the sharpest tiles with the mean tile, weighted by their variation.
    """
    map_, weight = scene.cached(_view_crispness)
    best = _sharpest(map_, weight)
    if best is None:
        return np.nan
    share = np.sqrt(weight) * (weight >= _LEAST_VARIATION)
    return float(max(0.0, best - np.sum(map_ * share) / np.sum(share)))


def _view_crispness(scene: Scene) -> tuple[Floats, Floats]:
    return _crispness(scene.grey)


def _crispness(grey: Bytes) -> tuple[Floats, Floats]:
    """(tiles, tiles) share of variation lost by a second blur, and mean variation in levels."""
    if min(grey.shape) < _TILES * 2:
        empty = np.zeros((0, 0), dtype=np.float32)
        return empty, empty
    lost_total = np.zeros((_TILES, _TILES), dtype=np.float32)
    strong_total = np.zeros_like(lost_total)
    plain_total = np.zeros_like(lost_total)
    for kernel, first, second in (
        ((_RE_BLUR, 1), np.s_[:, 1:], np.s_[:, :-1]),
        ((1, _RE_BLUR), np.s_[1:, :], np.s_[:-1, :]),
    ):
        blurred = cv2.blur(grey, kernel)
        variation = cv2.absdiff(grey[first], grey[second])
        lost = cv2.subtract(variation, cv2.absdiff(blurred[first], blurred[second]))
        # weighted by the variation itself: strong edges tell blur, faint ones mostly noise
        lost_total += _tile_means(cv2.multiply(variation, lost, dtype=cv2.CV_32F))
        strong_total += _tile_means(cv2.multiply(variation, variation, dtype=cv2.CV_32F))
        plain_total += _tile_means(variation)
    ratio = lost_total / np.maximum(strong_total, 1e-6)
    return ratio.astype(np.float32), plain_total


def _tile_means(values: Bytes | Floats) -> Floats:
    height, width = values.shape
    rows = height // _TILES * _TILES
    columns = width // _TILES * _TILES
    cut = np.asarray(values[:rows, :columns], dtype=np.float32)
    return cast(Floats, cv2.resize(cut, (_TILES, _TILES), interpolation=cv2.INTER_AREA))


def _sharpest(ratio: Floats, weight: Floats) -> float | None:
    """The mean of the three sharpest tiles that have something to be sharp."""
    usable = ratio[weight >= _LEAST_VARIATION]
    if usable.size == 0:
        return None
    return float(np.mean(np.sort(usable)[-3:]))


def noise(scene: Scene) -> float:
    """Noise or grain in octaves of its standard deviation, relative to reference photos.

    The median absolute deviation of the finest diagonal Haar coefficients (Donoho and Johnstone
    1994) in the smoother tiles. Texture falls off from coarse to fine and noise does not, so what
    the next coarser band foretells is taken away. NaN in a photo without unclipped tiles.
    """
    above, weights = [], []
    for i, grey in enumerate(scene.octaves):
        sigma = _grain(grey)
        if sigma is not None:
            above.append(np.log2(sigma + _NOISE_FLOOR) - _NOISE_LEVELS[i])
            weights.append(_OCTAVE_WEIGHTS[i])
    return float(np.average(above, weights=weights)) if above else np.nan


_NOISE_TILE = 32  # pixels; whole tiles only


def _grain(grey: Bytes) -> float | None:
    """Noise's standard deviation in levels, or None."""
    if min(grey.shape) < _NOISE_TILE:
        return None
    rows = grey.shape[0] // _NOISE_TILE * _NOISE_TILE
    columns = grey.shape[1] // _NOISE_TILE * _NOISE_TILE
    cut = grey[:rows, :columns].astype(np.int16)
    fine, half = _diagonal(cut)
    coarse, quarter = _diagonal(half)
    level = (
        quarter.reshape(rows // _NOISE_TILE, 8, columns // _NOISE_TILE, 8).mean(axis=(1, 3)) / 16
    )
    fine_power, coarse_power = _power(fine, 16) / 4, _power(coarse, 8) / 16
    # white noise has the same power in both bands, texture of natural scenes four times as much
    # in the coarser one
    power = np.clip((4 * fine_power - coarse_power) / 3, 0, None)
    open_ = (level > 8) & (level < 247)
    if not open_.any():
        return None
    return float(np.sqrt(np.quantile(power[open_], 0.3)))


def _diagonal(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Unnormalised Haar diagonal detail (x2) and sum (x4 of the mean) at half the size."""
    a, b = image[::2, ::2], image[::2, 1::2]
    c, d = image[1::2, ::2], image[1::2, 1::2]
    return a - b - c + d, a + b + c + d


def _power(band: np.ndarray, tile: int) -> np.ndarray:
    height, width = band.shape
    tiles = band.astype(np.float32).reshape(height // tile, tile, width // tile, tile)
    return cast(np.ndarray, np.mean(tiles * tiles, axis=(1, 3)))


def texture(scene: Scene) -> float:
    """Fine texture of the median tile, as log2(1 + levels): 0 smooth to about 4.

    The standard deviation of the band-passed luma (after Tamura et al. 1978, who found contrast
    and fineness to be what people call texture); of the median tile, so that a few edges are none.
    """
    if not scene.has_layout:
        return np.nan
    grey = scene.grey
    band = cv2.subtract(
        cv2.GaussianBlur(grey, (0, 0), 0.8), cv2.GaussianBlur(grey, (0, 0), 3.0), dtype=cv2.CV_32F
    )
    deviation = np.sqrt(_tile_means(band * band))
    return float(np.log2(1 + np.median(deviation)))

"""Fine detail: sharpness, depth of field, noise, texture."""

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from core.mini.attributes.scene import Bytes, Floats, Scene

AnyNumber = TypeVar("AnyNumber", bound=np.generic)

_TILES = 8  # along each side: a tile is the same part of the picture in every octave
_SHARPEST = 5  # tiles of the view: fewer, and a faint one that comes or goes moves their mean
_SHARPEST_FINE = 3  # of those looked at in a finer octave
_DETAILED = 5  # tiles that are looked at in the finer octaves: those with most detail in the view
_RE_BLUR = 9  # taps of Crete's low pass
_ROUNDING = 0.5  # levels: what 8 bits do to slow gradients, as if it were noise
_ABOVE_NOISE = 0.1  # of noise's mean squared variation: what edges must add to be seen at all
_FAINTEST = 0.005  # of the strongest tile's
_IN_FOCUS = (0.65, 0.85)  # sharpest tiles of photos that missed the focus, and that did not
_OCTAVE_WEIGHTS = (16.0, 1.0, 0.25)  # the view that people see first counts most by far
_OCTAVE_LEVELS = (0.0, 0.028, 0.078)  # what finer octaves of sharp 8 to 26 MP photos lack
_SHARP = 0.903  # from here on a photo is sharp, and nobody sees a difference
_NOISE_WEIGHTS = (8.0, 1.0, 0.5)  # compression takes the finest grain first
_NOISE_FLOOR = 0.5  # levels: below, rounding to 8 bits and compression hide noise
_NOISE_TILE = 32  # pixels; whole tiles only
_UNCLIPPED = (10, 245)  # mean levels between which a tile can show noise
_WHITE = (1.4, 2.2)  # detail at half size over the finest, of grain, of texture; of white noise 1
_SMOOTHEST = 0.2  # share of the view's tiles in which noise is looked for
_SMOOTH_PARTS = 12  # of the view, at most, in which it is looked for in the finer octaves


def sharpness(scene: Scene) -> float:
    """Sharpness of the sharpest parts, 0 blurred to 1 crisp.

    The blur effect of Crete et al. 2007 turned round: the share of the variation between
    neighbours that a second blur takes away, independent of contrast. Tile maxima (after the
    focus measures compared by Pech-Pacheco et al. 2000), as a blurred background is no blur. The
    octaves that the file has are averaged, each brought to the view's level. All that is sharp
    measures 1. NaN in a photo with nothing to be sharp.
    """
    found = scene.cached(_view_crispness)
    if found is None:
        return np.nan
    best, weights = [found.best], [_OCTAVE_WEIGHTS[0]]
    grains = scene.cached(_grains)
    for i, grey in enumerate(scene.octaves[1:], start=1):
        tiles = [_energies(_tile(grey, place)) for place in found.detailed]
        lost, total = np.array(tiles, dtype=np.float32).T
        crisp = _crispness(lost, total, grains[i])
        if crisp is not None:
            best.append(_sharpest(crisp[0], _SHARPEST_FINE) + _OCTAVE_LEVELS[i])
            weights.append(_OCTAVE_WEIGHTS[i])
    return min(1.0, float(np.average(best, weights=weights)) / _SHARP)


def depth_of_field(scene: Scene) -> float:
    """How much blurrier the rest is than the sharpest part, 0 sharp throughout to about 0.6.

    The low depth of field indicator of Datta et al. 2006 compares detail in the centre with the
    whole; here the sharpest tiles with the mean tile, weighted by its root mean square variation.
    A photo without sharp tiles is not shallow but blurred.
    """
    found = scene.cached(_view_crispness)
    if found is None:
        return np.nan
    in_focus = np.clip((found.best - _IN_FOCUS[0]) / (_IN_FOCUS[1] - _IN_FOCUS[0]), 0, 1)
    mean = float(np.average(found.crisp, weights=found.variation))
    return float(max(0.0, found.best - mean) * in_focus)


@dataclass(frozen=True, slots=True, eq=False)
class _Crispness:
    """Of the view's tiles with edges, (n,) each; and the places of those with most detail."""

    crisp: Floats
    variation: Floats
    detailed: tuple[int, ...]

    @property
    def best(self) -> float:
        """The crispness of the sharpest parts."""
        return _sharpest(self.crisp, _SHARPEST)


def _view_crispness(scene: Scene) -> _Crispness | None:
    if min(scene.grey.shape) < _TILES * 2:
        return None
    lost, total = (np.ravel(_tile_means(m)) for m in _energy_maps(scene.grey))
    found = _crispness(lost, total, scene.cached(_grains)[0])
    if found is None:
        return None
    return _Crispness(*found, tuple(np.argsort(lost)[-_DETAILED:].tolist()))


def _energies(grey: Bytes) -> tuple[float, float]:
    lost, total = _energy_maps(grey)
    return cv2.mean(lost)[0], cv2.mean(total)[0]


def _energy_maps(grey: Bytes) -> tuple[Floats, Floats]:
    """Squared variation between neighbours, and how much of it a second blur takes away."""
    height, width = grey.shape[0] - 1, grey.shape[1] - 1
    lost_total, total = np.zeros((2, height, width), dtype=np.float32)
    for kernel, first, second in (
        ((_RE_BLUR, 1), np.s_[:-1, 1:], np.s_[:-1, :-1]),
        ((1, _RE_BLUR), np.s_[1:, :-1], np.s_[:-1, :-1]),
    ):
        blurred = cv2.blur(grey, kernel)
        variation = cv2.absdiff(grey[first], grey[second])
        lost = cv2.subtract(variation, cv2.absdiff(blurred[first], blurred[second]))
        cv2.accumulateProduct(variation, lost, lost_total)
        cv2.accumulateSquare(variation, total)
    return lost_total, total


def _crispness(lost: Floats, total: Floats, grain: float | None) -> tuple[Floats, Floats] | None:
    """Of each tile with edges (n,): share of variation lost by a second blur, and variation.

    Pixels are weighted by their variation: strong edges tell blur. What `grain` (in levels)
    explains is taken away, as noise is sharp too. None where there are no edges.
    """
    # white noise: the differences of two axes have 2 sigma^2 each, a blur leaves 1 / taps of them
    by_noise = 4 * max(grain or 0.0, _ROUNDING) ** 2
    edges = total - by_noise
    usable = edges >= max(by_noise, _FAINTEST * float(edges.max()))
    if not usable.any():  # blurred, faint or very noisy: the strongest edges are what there is
        usable = edges >= max(_ABOVE_NOISE * by_noise, np.partition(edges, -3)[-3])
    if not usable.any():
        return None
    lost_by_edges = lost[usable] - by_noise * (1 - 1 / _RE_BLUR)
    crisp = np.clip(lost_by_edges / edges[usable], 0, 1)
    return np.asarray(crisp, dtype=np.float32), np.sqrt(edges[usable])


def _tile(grey: Bytes, place: int) -> Bytes:
    """The tile at this place, row by row from the upper left."""
    high, wide = grey.shape[0] // _TILES, grey.shape[1] // _TILES
    y, x = divmod(place, _TILES)
    return grey[y * high : (y + 1) * high, x * wide : (x + 1) * wide]


def _whole_tiles(values: NDArray[AnyNumber]) -> NDArray[AnyNumber]:
    """Without the last rows and columns that would make a tile larger than the others."""
    height, width = values.shape
    return values[: height // _TILES * _TILES, : width // _TILES * _TILES]


def _tile_means(values: NDArray[np.generic]) -> Floats:
    cut = _whole_tiles(values).astype(np.float32, copy=False)
    high, wide = cut.shape[0] // _TILES, cut.shape[1] // _TILES
    rows = np.ascontiguousarray(cut).reshape(_TILES, high, _TILES * wide)
    # a product with ones is the fastest sum there is: five times a resize over areas
    sums = np.matmul(np.ones((1, high), np.float32), rows).reshape(_TILES, _TILES, wide)
    return np.asarray(sums.sum(2, dtype=np.float32) / np.float32(high * wide))


def _sharpest(crisp: Floats, count: int) -> float:
    """The mean of the sharpest tiles."""
    return float(np.mean(np.sort(crisp)[-count:]))


def noise(scene: Scene) -> float:
    """Noise or grain: log2 of its standard deviation in levels, -1 clean to about 4.

    The deviation of the finest diagonal Haar coefficients, robustly (Donoho and Johnstone 1994),
    in the smoothest tiles: grain is everywhere, texture is not. What is no stronger at half size
    is grain, as noise is white and scenes are not (spectra as 1 / f: Field 1987). Deviations add
    up in squares, so half a level, which is as good as none, is taken away so. Downscaling
    averages grain away about as fast as the finest band moves into coarser grain, so octaves need
    no levels of their own; those that the file has are averaged. NaN in a photo without unclipped
    tiles.
    """
    octaves = scene.cached(_grains)
    known = [(s, w) for s, w in zip(octaves, _NOISE_WEIGHTS, strict=False) if s is not None]
    if not known:
        return np.nan
    sigma, weights = zip(*known, strict=True)
    white = np.array(sigma) * scene.cached(_smooth_tiles).whiteness
    visible = np.sqrt(np.maximum(0, white**2 - _NOISE_FLOOR**2))
    return float(np.average(np.log2(visible + _NOISE_FLOOR), weights=weights))


def _grains(scene: Scene) -> tuple[float | None, ...]:
    """Noise's standard deviation in levels by octave; None where there is no unclipped tile."""
    smooth = scene.cached(_smooth_tiles)
    if not smooth.places:
        return (None,) * len(scene.octaves)
    grains = [_grain(smooth.detail)]
    for finer in scene.octaves[1:]:
        scale = finer.shape[1] / scene.grey.shape[1]
        side = int(scale * _NOISE_TILE) // _NOISE_TILE * _NOISE_TILE
        parts = []
        for row, column in smooth.places:
            y, x = int(scale * _NOISE_TILE * row), int(scale * _NOISE_TILE * column)
            parts.append(finer[y : y + side, x : x + side])
        strip = np.concatenate([p for p in parts if p.shape == (side, side)], axis=1)
        _, power, detail = _noise_tiles(strip)
        grains.append(_grain(detail[power <= np.quantile(power, 0.5)]))
    return tuple(grains)


@dataclass(frozen=True, slots=True, eq=False)
class _Smooth:
    """The view's smoothest unclipped tiles: fine detail (n, 256), rows and columns of the
    smoothest of them, and how likely the detail is noise, 0..1."""

    detail: Floats
    places: tuple[tuple[int, int], ...]
    whiteness: float


def _smooth_tiles(scene: Scene) -> _Smooth:
    none = _Smooth(np.empty((0, 256), np.float32), (), 0.0)
    grey = scene.grey
    rows, columns = grey.shape[0] // _NOISE_TILE, grey.shape[1] // _NOISE_TILE
    if not rows or not columns:
        return none
    cut = np.ascontiguousarray(grey[: rows * _NOISE_TILE, : columns * _NOISE_TILE])
    level, power, detail = _noise_tiles(cut)
    usable = (level >= _UNCLIPPED[0]) & (level <= _UNCLIPPED[1])
    if not usable.any():
        return none
    smooth = np.flatnonzero(usable & (power <= np.quantile(power[usable], _SMOOTHEST)))
    half = cv2.resize(cut, (cut.shape[1] // 2, cut.shape[0] // 2), interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(_diagonal(half) ** 2, (columns, rows), interpolation=cv2.INTER_AREA)
    # a mean of four pixels has half their deviation: times two, white noise has one in each band
    octave = 2 * np.sqrt(np.median(np.ravel(coarse)[smooth]) / max(np.median(power[smooth]), 0.02))
    whiteness = float(np.clip((_WHITE[1] - octave) / (_WHITE[1] - _WHITE[0]), 0, 1))
    first = smooth[np.argsort(power[smooth], kind="stable")][:_SMOOTH_PARTS]
    places = tuple((place // columns, place % columns) for place in first.tolist())
    return _Smooth(detail[smooth], places, whiteness)


def _noise_tiles(grey: Bytes) -> tuple[Floats, Floats, Floats]:
    """Mean level (n,), power (n,) and fine detail (n, 256) of tiles of 32 px, row by row."""
    rows, columns = grey.shape[0] // _NOISE_TILE, grey.shape[1] // _NOISE_TILE
    level = cv2.resize(grey, (columns, rows), interpolation=cv2.INTER_AREA)
    half = _NOISE_TILE // 2
    tiles = _diagonal(grey).reshape(rows, half, columns, half).transpose(0, 2, 1, 3)
    flat = tiles.reshape(rows * columns, half * half)
    power = np.einsum("ij,ij->i", flat, flat) / np.float32(half * half)
    return np.ravel(level).astype(np.float32), power, flat


def _grain(tiles: Floats) -> float:
    """Standard deviation in levels, from the fine detail (n, 256) of smooth tiles."""
    magnitude = np.sort(np.abs(tiles), axis=1)
    # the mean of the lower three quarters of |N(0, 1)| is 0.4989: as robust as the median here,
    # and not stuck on the steps of 8-bit values
    kept = magnitude[:, : magnitude.shape[1] * 3 // 4]
    return float(np.median(kept.mean(axis=1, dtype=np.float64))) / 0.4989


def _diagonal(grey: Bytes | NDArray[np.generic]) -> Floats:
    """(h / 2, w / 2) orthonormal diagonal Haar detail."""
    values = grey.astype(np.int16)  # exact, and half the memory of floats
    columns = values[::2] - values[1::2]
    return (columns[:, ::2] - columns[:, 1::2]) * np.float32(0.5)


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

"""Photo edits of known sign: what they do to which attribute is known without asking anyone."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.mini.attributes.layout import centring
from core.mini.attributes.lines import turn
from core.mini.attributes.scene import SMALL_LONG_SIDE, Scene, shrink

Pixels = NDArray[np.uint8]
Apply = Callable[[Pixels, Generator, float], Pixels]

_PLACES = 4  # along each side, tried when a photo is reframed


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit. `effects` maps attribute ids to the sign in which the edit moves them.

    `ruins` marks technical damage: a sound photo should score above its ruined copy in the generic
    opinion. `apply(pixels, generator, strength)` returns a new photo; strength 0 is just visible,
    1 is strong. Chance (which way to tilt, where to crop) comes from the generator alone.
    """

    name: str
    effects: Mapping[str, int]
    ruins: bool
    apply: Apply


def _between(mild: float, strong: float, strength: float) -> float:
    return mild + (strong - mild) * strength


def _curve(pixels: Pixels, curve: NDArray[np.floating]) -> Pixels:
    """Each channel through a table: (256,), or (256, 3) for one table a channel."""
    table = np.clip(np.rint(curve), 0, 255).astype(np.uint8)
    return np.asarray(table[pixels] if table.ndim == 1 else table[pixels, np.arange(3)])


def _in_light(gain: float | NDArray[np.floating]) -> NDArray[np.float64]:
    """The table that multiplies linear light by a gain, in sRGB (IEC 61966-2-1)."""
    coded = np.arange(256) / 255
    light = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    light = np.clip(np.multiply.outer(light, gain), 0, 1)
    coded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(coded * 255, dtype=np.float64)


def _luma(pixels: Pixels) -> NDArray[np.float32]:
    """(h, w, 1) luma."""
    luma = pixels.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.asarray(luma[..., None])


def _rounded(values: NDArray[np.floating]) -> Pixels:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)


def _exposure(sign: int) -> Apply:
    def apply(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
        return _curve(pixels, _in_light(2.0 ** (sign * _between(0.5, 1.8, strength))))

    return apply


def _contrast(sign: int) -> Apply:
    def apply(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
        factor = _between(1.2, 1.7, strength) if sign > 0 else _between(0.8, 0.4, strength)
        middle = float(np.mean(pixels))
        return _curve(pixels, middle + (np.arange(256) - middle) * factor)

    return apply


def _saturation(sign: int) -> Apply:
    def apply(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
        factor = _between(1.25, 2.0, strength) if sign > 0 else _between(0.75, 0.25, strength)
        luma = _luma(pixels)
        return _rounded(luma + (pixels - luma) * factor)

    return apply


def _white_balance(sign: int) -> Apply:
    def apply(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
        shift = sign * _between(0.15, 0.5, strength)
        return _curve(pixels, _in_light(2.0 ** np.array([shift, 0.0, -shift])))

    return apply


def _black_and_white(pixels: Pixels, _generator: Generator, _strength: float) -> Pixels:
    return _rounded(np.repeat(_luma(pixels), 3, axis=2))


def _sepia(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
    tint = np.array([1.0, 0.55, 0.0]) * _between(12, 36, strength)
    luma = _luma(pixels)
    # most in the middle tones: black and paper white stay what they are
    return _rounded(luma + (tint - tint.mean()) * (4 * luma / 255 * (1 - luma / 255)))


def _blur(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
    sigma = max(pixels.shape) * _between(0.0025, 0.009, strength)
    return cast(Pixels, cv2.GaussianBlur(pixels, (0, 0), sigma))


def _noise(pixels: Pixels, generator: Generator, strength: float) -> Pixels:
    height, width = pixels.shape[:2]
    grain = max(1, round(max(height, width) / 1024))  # as coarse in a large photo as in a small
    size = (-(-height // grain), -(-width // grain))
    luma = generator.standard_normal((*size, 1), dtype=np.float32)
    colour = generator.standard_normal((*size, 3), dtype=np.float32)
    field = (0.8 * luma + 0.4 * colour) * _between(8, 28, strength)
    field = np.repeat(np.repeat(field, grain, axis=0), grain, axis=1)[:height, :width]
    return _rounded(pixels + field)


def _cut(pixels: Pixels, top: float, left: float, height: float, width: float) -> Pixels:
    """The part given in shares of the sides; at least one pixel."""
    rows, columns = pixels.shape[:2]
    y, x = min(rows - 1, round(top * rows)), min(columns - 1, round(left * columns))
    bottom = max(y + 1, round((top + height) * rows))
    right = max(x + 1, round((left + width) * columns))
    return pixels[y:bottom, x:right].copy()


def _crop_tighter(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
    keep = _between(0.85, 0.55, strength)
    return _cut(pixels, (1 - keep) / 2, (1 - keep) / 2, keep, keep)


def _crop_off_centre(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
    """The crop that pushes what draws the eye furthest out, by the measure itself."""
    largest = _between(0.85, 0.7, strength)
    preview = shrink(pixels, SMALL_LONG_SIDE)
    best, found = np.inf, (0.0, 0.0, largest)
    for keep in (largest, largest - 0.15, largest - 0.3):
        places = np.linspace(0, 1 - keep, _PLACES).tolist()
        for top, left in itertools.product(places, repeat=2):
            value = centring(Scene(_cut(preview, top, left, keep, keep)))
            if value < best:  # false for NaN: nothing stands out
                best, found = value, (top, left, keep)
    top, left, keep = found
    return _cut(pixels, top, left, keep, keep)


def _crop_format(sign: int) -> Apply:
    def apply(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
        keep = _between(0.8, 0.5, strength)
        if sign > 0:
            return _cut(pixels, (1 - keep) / 2, 0, keep, 1)
        return _cut(pixels, 0, (1 - keep) / 2, 1, keep)

    return apply


def _tilt(pixels: Pixels, generator: Generator, strength: float) -> Pixels:
    """Turned, then cut to the largest box of the same format that has no empty corner."""
    clockwise = turn(Scene(pixels))
    if np.isnan(clockwise) or clockwise == 0:
        clockwise = generator.random() - 0.5
    angle = -np.sign(clockwise) * _between(3, 9, strength)  # further, never back to level
    height, width = pixels.shape[:2]
    sine, cosine = np.sin(np.deg2rad(abs(angle))), np.cos(np.deg2rad(angle))
    inside = 1 / (cosine + sine * max(width / height, height / width))
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, 1.0)
    turned = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
    )
    return _cut(cast(Pixels, turned), (1 - inside) / 2, (1 - inside) / 2, inside, inside)


def _vignette(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
    height, width = pixels.shape[:2]
    y = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height * 2 - 1
    x = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / width * 2 - 1
    fall = 1 - _between(0.35, 0.85, strength) * np.clip((x * x + y * y) / 2, 0, 1)
    return _rounded(pixels * fall[..., None])


def _jpeg(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
    quality = round(_between(22, 4, strength))
    done, data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"cannot compress a photo of {pixels.shape}")
    back = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if back is None:
        raise ValueError(f"cannot read back a compressed photo of {pixels.shape}")
    return cast(Pixels, np.ascontiguousarray(back[..., ::-1]))


def _crush_shadows(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
    dark = float(np.quantile(pixels.max(axis=2), _between(0.15, 0.45, strength)))
    black = max(dark, 20.0)
    values = np.arange(256, dtype=np.float64)
    return _curve(pixels, (values - black) * 255 / (255 - min(black, 200.0)))


def _blow_highlights(pixels: Pixels, _generator: Generator, strength: float) -> Pixels:
    light = float(np.quantile(pixels.min(axis=2), 1 - _between(0.15, 0.45, strength)))
    return _curve(pixels, np.arange(256) * 255 / np.clip(light, 40.0, 235.0))


def _edit(name: str, apply: Apply, *, ruins: bool = False, **effects: int) -> Edit:
    return Edit(name, MappingProxyType(effects), ruins, apply)


EDITS: tuple[Edit, ...] = (
    _edit("exposure_up", _exposure(1), brightness=1),
    _edit("exposure_down", _exposure(-1), brightness=-1),
    _edit("contrast_up", _contrast(1), contrast=1),
    _edit("contrast_down", _contrast(-1), contrast=-1),
    _edit("saturation_up", _saturation(1), saturation=1, colourfulness=1),
    _edit("saturation_down", _saturation(-1), saturation=-1, colourfulness=-1, monochrome=1),
    _edit("warmer", _white_balance(1), warmth=1),
    _edit("cooler", _white_balance(-1), warmth=-1),
    _edit("black_and_white", _black_and_white, monochrome=1, saturation=-1, colourfulness=-1),
    _edit("sepia", _sepia, monochrome=1),
    _edit("blur", _blur, ruins=True, sharpness=-1, texture=-1),
    _edit("noise", _noise, ruins=True, noise=1),
    _edit("crop_tighter", _crop_tighter),
    _edit("crop_off_centre", _crop_off_centre, centring=-1, thirds=-1),
    _edit("crop_wide", _crop_format(1), format=1),
    _edit("crop_tall", _crop_format(-1), format=-1),
    _edit("tilt", _tilt, ruins=True, horizon_tilt=1),
    _edit("vignette", _vignette, vignette=1, brightness=-1, centring=1),
    _edit("jpeg", _jpeg, ruins=True, compression=1),
    _edit("shadows_crushed", _crush_shadows, ruins=True, shadow_clipping=1),
    _edit("highlights_blown", _blow_highlights, ruins=True, highlight_clipping=1),
)

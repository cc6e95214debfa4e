"""Brings every kind of pixels to 8-bit sRGB. Runs in a decoding child."""

import hashlib
import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

_BACKGROUND = (255, 255, 255)
"""What shows through transparent pixels: white, as in most viewers."""

RESIZABLE = frozenset({"RGB", "L", "CMYK", "RGBA", "LA"})
"""Modes that may be made smaller before their colours are brought to sRGB."""


def to_resizable(image: Image.Image) -> Image.Image:
    """The same picture in a mode of RESIZABLE: palettes, 16 bits, bilevel and the like."""
    mode = image.mode
    if mode in RESIZABLE:
        return image
    if mode in ("P", "PA"):
        transparent = mode == "PA" or "transparency" in image.info
        return image.convert("RGBA" if transparent else "RGB")
    if mode.startswith("I") or mode == "F":
        return Image.fromarray(_to_8_bits(np.asarray(image)))
    if mode == "1":
        return image.convert("L")
    if mode == "La":
        return image.convert("LA")
    if mode == "RGBa":
        return image.convert("RGBA")
    return image.convert("RGB")  # YCbCr, LAB, HSV, RGBX


def _to_8_bits(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Scale grey values (height, width) of 16 or 32 bits, whole or real, to 0-255."""
    if values.dtype.itemsize == 2 and values.dtype.kind == "u":
        narrowed: NDArray[np.uint8] = np.right_shift(values, 8).astype(np.uint8)
        return narrowed
    real = np.nan_to_num(values.astype(np.float32), posinf=0, neginf=0)
    top = float(real.max(initial=0.0))
    # the range is not declared: take the narrowest usual one that holds all values
    white = next((w for w in (1.0, 255.0, 65535.0) if top <= w), top)
    if values.dtype.kind != "f" and white == 1.0:
        white = 255.0
    scaled: NDArray[np.uint8] = np.clip(real * (255.0 / white), 0, 255).astype(np.uint8)
    return scaled


def to_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """An RGB picture in sRGB from one in a mode of RESIZABLE; a damaged profile is ignored."""
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    if alpha is not None:
        if alpha.getextrema()[1] == 0:  # it would hide everything: left empty, not meant
            alpha = None
        image = image.convert("RGB" if image.mode == "RGBA" else "L")
    transform = _transform(icc, image.mode) if icc else None
    if transform is not None:
        image = transform.apply(image)
    elif image.mode != "RGB":
        image = image.convert("RGB")
    if alpha is None:
        return image
    background = Image.new("RGB", image.size, _BACKGROUND)
    background.paste(image, mask=alpha)
    return background


_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}


def _transform(icc: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The way from a profile to sRGB; None where the profile is sRGB, damaged or another mode's."""
    return _known_transform(hashlib.sha256(icc).digest(), mode, _Bytes(icc))


class _Bytes:
    """Bytes that are equal to all others, so that a cache keeps and compares only their hash."""

    def __init__(self, value: bytes) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=16)
def _known_transform(digest: bytes, mode: str, icc: _Bytes) -> ImageCms.ImageCmsTransform | None:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc.value))
        if profile.profile.xcolor_space.strip() != _SPACES[mode]:
            return None
        transform = ImageCms.buildTransformFromOpenProfiles(
            profile,
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            ImageCms.Intent(profile.profile.rendering_intent),
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        return None if _changes_nothing(transform, mode) else transform
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, KeyError):
        return None


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Most profiles in the wild are sRGB under some name: tried out on a grid of colours."""
    if mode != "RGB":
        return False
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    grid = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(27, 27, 3)
    after = np.asarray(transform.apply(Image.fromarray(grid)))
    return bool(np.abs(after.astype(np.int16) - grid).max() <= 3)

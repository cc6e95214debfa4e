"""Brings HDR pictures of cameras and phones (PQ and HLG) to ordinary brightness.

Without it they look grey and flat: their values spend half their range on highlights.
Formulas of ITU-R BT.2100-2 tables 4 and 5. Runs in a decoding child.
"""

from collections.abc import Mapping
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_PQ, _HLG = 16, 18  # transfer characteristics of ITU-T H.273
_BT2020, _P3 = 9, 12  # colour primaries of ITU-T H.273

_TO_SRGB = {  # linear light, D65
    _BT2020: ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187)),
    _P3: ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979)),
}

_WHITE_NITS = 203.0
"""Where BT.2408 puts the white of a sheet of paper."""

_STRIPE = 256
"""Rows at a time: real numbers take twelve times the memory."""


def is_hdr(nclx: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a picture's colour description says PQ or HLG."""
    return isinstance(nclx, Mapping) and nclx.get("transfer_characteristics") in (_PQ, _HLG)


def tone_map(image: Image.Image, nclx: Mapping[str, Any]) -> Image.Image:
    """An RGB picture with PQ or HLG values as sRGB; light above paper white is rolled off."""
    to_light = _light_of_values(nclx["transfer_characteristics"])
    primaries = _TO_SRGB.get(nclx.get("color_primaries", 0))
    values = np.asarray(image)
    out = np.empty_like(values)
    for top in range(0, len(values), _STRIPE):
        light = to_light[values[top : top + _STRIPE]]  # (rows, width, 3), 1 is paper white
        if primaries is not None:
            light = np.clip(light @ np.array(primaries, np.float32).T, 0, None)
        # one factor for all three channels keeps the hue
        peak = light.max(axis=2, keepdims=True)
        light *= _rolled_off(peak) / np.maximum(peak, 1e-6)
        out[top : top + _STRIPE] = _srgb_values(light)
    return Image.fromarray(out)


def _light_of_values(transfer: int) -> NDArray[np.float32]:
    """The linear light (256,) of each 8-bit value, 1 for paper white."""
    value = np.linspace(0, 1, 256)
    if transfer == _PQ:
        root = value ** (1 / 78.84375)
        ratio = np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)
        return (10_000 / _WHITE_NITS * ratio ** (1 / 0.1593017578125)).astype(np.float32)
    scene = np.where(
        value <= 0.5, value**2 / 3, (np.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
    )
    return (1000 / _WHITE_NITS * scene**1.2).astype(np.float32)


def _rolled_off(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unchanged up to half of paper white, then bent so that ten times paper white is full."""
    knee, top = 0.5, 10.0
    above = np.clip((light - knee) / (top - knee), 0, 1)
    bent = knee + (1 - knee) * np.log1p(above * 50) / np.log(51)
    return np.where(light <= knee, light, bent).astype(np.float32)


def _srgb_values(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    light = np.clip(light, 0, 1)
    curved = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    values: NDArray[np.uint8] = np.round(curved * 255).astype(np.uint8)
    return values

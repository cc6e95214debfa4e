"""How photos look, in the words that a library is filtered by, from the measured attributes."""

import numpy as np
from numpy.typing import NDArray

from core.judge import QUALITY_WORDS
from core.mini.attributes import ATTRIBUTES

_ENDS = {
    "dark": ("brightness", -1),
    "bright": ("brightness", 1),
    "monochrome": ("monochrome", 1),
    "colourful": ("colourfulness", 1),
    "warm": ("warmth", 1),
    "cool": ("warmth", -1),
    "sharp": ("sharpness", 1),
    "blurred": ("sharpness", -1),
    "simple": ("clutter", -1),
    "busy": ("clutter", 1),
}
_LEAST = {"monochrome": 0.9}
"""Where a photo must stand to be called so, 0.5 if not said: few photos are black and white."""

_PLACES = {attribute.id: place for place, attribute in enumerate(ATTRIBUTES)}


def qualities(values: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """How sure it is that photos look like each of `QUALITY_WORDS` (n,), 0 to 1; NaN: unknown.

    `values` (n, attributes) are the normalised attributes, -1 to 1 among reference photos: at 0.5,
    a photo is further to that end than about three in four, which is enough for
    most words.
    """
    told = {}
    for word in QUALITY_WORDS:
        attribute, end = _ENDS[word]
        standing = end * values[:, _PLACES[attribute]] / (2 * _LEAST.get(word, 0.5))
        told[word] = np.clip(standing, 0, 1).astype(np.float32)
    return told

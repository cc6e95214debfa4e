"""Faces: whether there are some, and how large."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from core.mini.attributes.scene import Scene, shrink

_LONG_SIDE = 240
_SMALLEST = 20  # pixels, the cascade's own window


@cache  # reading it takes 30 ms; one photo at a time in a process, as it is not safe in threads
def _cascade() -> cv2.CascadeClassifier:
    folder = Path(cv2.__file__).parent / "data"
    return cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_alt.xml"))


def _found(scene: Scene) -> tuple[float, ...]:
    """Sides of the faces found, as shares of the square root of the picture's area."""
    grey = shrink(scene.grey, _LONG_SIDE)
    if min(grey.shape) < _SMALLEST:
        return ()
    boxes = _cascade().detectMultiScale(
        grey, scaleFactor=1.15, minNeighbors=2, minSize=(_SMALLEST, _SMALLEST)
    )
    return tuple(float(b[2]) / float(np.sqrt(grey.size)) for b in boxes)


def presence(scene: Scene) -> float:
    """log2(1 + number of frontal faces), by the cascade of Viola and Jones 2001 at 240 px.

    Trained by Lienhart and Maydt 2002; faces under about 8% of the long side are not found.
    """
    return float(np.log2(1 + len(scene.cached(_found))))


def size(scene: Scene) -> float:
    """Side of the largest face over the square root of the area, 0..1; NaN without a face."""
    found = scene.cached(_found)
    return max(found) if found else np.nan

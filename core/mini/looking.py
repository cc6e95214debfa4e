"""A look at one photo: its measured attributes, and its embedding by the content tower."""

import numpy as np
from numpy.typing import NDArray

from core.judge import Pixels
from core.mini.attributes import ATTRIBUTES
from core.mini.attributes.lines import turn
from core.mini.attributes.measuring import measure_scene, scene_of
from core.mini.content import see
from core.mini.tower import ContentTower

_TILT = [attribute.id for attribute in ATTRIBUTES].index("horizon_tilt")
_LINES = 0.25  # their weight beside the tower, which is careful in what it says


def look_at(
    pixels: Pixels, tower: ContentTower | None
) -> tuple[NDArray[np.float32], NDArray[np.float16]]:
    """A photo (height, width, 3) -> raw values (attributes,), embedding (EMBEDDING_SIZE,).

    The embedding is NaN without a tower. With one, the tilt is what the lines and the tower say
    together: the tower also knows how things stand that have no straight line. Both are made from
    the same views of the photo, so they hardly depend on its number of pixels. Raises ValueError
    when the array is no such photo.
    """
    scene = scene_of(pixels)
    raw = measure_scene(scene)
    embedding, seen_turn = see(tower, scene.view)
    if tower is not None and scene.has_layout:
        raw[_TILT] = abs(_LINES * np.nan_to_num(turn(scene)) + seen_turn)
    return raw, embedding

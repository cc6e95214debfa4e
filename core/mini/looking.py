"""A look at one photo: its measured attributes, and its embedding by the content tower."""

import numpy as np
from numpy.typing import NDArray

from core.judge import Pixels
from core.mini.attributes.measuring import measure_scene, scene_of
from core.mini.content import see
from core.mini.tower import ContentTower


def look_at(
    pixels: Pixels, tower: ContentTower | None
) -> tuple[NDArray[np.float32], NDArray[np.float16]]:
    """A photo (height, width, 3) -> raw values (attributes,), embedding (EMBEDDING_SIZE,).

    The embedding is NaN without a tower. Both are made from the same views of the photo, so they
    hardly depend on its number of pixels. Raises ValueError when the array is no such photo.
    """
    scene = scene_of(pixels)
    return measure_scene(scene), see(tower, scene.view)

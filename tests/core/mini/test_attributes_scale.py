"""No measure depends on how many pixels the file has."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from core.mini.attributes import ATTRIBUTES
from core.mini.attributes.measuring import measure
from core.mini.attributes.scene import shrink
from tests.core.mini import scenes
from tests.core.mini.scenes import Pixels

# How far each value may move between 512 and 2,048 pixels: about half of its spread over photos,
# as a small file does not have the finer octaves of sharpness and noise.
_ROOM = {
    "colourfulness": 0.1,
    "sharpness": 0.04,
    "noise": 0.5,
    "thirds": 0.15,
    "centring": 0.3,
    "horizon_tilt": 1.0,
    "leading_lines": 0.3,
    "texture": 0.4,
    "depth_of_field": 0.04,
    "symmetry": 0.1,
}
_ROOM_OF_OTHERS = 0.05


def far_apart(small: Pixels, large: Pixels) -> dict[str, tuple[float, float]]:
    pairs = zip(ATTRIBUTES, measure(small).tolist(), measure(large).tolist(), strict=True)
    return {
        a.id: (s, t)
        for a, s, t in pairs
        if np.isnan(s) != np.isnan(t) or abs(s - t) > _ROOM.get(a.id, _ROOM_OF_OTHERS)
    }


@pytest.mark.parametrize("long_side", [512, 1024, 1500])
def test_a_sharp_scene_measures_alike_at_every_size(long_side: int) -> None:
    large = scenes.blocks(20, height=1365, width=2048)
    size = (long_side, round(1365 * long_side / 2048))
    small = cv2.resize(large, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    assert far_apart(small, large) == {}


@pytest.mark.shared
def test_full_size_photos_measure_as_their_small_copies(shared: Path) -> None:
    with (shared / "photos-full" / "INDEX.csv").open(encoding="utf-8") as index:
        names = [row["path"] for row in csv.DictReader(index)]
    far: list[str] = []
    for name in names:
        with Image.open(shared / "photos-full" / name) as file:
            file.draft("RGB", (2048, 2048))
            image = file.convert("RGB")
        large = shrink(np.asarray(image), 2048)
        image.thumbnail((512, 512), Image.Resampling.LANCZOS)
        far += far_apart(np.asarray(image), large)
    # a value here and there goes over an edge (a face lost, a plain part cut in two)
    assert len(far) <= 0.03 * len(names) * len(ATTRIBUTES), far

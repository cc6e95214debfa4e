"""Small pictures for tests, made on the spot."""

from pathlib import Path

import numpy as np
from PIL import Image


def save_picture(path: Path, brightness: int, *, size: tuple[int, int] = (64, 48)) -> Path:
    """A grey JPEG of this brightness (0 to 255) with a little grain, so that no two are alike."""
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(brightness + 1000 * size[0])
    grain = random.integers(-3, 4, (size[1], size[0], 1))
    pixels = np.clip(brightness + grain, 0, 254).astype(np.uint8)
    Image.fromarray(np.repeat(pixels, 3, axis=2)).save(path, quality=95)
    return path


def save_pictures(folder: Path, brightnesses: list[int]) -> list[Path]:
    """One picture for each brightness, named after it."""
    return [save_picture(folder / f"p{value:03}.jpg", value) for value in brightnesses]

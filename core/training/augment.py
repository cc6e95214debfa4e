"""What may happen to a photo without changing what it shows, drawn at random for training.

Sets of photos differ in size, sharpness, greyness and compression; where one set has the dogs and
another the cars, a network learns the set. So all of these are drawn at random.
"""

import cv2
import numpy as np

from core.judge import Pixels

_LEAST_PART = 0.4  # of the photo's area
_ASPECT = 4 / 3


def augment(pixels: Pixels, side: int, rng: np.random.Generator) -> Pixels:
    """A random view of a photo (height, width, 3) -> (side, side, 3)."""
    view = _crop(pixels, side, rng)
    if rng.random() < 0.5:
        view = view[:, ::-1]
    if rng.random() < 0.2:
        view = _coarser(view, rng)
    if rng.random() < 0.5:
        view = _recoloured(view, rng)
    if rng.random() < 0.08:
        view = _grey(view)
    if rng.random() < 0.1:
        view = _blurred(view, rng)
    if rng.random() < 0.1:
        view = _compressed(view, rng)
    return np.ascontiguousarray(view, dtype=np.uint8)


def _grey(view: Pixels) -> Pixels:
    grey = cv2.cvtColor(view, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _blurred(view: Pixels, rng: np.random.Generator) -> Pixels:
    blurred = cv2.GaussianBlur(view, (0, 0), float(rng.uniform(0.4, 1.6)))
    return np.asarray(blurred, dtype=np.uint8)


def _crop(pixels: Pixels, side: int, rng: np.random.Generator) -> Pixels:
    """A part of the photo, most often nearly the whole, stretched a little."""
    height, width = pixels.shape[:2]
    area = height * width * float(rng.uniform(_LEAST_PART, 1.0))
    aspect = float(np.exp(rng.uniform(-1, 1) * np.log(_ASPECT)))
    part_width = min(width, round(np.sqrt(area * aspect)))
    part_height = min(height, round(np.sqrt(area / aspect)))
    top = int(rng.integers(0, height - part_height + 1))
    left = int(rng.integers(0, width - part_width + 1))
    part = pixels[top : top + part_height, left : left + part_width]
    way = cv2.INTER_AREA if part_width > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, (side, side), interpolation=way), dtype=np.uint8)


def _coarser(view: Pixels, rng: np.random.Generator) -> Pixels:
    """As if it had been enlarged from fewer pixels."""
    side = view.shape[0]
    small = cv2.resize(
        view, [int(rng.integers(side * 2 // 5, side))] * 2, interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.resize(small, (side, side)), dtype=np.uint8)


def _recoloured(view: Pixels, rng: np.random.Generator) -> Pixels:
    """Other exposure, contrast, saturation and white balance."""
    light = view.astype(np.float32)
    grey = light.mean(axis=2, keepdims=True)
    light = grey + (light - grey) * rng.uniform(0.6, 1.4)
    light *= rng.uniform(0.75, 1.3) * np.exp(rng.normal(0, 0.08, 3)).astype(np.float32)
    middle = light.mean()
    light = middle + (light - middle) * rng.uniform(0.75, 1.3)
    return np.asarray(np.clip(light, 0, 255), dtype=np.uint8)


def _compressed(view: Pixels, rng: np.random.Generator) -> Pixels:
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 70))]
    _, data = cv2.imencode(".jpg", view, quality)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)

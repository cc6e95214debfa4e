"""What may happen to a photo without changing what it shows, drawn at random for training.

Sets of photos differ in size, sharpness, greyness and compression; where one set has the dogs and
another the cars, a network learns the set. So all of these are drawn at random; and so is damage,
so that what is shown looks the same through it: whether a photo is ruined others say. Half the
photos are turned a little, and by how much is given back: to tell it is learned without labels.
"""

import cv2
import numpy as np

from core.judge import Pixels

_LEAST_PART = 0.4  # of the photo's area
_ASPECT = 4 / 3
MOST_TURNED = 12.0
"""Degrees."""


def augment(pixels: Pixels, side: int, rng: np.random.Generator) -> tuple[Pixels, float]:
    """A random view of a photo (height, width, 3) -> (side, side, 3), and the degrees by which it
    is turned clockwise."""
    degrees = float(rng.uniform(-1, 1)) * MOST_TURNED if rng.random() < 0.5 else 0.0
    view = _part(pixels, side, degrees, rng)
    if rng.random() < 0.5:
        view, degrees = view[:, ::-1], -degrees
    if rng.random() < 0.2:
        view = _coarser(view, rng)
    if rng.random() < 0.5:
        view = _recoloured(view, rng)
    if rng.random() < 0.25:
        view = _clipped(view, rng)
    if rng.random() < 0.08:
        view = _grey(view)
    if rng.random() < 0.2:
        view = _blurred(view, rng)
    if rng.random() < 0.1:
        view = _noisy(view, rng)
    if rng.random() < 0.15:
        view = _compressed(view, rng)
    return np.ascontiguousarray(view, dtype=np.uint8), degrees


def _grey(view: Pixels) -> Pixels:
    grey = cv2.cvtColor(view, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _blurred(view: Pixels, rng: np.random.Generator) -> Pixels:
    blurred = cv2.GaussianBlur(view, (0, 0), float(rng.uniform(0.4, 1.6)))
    return np.asarray(blurred, dtype=np.uint8)


def _part(pixels: Pixels, side: int, degrees: float, rng: np.random.Generator) -> Pixels:
    """A part of the photo, most often nearly the whole, stretched and turned a little.

    Turned or not, it is made in one way and shows nothing from outside the photo, so that nothing
    but what is shown tells of the turn.
    """
    height, width = pixels.shape[:2]
    area = height * width * float(rng.uniform(_LEAST_PART, 1.0))
    aspect = float(np.exp(rng.uniform(-1, 1) * np.log(_ASPECT)))
    wide, high = min(width, np.sqrt(area * aspect)), min(height, np.sqrt(area / aspect))
    sine, cosine = np.sin(np.deg2rad(degrees)), np.cos(np.deg2rad(degrees))
    box = np.array([wide * cosine + high * abs(sine), wide * abs(sine) + high * cosine])
    shrunk = min(1.0, *(np.array([width, height]) / box))
    free = np.array([width, height]) - box * shrunk
    centre = box * shrunk / 2 + free * rng.random(2) - 0.5
    turned = np.array([[cosine, sine], [-sine, cosine]])
    towards = turned * np.array([wide, high]) * shrunk / side  # a view's pixel -> the photo's
    matrix = np.column_stack([towards, centre - towards @ np.full(2, (side - 1) / 2)])
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    view = cv2.warpAffine(pixels, matrix, (side, side), flags=way, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(view, dtype=np.uint8)


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


def _clipped(view: Pixels, rng: np.random.Generator) -> Pixels:
    """Shadows crushed or highlights blown, of up to half of the view."""
    share = float(rng.uniform(0.1, 0.5))
    light = view.astype(np.float32)
    if rng.random() < 0.5:
        black = min(float(np.quantile(view.max(axis=2), share)), 200.0)
        light = (light - black) * 255 / (255 - black)
    else:
        light *= 255 / max(float(np.quantile(view.min(axis=2), 1 - share)), 40.0)
    return np.asarray(np.clip(light, 0, 255), dtype=np.uint8)


def _noisy(view: Pixels, rng: np.random.Generator) -> Pixels:
    noise = rng.normal(0, rng.uniform(2, 10), view.shape)
    return np.asarray(np.clip(view + noise, 0, 255), dtype=np.uint8)


def _compressed(view: Pixels, rng: np.random.Generator) -> Pixels:
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 70))]
    _, data = cv2.imencode(".jpg", view, quality)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)

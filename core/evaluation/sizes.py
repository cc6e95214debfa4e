"""Sizes: does the same photo have the same score, however many pixels its file has?

Each photo of the folder of full-size photos is reduced (OpenCV's INTER_AREA) to 4,000, 2,000 and
1,000 pixels on the long side, as far as it is that large; each copy is handed over as the worker
does (at most `LOOK_LONG_SIDE`), looked at and scored for the empty profile and the ordinary ones.
The figures are the largest and the median absolute difference of the scores, over all photos,
profiles and pairs of sizes.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps
from tqdm import tqdm

from core.evaluation.bench import Bench, NotMeasuredError, handed_over
from core.evaluation.profiles import ordinary_profiles
from core.judge import Pixels
from core.profile import Profile

SIZES = (4000, 2000, 1000)


@dataclass(frozen=True, slots=True)
class SizeFigures:
    """Differences in score points; `by_photo` the largest of each photo.

    `photos`: with two sizes at least; `all_sizes`: with all three.
    """

    largest: float
    median: float
    photos: int
    all_sizes: int
    by_photo: Mapping[str, float]


def size_figures(bench: Bench) -> SizeFigures:
    """Look at every photo in every size, and score."""
    profiles = [Profile(), *ordinary_profiles(bench.settings.profiles)]
    differences: dict[str, list[float]] = {}
    complete = 0
    for path in tqdm(full_photos(bench), "sizes", unit="photo"):
        pixels = load_full(path)
        looks = [
            bench.look(handed_over(reduced(pixels, size)))
            for size in SIZES
            if max(pixels.shape) >= size
        ]
        if len(looks) < 2:
            continue
        complete += len(looks) == len(SIZES)
        scores = [bench.scores(looks, profile).tolist() for profile in profiles]
        differences[path.name] = [
            abs(one - other) for row in scores for one, other in itertools.combinations(row, 2)
        ]
    every = [value for values in differences.values() for value in values]
    if not every:
        raise NotMeasuredError(f"no photo of --photos-full has {SIZES[-2]} pixels on its long side")
    return SizeFigures(
        largest=max(every),
        median=float(np.median(every)),
        photos=len(differences),
        all_sizes=complete,
        by_photo={name: max(values) for name, values in differences.items()},
    )


def full_photos(bench: Bench) -> list[Path]:
    """The full-size photos, sorted; two of them in a quick run.

    Raises NotMeasuredError when no folder was given.
    """
    folder = bench.settings.photos_full
    if folder is None:
        raise NotMeasuredError("needs --photos-full")
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png"})
    return paths if bench.settings.all_limit is None else paths[:2]


def load_full(path: Path) -> Pixels:
    """A photo's pixels, upright, in its own size."""
    with Image.open(path) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def reduced(pixels: Pixels, long_side: int) -> Pixels:
    """The photo with this many pixels on its long side, by area averaging."""
    height, width = pixels.shape[:2]
    scale = long_side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)

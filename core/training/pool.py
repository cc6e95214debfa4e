"""The photos of training and their edits, as measured attributes; decoded once, then cached."""

import csv
import hashlib
import json
import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from core.errors import CoreError
from core.judge import LOOK_LONG_SIDE, Pixels
from core.mini.content import load_tower
from core.mini.identity import VISION_VERSION
from core.mini.looking import look_at
from core.mini.tower import ContentTower
from core.training.edits import EDITS

_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
HELD_OUT_SHARE = 5
"""One photo in this many is never trained on; figures are measured on those."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Photos and their edits.

    `raw` (n, attributes): measured values. `embeddings` (n, EMBEDDING_SIZE): by the content tower,
    NaN without one. `photo` (n,): index of the photo. `edit` (n,): index into EDITS, -1 for the
    photo itself. `names`: the photos' paths relative to their folder.
    """

    raw: NDArray[np.float32]
    embeddings: NDArray[np.float16]
    photo: NDArray[np.int64]
    edit: NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def originals(self) -> NDArray[np.bool_]:
        """Which rows are photos as they are."""
        return self.edit < 0


def find_photos(folder: Path, *, label: str = "lic:open") -> list[str]:
    """Photos to train on, as sorted paths relative to `folder`.

    A folder with an INDEX.csv (columns path, labels) gives the rows with the label; any other
    folder all its photos. Raises CoreError when there is none.
    """
    index = folder / "INDEX.csv"
    if index.is_file():
        with index.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        names = [row["path"] for row in rows if label in row["labels"].split(";")]
    else:
        names = [
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.suffix.lower() in _SUFFIXES
        ]
    if not names:
        raise CoreError(f"There is no photo to train on in {folder}.")
    return sorted(names)


def held_out(name: str) -> bool:
    """Whether a photo is kept out of training; decided by its name alone."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0


def load_pixels(path: Path) -> Pixels:
    """A training photo's pixels: upright sRGB files are expected, as in a prepared set."""
    with Image.open(path) as image:
        rgb = image.convert("RGB")
        rgb.thumbnail((LOOK_LONG_SIDE, LOOK_LONG_SIDE))
        return np.asarray(rgb)


def build_pool(
    folder: Path,
    names: Sequence[str],
    *,
    edits: int,
    seed: int,
    cache: Path,
    tower: Path | None = None,
    processes: int = 2,
) -> Pool:
    """Look at photos and `edits` different edits of each (at most all), or answer from `cache`.

    The random draws depend on the seed and the photo's name only, so the number of processes does
    not change the result. `tower`: the content tower's file.
    """
    weights = hashlib.sha256(tower.read_bytes()).hexdigest() if tower else None
    key = json.dumps([VISION_VERSION, weights, list(names), edits, seed, [e.name for e in EDITS]])
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    path = cache / f"pool-{digest}.npz"
    if path.is_file():
        with np.load(path) as data:
            return Pool(**{name: data[name] for name in _ARRAYS}, names=tuple(names))
    jobs = [(folder / name, name, edits, seed) for name in names]
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, initializer=_load_tower, initargs=(tower,)) as workers:
        looked = list(
            tqdm(workers.imap(_look, jobs, chunksize=4), "looking", len(jobs), unit="photo")
        )
    raw, embeddings, edit = (np.concatenate(parts) for parts in zip(*looked, strict=True))
    photo = np.repeat(np.arange(len(names)), edits + 1)
    cache.mkdir(parents=True, exist_ok=True)
    np.savez(path, raw=raw, embeddings=embeddings, photo=photo, edit=edit)
    return Pool(raw, embeddings, photo, edit, tuple(names))


_ARRAYS = ("raw", "embeddings", "photo", "edit")
_tower: ContentTower | None = None  # of this process


def _load_tower(path: Path | None) -> None:
    global _tower
    torch.set_num_threads(1)
    _tower = load_tower(path)[0] if path else None


def _look(
    job: tuple[Path, str, int, int],
) -> tuple[NDArray[np.float32], NDArray[np.float16], NDArray[np.int64]]:
    path, name, edits, seed = job
    pixels = load_pixels(path)
    rng = np.random.default_rng([seed, int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)])
    which = rng.permutation(len(EDITS))[:edits]
    copies = [pixels]
    for index in which:
        copies.append(EDITS[index].apply(pixels, rng, float(rng.uniform(0.5, 1.0))))
    raw, embeddings = zip(*(look_at(copy, _tower) for copy in copies), strict=True)
    return (
        np.stack(raw),
        np.stack(embeddings),
        np.concatenate([[-1], which]).astype(np.int64),
    )

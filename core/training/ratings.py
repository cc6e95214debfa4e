"""Mean human ratings of photos, for the generic opinion's appeal."""

import csv
from pathlib import Path

import numpy as np
from tqdm import tqdm

from core.errors import CoreError
from core.mini.looking import look_at
from core.mini.normalise import Normaliser
from core.mini.seen import Seen
from core.mini.tower import ContentTower
from core.training.pool import load_pixels
from core.training.prior import Rated


def read_ratings(folder: Path, photos: Path) -> list[dict[str, str]]:
    """The rows of the folder's tables of means ("*per_image*.csv") whose photo is there.

    Columns: path (under `photos`), theme, beauty_mean (1 to 7). Raises CoreError when a column is
    missing or no row is left.
    """
    rows: list[dict[str, str]] = []
    for path in sorted(folder.glob("*per_image*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            table = csv.DictReader(file)
            missing = {"path", "theme", "beauty_mean"} - set(table.fieldnames or ())
            if missing:
                raise CoreError(f"{path} has no column {sorted(missing)[0]!r}.")
            rows += [row for row in table if (photos / row["path"]).is_file()]
    if not rows:
        raise CoreError(f"There are no mean ratings of photos of {photos} in {folder}.")
    return rows


def load_rated(
    folder: Path, photos: Path, normaliser: Normaliser, tower: ContentTower | None = None
) -> Rated:
    """Look at the rated photos; with their mean ratings and themes."""
    rows = read_ratings(folder, photos)
    raw, embeddings = [], []
    for row in tqdm(rows, "looking at rated photos", unit="photo"):
        values, embedding = look_at(load_pixels(photos / row["path"]), tower)
        raw.append(values)
        embeddings.append(embedding)
    return Rated(
        Seen.of(np.stack(raw), np.stack(embeddings), normaliser),
        np.array([float(row["beauty_mean"]) for row in rows]),
        np.array([row["theme"] for row in rows]),
    )

"""A small folder of labelled photos in the format of `core.training.semantic`."""

import csv
import gzip
import io
import tarfile
from pathlib import Path

import cv2
import numpy as np

from core.judge import Pixels

COLUMNS = ("shard", "member", "set", "fine_class", "coarse_classes", "caption", "licence")


def photo(red: bool, number: int) -> Pixels:
    """Red discs or blue squares on grey noise."""
    rng = np.random.default_rng([red, number])
    image = rng.integers(80, 160, (40, 56, 3)).astype(np.uint8)
    at = (int(rng.integers(16, 40)), int(rng.integers(14, 26)))
    if red:
        cv2.circle(image, at, 12, (220, 30, 30), -1)
    else:
        cv2.rectangle(image, (at[0] - 11, at[1] - 11), (at[0] + 11, at[1] + 11), (30, 30, 220), -1)
    return image


def make_set(folder: Path, each: int = 80) -> Path:
    """`each` photos of two classes in two shards, some with captions."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for shard, red in (("a.tar", True), ("b.tar", False)):
        with tarfile.open(folder / shard, "w") as archive:
            for number in range(each):
                data = cv2.imencode(".png", photo(red, number)[..., ::-1])[1].tobytes()
                info = tarfile.TarInfo(f"{number:03}.png")
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
                caption = "a red ball | a round thing" if red and number % 8 == 0 else ""
                fine, words = ("rose", "flower;plant") if red else ("car-side", "car")
                rows.append((shard, info.name, "made", fine, words, caption, "CC0"))
    with gzip.open(folder / "INDEX.csv.gz", "wt", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows(rows)
    return folder

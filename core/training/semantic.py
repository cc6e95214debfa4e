"""Small labelled photographs for the content tower: shards of files and an index."""

import csv
import gzip
import hashlib
import tarfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from core.errors import CoreError
from core.judge import Pixels

COLUMNS = frozenset({"shard", "member", "set", "fine_class", "coarse_classes", "caption"})
_TEST_SHARE = 10  # one photo in this many is for final figures only
_VALIDATION_SHARE = 20  # one in this many is what choices are made on


@dataclass(frozen=True, slots=True)
class Labelled:
    """A photo (height, width, 3), the set it is of, what it shows: its class, content words
    (weak: those of its class), captions."""

    pixels: Pixels
    source: str
    fine: str
    words: tuple[str, ...]
    captions: tuple[str, ...]


def load_semantic(folder: Path, part: str) -> list[Labelled]:
    """The photos of `part` ("train", "validation" or "test"), in the order of the index.

    `folder` holds INDEX.csv.gz with the columns of COLUMNS and the tar files that it names. Raises
    CoreError with a sentence when something is missing.
    """
    rows = [row for row in _rows(folder) if part_of(row["shard"], row["member"]) == part]
    shards: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        shards.setdefault(row["shard"], []).append(number)
    found: dict[int, Labelled] = {}
    for shard in tqdm(sorted(shards), f"reading {part} photos", unit="shard"):
        try:
            with tarfile.open(folder / shard) as archive:
                for number in shards[shard]:
                    found[number] = _labelled(archive, rows[number])
        except (OSError, KeyError, tarfile.TarError) as error:
            raise CoreError(f"{folder / shard} cannot be read: {error}.") from error
    return [found[number] for number in range(len(rows))]


def count_words(folder: Path) -> Counter[str]:
    """How many photos of all parts show each content word. Raises CoreError as above."""
    return Counter(word for row in _rows(folder) for word in _words(row))


def _rows(folder: Path) -> list[dict[str, str]]:
    index = folder / "INDEX.csv.gz"
    if not index.is_file():
        raise CoreError(f"There is no INDEX.csv.gz of labelled photos in {folder}.")
    with gzip.open(index, "rt", encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        missing = COLUMNS - set(table.fieldnames or ())
        if missing:
            raise CoreError(f"{index} has no column {sorted(missing)[0]!r}.")
        return list(table)


def _words(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(word for word in row["coarse_classes"].split(";") if word)


def part_of(shard: str, member: str) -> str:
    """Which part a photo belongs to; decided by its name alone."""
    at = int(hashlib.sha256(f"{shard}/{member}".encode()).hexdigest(), 16)
    if at % _TEST_SHARE == 0:
        return "test"
    return "validation" if at // _TEST_SHARE % _VALIDATION_SHARE == 0 else "train"


def _labelled(archive: tarfile.TarFile, row: dict[str, str]) -> Labelled:
    member = archive.extractfile(row["member"])
    data = np.frombuffer(member.read() if member else b"", np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if image is None:
        raise CoreError(f"The photo {row['member']} of {row['shard']} cannot be read.")
    return Labelled(
        pixels=np.ascontiguousarray(image[..., ::-1], dtype=np.uint8),
        source=row["set"],
        fine=row["fine_class"],
        words=_words(row),
        captions=tuple(part.strip() for part in row["caption"].split("|") if part.strip()),
    )

"""Looking at a data set's photos once; looks are kept in a file, so that a second run is quick."""

import hashlib
import io
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
from PIL import Image, ImageOps
from tqdm import tqdm

from core.errors import CoreError, DeviceMemoryError
from core.evaluation.bench import handed_over
from core.evaluation.datasets.records import DataSet
from core.judge import Judge, Look, Picture, Pixels

_BATCH = 8

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class LookStore:
    """Looks in a file (SQLite), by the photo's content and the judge's vision.

    A large set's looks need not fit into memory, and a run that was stopped goes on where it was.
    """

    def __init__(self, path: Path) -> None:
        """Open the file or make it. Raises CoreError when it is something else."""
        self._file = sqlite3.connect(path)
        try:
            with self._file:
                self._file.execute(
                    "CREATE TABLE IF NOT EXISTS look (content_hash TEXT, vision_id TEXT, "
                    "payload BLOB NOT NULL, PRIMARY KEY (content_hash, vision_id))"
                )
        except sqlite3.DatabaseError as error:
            self._file.close()
            raise CoreError(f"{path} is no file of looks: {error}.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def get(self, content_hash: str, vision_id: str) -> Look | None:
        """A look, None when it was not taken yet."""
        row = self._file.execute(
            "SELECT payload FROM look WHERE content_hash = ? AND vision_id = ?",
            (content_hash, vision_id),
        ).fetchone()
        return None if row is None else Look(content_hash, vision_id, row[0])

    def add(self, looks: Sequence[Look]) -> None:
        """Keep looks."""
        with self._file:
            self._file.executemany(
                "INSERT OR REPLACE INTO look VALUES (?, ?, ?)",
                [(look.content_hash, look.vision_id, look.payload) for look in looks],
            )


@dataclass(frozen=True, slots=True)
class Looked:
    """Photo -> content hash of those that were looked at; photo -> why for those that were not."""

    hashes: dict[str, str]
    failed: dict[str, str]


def look_at(judge: Judge, data_set: DataSet, photos: Sequence[str], store: LookStore) -> Looked:
    """Look at photos of a set, unless the store has them; a photo that cannot be read is named.

    Raises CoreError when the judge needs pixels at judging, or there is no folder of photos.
    """
    identity = judge.identity
    if identity.needs_pixels:
        raise CoreError(
            f"{identity.name} keeps nothing of a photo; only judges that do can be used."
        )
    if not data_set.photo_folder.is_dir():
        raise CoreError(
            f"There is no folder {data_set.photo_folder} with the photos of {data_set.name}; "
            "say where they are with --photos."
        )
    looked = Looked({}, {})
    waiting: list[Picture] = []
    for photo in tqdm(photos, "looking", unit="photo"):
        try:
            data = data_set.path(photo).read_bytes()
            content_hash = hashlib.sha256(data).hexdigest()
            if store.get(content_hash, identity.vision_id) is None:
                waiting.append(Picture(content_hash, _decode(data)))
        except FileNotFoundError:
            looked.failed[photo] = "there is no such file"
            continue
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            looked.failed[photo] = str(error)
            continue
        looked.hashes[photo] = content_hash
        if len(waiting) == _BATCH:
            store.add(halving(judge.look, waiting))
            waiting.clear()
    if waiting:
        store.add(halving(judge.look, waiting))
    return looked


def halving(
    work: Callable[[Sequence[_Item]], Sequence[_Result]], items: Sequence[_Item]
) -> list[_Result]:
    """The work's results; where the device has too little memory, in halves of halves.

    Raises DeviceMemoryError when a single item does not fit.
    """
    try:
        return list(work(items))
    except DeviceMemoryError:
        if len(items) == 1:
            raise
    middle = len(items) // 2
    return halving(work, items[:middle]) + halving(work, items[middle:])


def _decode(data: bytes) -> Pixels:
    """A photo's pixels, upright, as the program would hand them to a judge."""
    with Image.open(io.BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    return handed_over(np.asarray(upright))

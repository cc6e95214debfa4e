"""The published lists of photos and raters that come as text files, one name a line."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from core.errors import DataSetError
from core.evaluation.datasets.records import Part
from core.evaluation.datasets.tables import find_file, read_names, whole


def read_rater_fold(root: Path, fold: int) -> dict[str, Part]:
    """Rater -> part by userset/TrainUserIDs_Fold<n>.txt and TestUserIDs_Fold<n>.txt.

    Raises DataSetError when a list is not there, or a rater is in both.
    """
    folder = root / "userset" if (root / "userset").is_dir() else root
    train, test = (
        {whole(name) for name in read_names(find_file(folder, f"{part}UserIDs_Fold{fold}.txt"))}
        for part in ("Train", "Test")
    )
    if both := train & test:
        raise DataSetError(f"Rater {min(both)} is in both lists of fold {fold} in {folder}.")
    return {**dict.fromkeys(train, "train"), **dict.fromkeys(test, "test")}


def listed_photos(photos: Iterable[str], lists: Mapping[Part, Iterable[str]]) -> dict[str, Part]:
    """Photo -> part by lists that name a photo by its path or by its file name alone."""
    parts: dict[str, Part] = {name: part for part, names in lists.items() for name in names}
    found = {photo: parts.get(photo) or parts.get(photo.rsplit("/", 1)[-1]) for photo in photos}
    return {photo: part for photo, part in found.items() if part is not None}

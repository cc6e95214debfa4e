"""LAPIS: 11,723 paintings, 568 raters with profiles, a slider from 0 to 100 (CVPR Workshops 2025).

Three layouts, told apart by the table that is there:

* the public release: annotation/LAPIS_PIAA.csv (column rating), the photo split
  annotation/LAPIS_GIAA_{Train,Val,Test}split.csv, images/;
* that of the authors' code: annotation/LAPIS_individualratings_metaANDdemodata.csv (column
  response), imageset/{Train,Val,Test}ImageSet.txt, userset/*UserIDs_Fold<n>.txt, images/;
* an older one: annotation/Dataset_individualratings_metadata.xlsx (column response),
  datasetImages_originalSize/, image_filename with the art type's folder before the name.

Traps: names in UTF-8 and Latin-1 in one file, so photos are looked for under both spellings and
those without a file are left out; about 6% of the ratings come from people of whom nothing is
known; rows that are there twice, and pairs that were truly rated twice.
"""

import os
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

from core.errors import CoreError
from core.evaluation.datasets.collecting import RatingCollector, mean_scores, without_profile
from core.evaluation.datasets.folds import listed_photos, read_rater_fold
from core.evaluation.datasets.records import DataSet, Part, Scale
from core.evaluation.datasets.tables import (
    check_columns,
    find_file,
    number,
    read_names,
    read_table,
    whole,
)
from core.profile import Profile

SCALE = Scale(0, 100)

_PUBLIC = "LAPIS_PIAA.csv"
_CODE = "LAPIS_individualratings_metaANDdemodata.csv"
_OLDER = "Dataset_individualratings_metadata.xlsx"
_SCORE = {_PUBLIC: "rating", _CODE: "response", _OLDER: "response"}
_DEMOGRAPHICS = ("age", "nationality", "demo_gender", "demo_edu", "demo_colorblind")
_ART_INTEREST = (
    *(f"VAIAK{number}" for number in range(1, 8)),
    *(f"2VAIAK{number}" for number in range(1, 5)),
)
_FACTS = ("style", "genre", "artist")


def load_lapis(root: Path, photos: Path | None = None, *, fold: int | None = None) -> DataSet:
    """Read LAPIS in any layout; `fold` (1 to 4) is that of the published lists of raters.

    Raises DataSetError naming a file or column that is missing.
    """
    table = find_file(root / "annotation", _PUBLIC, _CODE, _OLDER)
    folder = photos or root / ("datasetImages_originalSize" if table.name == _OLDER else "images")
    score = _SCORE[table.name]
    interest = ("Art Interest VAIAK",) if table.name == _PUBLIC else _ART_INTEREST
    needed = ("image_filename", "participant_id", score, *_DEMOGRAPHICS, *interest)
    rows = _excel_rows(table, needed) if table.name == _OLDER else read_table(table, needed)

    there = _files_in(folder)
    ratings = RatingCollector(SCALE)
    profiles: dict[str, Profile] = {}
    attributes: dict[str, dict[str, str | float]] = {}
    names: dict[str, str | None] = {}
    for row in rows:
        name, rater = row["image_filename"], whole(row["participant_id"])
        if name not in names:
            names[name] = _find_name(name, there)
        photo = names[name]
        if photo is None:
            ratings.leave_out("of photos without a file")
            continue
        ratings.add(rater, photo, row[score])
        if rater not in profiles and (traits := _traits(row, interest)):
            profiles[rater] = Profile(rater, traits)
        attributes.setdefault(photo, {fact: row[fact] for fact in _FACTS if row.get(fact)})
    given = ratings.ratings
    return DataSet(
        name="lapis",
        scale=SCALE,
        photo_folder=folder,
        ratings=given,
        means=mean_scores(given),
        profiles=profiles,
        attributes=attributes,
        photo_parts=_read_photo_parts(root, attributes),
        rater_parts={} if fold is None else read_rater_fold(root, fold),
        notes=(*ratings.notes, *without_profile(given, profiles)),
    )


def _traits(row: dict[str, str], interest: Collection[str]) -> dict[str, str]:
    traits = {
        "age": whole(row["age"]),
        "nationality": row["nationality"],
        "gender": row["demo_gender"],
        "education": row["demo_edu"],
    }
    if row["demo_colorblind"] not in ("", "No"):
        traits["colour_blind"] = row["demo_colorblind"]
    values = [value for value in (number(row[name]) for name in interest) if value is not None]
    if values:
        mean = sum(values) / len(values)
        traits["art_interest"] = f"{_band(mean)} ({mean:.1f} of 6)"
    return {trait: value for trait, value in traits.items() if value and value != "nan"}


def _band(value: float) -> str:
    """The words of a mean VAIAK item, 0 to 6."""
    if value <= 2:
        return "low"
    return "moderate" if value <= 4 else "high"


def _excel_rows(path: Path, columns: Collection[str]) -> Iterator[dict[str, str]]:
    try:
        from openpyxl import load_workbook  # late: only this layout wants it
    except ImportError as error:
        raise CoreError(
            f"{path.name} is an Excel table: install openpyxl to read it (pip install openpyxl)."
        ) from error
    book = load_workbook(path, read_only=True)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = [_text(cell) for cell in next(rows, ())]
        check_columns(path, header, columns)
        for cells in rows:
            row = dict.fromkeys(header, "")
            row.update(zip(header, (_text(cell) for cell in cells), strict=False))
            yield row
    finally:
        book.close()


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _files_in(folder: Path) -> frozenset[str] | None:
    """The files under a folder by their paths in it; None when there is no such folder."""
    if not folder.is_dir():
        return None
    return frozenset(
        (Path(place) / name).relative_to(folder).as_posix()
        for place, _, names in os.walk(folder)
        for name in names
    )


def _find_name(given: str, there: frozenset[str] | None) -> str | None:
    """A photo's name as its file is spelt: as given, or without folder, or in another encoding.

    Without a folder the name is taken as given; None when there is no such file.
    """
    if there is None:
        return given
    for name in (given, given.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]):
        for spelt in _spellings(name):
            if spelt in there:
                return spelt
    return None


def _spellings(name: str) -> Iterator[str]:
    for form in dict.fromkeys(
        (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))
    ):
        yield form
        yield form.encode("utf-8").decode("latin-1")
        try:
            raw = form.encode("latin-1")
            yield os.fsdecode(raw)  # a name on disk that is not UTF-8
            yield raw.decode("utf-8")
        except UnicodeError:
            continue


def _read_photo_parts(root: Path, photos: Collection[str]) -> dict[str, Part]:
    lists: dict[Part, list[str]] = {}
    parts: tuple[tuple[Part, str], ...] = (
        ("train", "Train"),
        ("validation", "Val"),
        ("test", "Test"),
    )
    there = frozenset(photos)
    for part, name in parts:
        table = root / "annotation" / f"LAPIS_GIAA_{name}split.csv"
        listed = root / "imageset" / f"{name}ImageSet.txt"
        if table.is_file():
            given = [row["image_filename"] for row in read_table(table, ("image_filename",))]
        elif listed.is_file():
            given = list(read_names(listed))
        else:
            continue
        lists[part] = [_find_name(photo, there) or photo for photo in given]
    return listed_photos(photos, lists)

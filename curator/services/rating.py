"""Stars that a person gives to photos, one by one or from a CSV file."""

import csv
import io
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from curator.errors import OperationError, UsageError
from curator.library import Library
from curator.library.records import Photo
from curator.services.scan import is_skipped, see
from curator.worker.formats import is_photo_name


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A row of a file of ratings; `stars` is text as it stands there."""

    line: int
    path: str
    stars: str


@dataclass(frozen=True, slots=True)
class Rated:
    """A row whose stars were stored, or a sentence why not."""

    line: int
    path: str
    stars: float | None
    error: str | None = None


def parse_stars(text: str) -> float:
    """Stars from 1 to 5, fractions allowed. Raises UsageError."""
    try:
        stars = float(text.strip().replace(",", "."))  # as spreadsheets write it in many countries
    except ValueError:
        stars = math.nan
    if not 1 <= stars <= 5:
        raise UsageError(f"Stars go from 1 to 5, so {text.strip()!r} cannot be given.")
    return stars


def find_photo(library: Library, path: Path) -> Photo:
    """The library's photo of a file; a file below a known root that is new to it is added.

    Raises UsageError when there is no such file, or it lies outside all roots.
    """
    path = Path(os.path.expanduser(path))
    path = path.parent.resolve() / path.name
    if (photo := library.photos.by_path(path)) is not None:
        return photo
    seen = see(path)
    if seen is None:
        raise UsageError(f"There is no photo {path}.")
    root = library.roots.covering(path.parent)
    if root is not None and (not is_photo_name(path) or is_skipped(path, root.path)):
        raise UsageError(f"{path} is not one of the photos that Curator ranks.")
    if root is not None:
        library.photos.apply_scan(root.id, [seen], complete=False)
        if (photo := library.photos.by_path(path)) is not None:
            return photo
    raise UsageError(f"{path} is in none of the library's folders; rank or watch its folder first.")


def rate(library: Library, profile_id: int, path: Path, stars: float) -> None:
    """Store one person's stars of one photo. Raises UsageError as `find_photo` does."""
    library.decisions.set([find_photo(library, path).id], profile_id, stars=stars)


def read_rows(file: Path) -> list[RatingRow]:
    """The rows of a CSV file with the columns path and stars.

    Raises OperationError when it cannot be read, UsageError when it lacks a column.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise OperationError(
            f"{file} cannot be read: {error.strerror or 'unknown reason'}."
        ) from error
    except UnicodeDecodeError as error:
        raise OperationError(f"{file} is no text in UTF-8.") from error
    header = text.partition("\n")[0]
    delimiter = ";" if ";" in header and "," not in header else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    try:
        columns = {name.strip().casefold(): name for name in reader.fieldnames or []}
        if not {"path", "stars"} <= columns.keys():
            raise UsageError(f"{file} needs a first line with the columns path and stars.")
        return [
            RatingRow(reader.line_num, row[columns["path"]] or "", row[columns["stars"]] or "")
            for row in reader
        ]
    except csv.Error as error:
        raise OperationError(f"{file} is damaged at line {reader.line_num}: {error}.") from error


def rate_rows(
    library: Library, profile_id: int, rows: Sequence[RatingRow], *, base: Path
) -> Iterator[Rated]:
    """Store the stars of all good rows; every row gets a result, in order.

    A relative path is looked for in the current folder, then in `base` (the file's own).
    Of several rows of one photo the last counts.
    """
    found: dict[int, float] = {}
    results = []
    for row in rows:
        try:
            stars = parse_stars(row.stars)
            if not row.path.strip() or "\0" in row.path:
                raise UsageError("The row has no path.")
            photo = find_photo(library, _locate(Path(row.path.strip()), base))
        except UsageError as error:
            results.append(Rated(row.line, row.path, None, str(error)))
            continue
        found[photo.id] = stars
        results.append(Rated(row.line, row.path, stars))
    by_stars: dict[float, list[int]] = {}
    for photo_id, stars in found.items():
        by_stars.setdefault(stars, []).append(photo_id)
    for stars, photo_ids in by_stars.items():
        library.decisions.set(photo_ids, profile_id, stars=stars)
    yield from results


def _locate(path: Path, base: Path) -> Path:
    path = Path(os.path.expanduser(path))
    return path if path.is_absolute() or os.path.exists(path) else base / path

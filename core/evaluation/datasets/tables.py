"""Reading the tables of data sets: columns by name, two encodings in one file, odd numbers."""

import csv
import gzip
import math
from collections.abc import Collection, Iterator
from pathlib import Path

from core.errors import DataSetError


def find_file(root: Path, *names: str) -> Path:
    """The first of the files that is in the folder. Raises DataSetError naming them all."""
    for name in names:
        if (root / name).is_file():
            return root / name
    raise DataSetError(f"There is no {' or '.join(names)} in {root}.")


def find_table(root: Path, pattern: str) -> Path:
    """The only file of a pattern in the folder. Raises DataSetError for none and for several."""
    found = sorted(root.glob(pattern))
    if len(found) != 1:
        what = "no" if not found else "more than one"
        raise DataSetError(f"There is {what} {pattern} in {root}.")
    return found[0]


def find_folder(root: Path, *names: str) -> Path:
    """The first of the folders that is there, else the first name: photos may be elsewhere."""
    there = [root / name for name in names if (root / name).is_dir()]
    return there[0] if there else root / names[0]


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a text file, gzip or not; each is UTF-8 or, where it is not, Latin-1.

    Line by line, since LAPIS mixes the two. Raises DataSetError when there is no such file.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file):
                try:
                    text = line.decode("utf-8-sig" if number == 0 else "utf-8")
                except UnicodeDecodeError:
                    text = line.decode("latin-1")
                yield text
    except OSError as error:
        raise DataSetError(f"{path} cannot be read: {error}.") from error


def read_table(
    path: Path, columns: Collection[str], *, delimiter: str = ","
) -> Iterator[dict[str, str]]:
    """The rows of a table, column name -> text, both stripped of blanks; "" where a row is short.

    Raises DataSetError naming each of the `columns` that is missing, before the first row.
    """
    reader = csv.reader(read_lines(path), delimiter=delimiter)
    header = [name.strip() for name in next(reader, [])]
    check_columns(path, header, columns)
    for cells in reader:
        if cells:
            row = dict.fromkeys(header, "")
            row.update(zip(header, (cell.strip() for cell in cells), strict=False))
            yield row


def check_columns(path: Path, header: Collection[str], columns: Collection[str]) -> None:
    """Raises DataSetError naming each of the columns that the header has not."""
    if missing := [name for name in columns if name not in header]:
        noun = "column" if len(missing) == 1 else "columns"
        raise DataSetError(f"{path} has no {noun} {', '.join(missing)}.")


def columns_of(path: Path, *, delimiter: str = ",") -> tuple[str, ...]:
    """The names of a table's columns."""
    header: list[str] = next(csv.reader(read_lines(path), delimiter=delimiter), [])
    return tuple(name.strip() for name in header)


def read_names(path: Path) -> tuple[str, ...]:
    """The lines of a list, stripped, without empty ones."""
    return tuple(name for name in (line.strip() for line in read_lines(path)) if name)


def number(text: str) -> float | None:
    """A cell's number; None for an empty cell, for NaN and for words."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def whole(text: str) -> str:
    """A code without the point that a passing spreadsheet gave it: "156.0" -> "156"."""
    value = number(text)
    return text if value is None or not value.is_integer() else str(int(value))

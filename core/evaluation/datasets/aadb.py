"""AADB: 10,000 photos with a mean score and eleven mean attributes (Kong et al., ECCV 2016).

Layout: imgListFiles_label/imgList{Train,Validation,TestNew}Regression_<key>.txt, lines of a name
and a number; photos in datasetImages_originalSize/, those of the new test in
AADB_newtest_originalSize/. Who gave which rating is not published with it.
"""

from pathlib import Path

from core.errors import DataSetError
from core.evaluation.datasets.records import DataSet, Fact, Part, Scale
from core.evaluation.datasets.tables import find_file, number, read_names

SCALE = Scale(0, 1)

_KEYS = (
    "BalacingElements",  # spelt so in the release
    "ColorHarmony",
    "Content",
    "DoF",
    "Light",
    "MotionBlur",
    "Object",
    "Repetition",
    "RuleOfThirds",
    "Symmetry",
    "VividColor",
)
_LISTS: tuple[tuple[Part, tuple[str, ...]], ...] = (
    ("train", ("Train",)),
    ("validation", ("Validation",)),
    ("test", ("TestNew", "Test")),
)


def load_aadb(root: Path, photos: Path | None = None) -> DataSet:
    """Read AADB; photos are named by their folder and file name.

    Raises DataSetError naming a list that is missing, or a line that is no name and number.
    """
    labels = root / "imgListFiles_label"
    folder = photos or root
    means: dict[str, float] = {}
    parts: dict[str, Part] = {}
    attributes: dict[str, dict[str, Fact]] = {}
    notes = []
    for part, names in _LISTS:
        path = find_file(labels, *(f"imgList{name}Regression_score.txt" for name in names))
        for name, value in _read_list(path).items():
            photo = _with_folder(folder, name, part)
            means[photo], parts[photo] = value, part
            attributes[photo] = {}
        for key in _KEYS:
            of_key = path.with_name(path.name.replace("_score.txt", f"_{key}.txt"))
            if not of_key.is_file():
                notes.append(f"There is no {of_key.name}.")
                continue
            for name, value in _read_list(of_key).items():
                attributes.setdefault(_with_folder(folder, name, part), {})[key] = value
    return DataSet(
        name="aadb",
        scale=SCALE,
        photo_folder=folder,
        ratings=(),
        means=means,
        attributes=attributes,
        photo_parts=parts,
        notes=tuple(notes),
    )


def _read_list(path: Path) -> dict[str, float]:
    values = {}
    for line in read_names(path):
        name, _, text = line.rpartition(" ")
        value = number(text)
        if not name or value is None:
            raise DataSetError(f"{path} has a line that is no name and number: {line!r}.")
        values[name.strip()] = value
    return values


def _with_folder(root: Path, name: str, part: Part) -> str:
    """A photo's path: test photos are in a folder of their own, in some copies with the others."""
    new = f"AADB_newtest_originalSize/{name}"
    old = f"datasetImages_originalSize/{name}"
    return new if part == "test" and not (root / old).is_file() else old

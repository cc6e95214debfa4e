"""AVA: some 255,000 photos with counts of the scores 1 to 10 (Murray et al., CVPR 2012).

Layout: AVA.txt, fifteen numbers a line: a running number, the photo's id, ten counts, two tags (0:
none), a challenge; photos in images/<id>.jpg (image/ in some copies); the published test list in
aesthetics_image_lists/generic_test.jpgl. Who gave which score is not known.
"""

from pathlib import Path

import numpy as np

from core.evaluation.datasets.records import DataSet, Fact, Part, Scale
from core.evaluation.datasets.tables import find_file, find_folder, read_lines, read_names

SCALE = Scale(1, 10)

_COLUMNS = 15


def load_ava(root: Path, photos: Path | None = None) -> DataSet:
    """Read AVA. Raises DataSetError naming a file that is missing."""
    means: dict[str, float] = {}
    attributes: dict[str, dict[str, Fact]] = {}
    odd = 0
    for line in read_lines(find_file(root, "AVA.txt")):
        cells = line.split()
        if len(cells) != _COLUMNS or not all(cell.isdigit() for cell in cells):
            odd += bool(cells)
            continue
        counts = np.array(cells[2:12], dtype=np.int64)
        if not counts.any():
            odd += 1
            continue
        photo = f"{cells[1]}.jpg"
        means[photo] = float(counts @ np.arange(1, 11) / counts.sum())
        facts: dict[str, Fact] = {"challenge": cells[14], "ratings": float(counts.sum())}
        tags = [tag for tag in cells[12:14] if tag != "0"]
        if tags:
            facts["tags"] = " ".join(tags)
        attributes[photo] = facts
    notes = [f"Lines of AVA.txt that are not {_COLUMNS} numbers with a vote: {odd}."] if odd else []
    listed = root / "aesthetics_image_lists" / "generic_test.jpgl"
    parts: dict[str, Part] = {}
    if listed.is_file():
        test = {f"{name}.jpg" for name in read_names(listed)}
        parts = {photo: "test" if photo in test else "train" for photo in means}
    else:
        notes.append(f"There is no {listed.name}: the published split is not known.")
    return DataSet(
        name="ava",
        scale=SCALE,
        photo_folder=photos or find_folder(root, "images", "image"),
        ratings=(),
        means=means,
        attributes=attributes,
        photo_parts=parts,
        notes=tuple(notes),
    )

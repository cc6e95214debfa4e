"""OASIS-beauty: photos of OASIS, rated for beauty from 1 to 7 by people who tell nothing.

Layout: *beauty_ratings*.csv or .csv.gz (rater, path, rating_1to7) and *per_image*.csv (path, theme
and further columns); paths are under the folder of photos. Photos of one theme are alike: no split
parts them.
"""

from pathlib import Path

from core.evaluation.datasets.collecting import RatingCollector, mean_scores, without_profile
from core.evaluation.datasets.records import DataSet, Fact, Scale
from core.evaluation.datasets.tables import find_table, number, read_table

SCALE = Scale(1, 7, 1)

_WORDS = ("theme", "category", "source")
_NUMBERS = ("valence_mean", "arousal_mean")


def load_oasis(root: Path, photos: Path | None = None) -> DataSet:
    """Read OASIS-beauty; the photos are under the root unless they are elsewhere.

    Raises DataSetError naming a file or column that is missing.
    """
    collector = RatingCollector(SCALE)
    table = find_table(root, "*beauty_ratings*.csv*")
    for row in read_table(table, ("rater", "path", "rating_1to7")):
        collector.add(row["rater"], row["path"], row["rating_1to7"])
    attributes: dict[str, dict[str, Fact]] = {}
    groups = {}
    for row in read_table(find_table(root, "*per_image*.csv"), ("path", "theme")):
        facts: dict[str, Fact] = {name: row[name] for name in _WORDS if row.get(name)}
        for name in _NUMBERS:
            value = number(row.get(name, ""))
            if value is not None:
                facts[name] = value
        attributes[row["path"]] = facts
        groups[row["path"]] = row["theme"]
    return DataSet(
        name="oasis",
        scale=SCALE,
        photo_folder=photos or root,
        ratings=collector.ratings,
        means=mean_scores(collector.ratings),
        attributes=attributes,
        groups=groups,
        notes=(*collector.notes, *without_profile(collector.ratings, {})),
    )

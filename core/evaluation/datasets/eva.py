"""EVA: 4,070 photos of AVA, 1,094 raters with profiles, scores 0 to 10 (Kang et al., ATQAM 2020).

Layout: data/votes_filtered.csv, data/users.csv, data/region_index.csv (no header), all divided by
"=", and data/image_content_category.csv, divided by commas; the photos' files are the ids with
.jpg. Its photos are photos of AVA: whoever trains on the one has seen the other.
"""

from pathlib import Path

from core.evaluation.datasets.collecting import (
    MeanCollector,
    RatingCollector,
    mean_scores,
    without_profile,
)
from core.evaluation.datasets.records import DataSet, Fact, Scale
from core.evaluation.datasets.tables import (
    find_file,
    find_folder,
    read_lines,
    read_table,
    whole,
)
from core.profile import Profile

SCALE = Scale(0, 10, 1)

_RATED = ("difficulty", "visual", "composition", "quality", "semantic")
_PHOTOGRAPHY = {"0": "none", "1": "beginner", "2": "amateur", "3": "professional"}
_GENDER = {"1": "male", "2": "female"}


def load_eva(root: Path, photos: Path | None = None) -> DataSet:
    """Read EVA. Raises DataSetError naming a file or column that is missing."""
    data = root / "data" if (root / "data").is_dir() else root
    ratings, further = RatingCollector(SCALE), MeanCollector()
    votes = find_file(data, "votes_filtered.csv")
    for row in read_table(votes, ("image_id", "user_id", "score", *_RATED), delimiter="="):
        photo = f"{row['image_id']}.jpg"  # ids are text: none may lose a zero
        ratings.add(row["user_id"], photo, row["score"])
        for name in _RATED:
            further.add(photo, name, row[name])
    given = ratings.ratings
    profiles = _read_profiles(data)
    attributes: dict[str, dict[str, Fact]] = {
        photo: dict(facts) for photo, facts in further.means.items()
    }
    notes = [*ratings.notes, *without_profile(given, profiles)]
    categories = data / "image_content_category.csv"
    if categories.is_file():
        for row in read_table(categories, ("image_id", "sort")):
            attributes.setdefault(f"{row['image_id']}.jpg", {})["category"] = row["sort"]
    else:
        notes.append(f"There is no {categories.name}: no categories.")
    return DataSet(
        name="eva",
        scale=SCALE,
        photo_folder=photos or find_folder(root, "images/EVA_together", "EVA_together", "images"),
        ratings=given,
        means=mean_scores(given),
        profiles=profiles,
        attributes=attributes,
        notes=tuple(notes),
    )


def _read_profiles(data: Path) -> dict[str, Profile]:
    path = data / "users.csv"
    rows = read_table(
        path if path.is_file() else find_file(data.parent, "users.csv"),
        ("id", "age", "photographic_level_id", "gender_id", "eyecheck"),
        delimiter="=",
    )
    regions = _read_regions(data / "region_index.csv")
    profiles = {}
    for row in rows:
        born, region = whole(row["age"]), whole(row.get("region") or row.get("country", ""))
        traits = {
            "age": f"born {born}" if born else "",  # the column holds the year of birth
            "region": regions.get(region, region),
            "photography_experience": _PHOTOGRAPHY.get(whole(row["photographic_level_id"]), ""),
            "gender": _GENDER.get(whole(row["gender_id"]), ""),
            "colour_blind": "yes" if "2" in whole(row["eyecheck"]).split(",") else "",
        }
        told = {trait: value for trait, value in traits.items() if value}
        if told:
            profiles[row["id"]] = Profile(row["id"], told)
    return profiles


def _read_regions(path: Path) -> dict[str, str]:
    """Code -> name; nothing when the file is not there: the codes stand for themselves."""
    if not path.is_file():
        return {}
    pairs = (line.strip().partition("=") for line in read_lines(path))
    return {code: name for code, _, name in pairs if name}

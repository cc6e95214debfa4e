"""PARA: 31,220 photos, 438 raters with profiles, scores 1 to 5 in halves (CVPR 2022).

Layout: annotation/PARA-Images.csv (a row a rating), annotation/PARA-UserInfo.csv, optionally the
photo split annotation/PARA-GiaaTrain.csv and PARA-GiaaTest.csv and, unpacked beside them, the
published lists userset/TrainUserIDs_Fold1.txt and the like and validation_images.txt; photos in
imgs/<sessionId>/<imageName>. Columns are read by name: their order differs between releases.
"""

from pathlib import Path

from core.evaluation.datasets.collecting import (
    MeanCollector,
    RatingCollector,
    mean_scores,
    without_profile,
)
from core.evaluation.datasets.folds import listed_photos, read_rater_fold
from core.evaluation.datasets.records import DataSet, Fact, Part, Scale
from core.evaluation.datasets.tables import (
    columns_of,
    find_file,
    number,
    read_names,
    read_table,
)
from core.profile import Profile

SCALE = Scale(1, 5, 0.5)

_RATED = (
    "qualityScore",
    "compositionScore",
    "colorScore",
    "dofScore",
    "contentScore",
    "lightScore",
    "isObjectEmphasis",
    "difficultyOfJudgment",
    "contentPreference",
    "willingnessToShare",
)
_TRAITS = {
    "age": "age",
    "gender": "gender",
    "EducationalLevel": "education",
    "artExperience": "art_experience",
    "photographyExperience": "photography_experience",
}
_BIG_FIVE = {
    "personality-E": "extraversion",
    "personality-A": "agreeableness",
    "personality-N": "neuroticism",
    "personality-O": "openness",
    "personality-C": "conscientiousness",
}


def load_para(root: Path, photos: Path | None = None, *, fold: int | None = None) -> DataSet:
    """Read PARA; `fold` (1 to 4) is that of the published lists of raters.

    Raises DataSetError naming a file or column that is missing.
    """
    annotation = root / "annotation"
    path = find_file(annotation, "PARA-Images.csv")
    rated = [name for name in _RATED if name in columns_of(path)]
    ratings, further = RatingCollector(SCALE), MeanCollector()
    semantic: dict[str, str] = {}
    for row in read_table(path, ("sessionId", "imageName", "userId", "aestheticScore")):
        photo = f"{row['sessionId']}/{row['imageName']}"
        ratings.add(row["userId"], photo, row["aestheticScore"])
        for name in rated:
            further.add(photo, name, row[name])
        if row.get("semantic"):
            semantic[photo] = row["semantic"]
    given = ratings.ratings
    profiles = _read_profiles(find_file(annotation, "PARA-UserInfo.csv"))
    notes = [f"{path.name} has no column {name}." for name in _RATED if name not in rated]
    means = mean_scores(given)
    attributes: dict[str, dict[str, Fact]] = {
        photo: dict(facts) for photo, facts in further.means.items()
    }
    for photo, word in semantic.items():
        attributes.setdefault(photo, {})["semantic"] = word
    parts = _read_photo_parts(root)
    if not parts:
        notes.append("There are no PARA-GiaaTrain.csv and PARA-GiaaTest.csv: no photo split.")
    return DataSet(
        name="para",
        scale=SCALE,
        photo_folder=photos or root / "imgs",
        ratings=given,
        means=means,
        profiles=profiles,
        attributes=attributes,
        photo_parts=parts,
        rater_parts={} if fold is None else read_rater_fold(root, fold),
        notes=(*ratings.notes, *without_profile(given, profiles), *notes),
    )


def _read_profiles(path: Path) -> dict[str, Profile]:
    profiles = {}
    for row in read_table(path, ("userId", *_TRAITS, *_BIG_FIVE)):
        traits = {
            trait: row[column].replace("_", " ") for column, trait in _TRAITS.items() if row[column]
        }
        for column, trait in _BIG_FIVE.items():
            value = number(row[column])
            if value is not None:
                traits[trait] = f"{_band(value)} ({value:g} of 10)"
        if traits:
            profiles[row["userId"]] = Profile(row["userId"], traits)
    return profiles


def _band(value: float) -> str:
    """The words of a Big Five value, which releases give from 1 to 10."""
    if value <= 4:
        return "low"
    return "moderate" if value <= 7 else "high"


def _read_photo_parts(root: Path) -> dict[str, Part]:
    """The photos of the two Giaa files; those of validation_images.txt are taken out of train."""
    annotation = root / "annotation"
    files: dict[Part, Path] = {
        "train": annotation / "PARA-GiaaTrain.csv",
        "test": annotation / "PARA-GiaaTest.csv",
    }
    if not all(path.is_file() for path in files.values()):
        return {}
    parts: dict[str, Part] = {
        f"{row['sessionId']}/{row['imageName']}": part
        for part, path in files.items()
        for row in read_table(path, ("sessionId", "imageName"))
    }
    if (root / "validation_images.txt").is_file():
        names = read_names(root / "validation_images.txt")
        parts.update(listed_photos(parts, {"validation": names}))
    return parts

"""Stage 3 on a data set of human ratings: its training part, and what must stay unseen of it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from core.evaluation.datasets import DATA_SETS, DataSet, load_data_set
from core.evaluation.datasets.records import Rating
from core.evaluation.datasets.splits import By, Split, draw_split, published_split
from core.training.papers.records import PersonalRating, ratings_of

SplitBy = By | Literal["published"]
_SPLITS = (*get_args(By), "published")


@dataclass(frozen=True, slots=True)
class DataSetConfig:
    """A data set to learn ratings from, instead of a file of ratings.

    `name`: one of DATA_SETS; `root`: its folder; `photos`: the folder of its photos where that is
    not the usual place. `split`: what parts training from validation and test: raters (whoever is
    tested was never met), photos, both, or the split that was published with the set; `fold`: of
    the published lists of raters (PARA, LAPIS). `seed`: of a split that is drawn. Measured is on
    `python -m core.evaluate --data-set NAME --split SPLIT --seed SEED`, which draws the same.
    """

    name: str
    root: Path
    photos: Path | None = None
    split: SplitBy = "raters"
    fold: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.name not in DATA_SETS:
            raise ValueError(f"there is no data set {self.name!r}; there are {DATA_SETS}")
        if self.split not in _SPLITS:
            raise ValueError(f"split is one of {', '.join(_SPLITS)}")
        if self.fold is not None and self.split != "published":
            raise ValueError('a fold is of the published lists: give split = "published"')


@dataclass(frozen=True, slots=True)
class TrainingPart:
    """What may be learned from: ratings, whose photos are paths under `folder`.

    `unseen`: the photos of validation and test, which no stage may meet; none where only raters are
    parted. `notes`: sentences about the set and the part.
    """

    folder: Path
    ratings: tuple[PersonalRating, ...]
    unseen: frozenset[Path]
    notes: tuple[str, ...]

    def digest(self) -> str:
        """A hash over every rating and the rater's profile."""
        total = hashlib.sha256()
        for one in self.ratings:
            line = (one.photo, one.rater, one.profile.digest(), f"{one.score:.6f}")
            total.update("\0".join(line).encode() + b"\n")
        return total.hexdigest()


def training_part(config: DataSetConfig) -> TrainingPart:
    """Read the set and take its training part.

    Where only means are published, they count as ratings by one person of whom nothing is known.
    Raises DataSetError for what is missing, or when the set cannot be split so.
    """
    data_set = load_data_set(config.name, config.root, config.photos, fold=config.fold)
    split = (
        published_split(data_set)
        if config.split == "published"
        else draw_split(data_set, config.split, seed=config.seed)
    )
    ratings = split.ratings(data_set, "train") or _means(data_set, split)
    raters = {rating.rater for rating in ratings}
    known = sum(not data_set.profile(rater).is_blank for rater in raters)
    told = (
        f"Training on {len(ratings):,} ratings of {data_set.name} by {len(raters):,} raters, of "
        f"{known:,} of whom something is known; the split by {config.split} keeps the rest apart."
    )
    return TrainingPart(
        data_set.photo_folder,
        tuple(ratings_of(data_set, ratings)),
        frozenset(
            data_set.path(photo).absolute()
            for photo in data_set.means
            if not split.has_photo(photo, "train")
        ),
        (*data_set.notes, told),
    )


def _means(data_set: DataSet, split: Split) -> tuple[Rating, ...]:
    """A photo's mean as one rating, where nobody's own ratings are published."""
    if data_set.ratings:
        return ()
    return tuple(
        Rating("everyone", photo, mean)
        for photo, mean in data_set.means.items()
        if split.has_photo(photo, "train")
    )

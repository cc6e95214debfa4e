"""Splits that part raters, photos or both, and few-shot protocols; the seed decides everything."""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from core.errors import DataSetError
from core.evaluation.datasets.records import DataSet, Part, Rating

By = Literal["raters", "photos", "both"]

PARTS: tuple[Part, ...] = ("train", "validation", "test")
SHARES = (0.7, 0.1, 0.2)
"""Of train, validation and test, where no other shares are asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Photo -> part and rater -> part; an empty one parts nothing.

    With both, a rating whose rater and photo are in different parts belongs to none: no part shares
    a rater or a photo with another.
    """

    photos: Mapping[str, Part] = field(default_factory=dict)
    raters: Mapping[str, Part] = field(default_factory=dict)

    def has_photo(self, photo: str, part: Part) -> bool:
        """Whether a photo is in a part; without a split of photos each is in all."""
        return not self.photos or self.photos.get(photo) == part

    def has_rater(self, rater: str, part: Part) -> bool:
        """Whether a rater is in a part; without a split of raters each is in all."""
        return not self.raters or self.raters.get(rater) == part

    def ratings(self, data_set: DataSet, part: Part) -> tuple[Rating, ...]:
        """The ratings of a part, in the set's order."""
        return tuple(
            rating
            for rating in data_set.ratings
            if self.has_photo(rating.photo, part) and self.has_rater(rating.rater, part)
        )


def published_split(data_set: DataSet) -> Split:
    """The split that comes with the set. Raises DataSetError when none was there."""
    if not data_set.photo_parts and not data_set.rater_parts:
        raise DataSetError(f"{data_set.name} came with no published split; draw one instead.")
    return Split(data_set.photo_parts, data_set.rater_parts)


def draw_split(
    data_set: DataSet, by: By, *, shares: tuple[float, float, float] = SHARES, seed: int = 0
) -> Split:
    """A random split that parts raters, photos or both; photos of one group stay together.

    `shares` of train, validation and test are counted in raters, and in photos or groups. Raises
    DataSetError when it is to part raters that the set does not name.
    """
    raters = sorted({rating.rater for rating in data_set.ratings})
    if by != "photos" and not raters:
        raise DataSetError(f"{data_set.name} does not say who gave which rating.")
    groups = {photo: data_set.groups.get(photo, photo) for photo in data_set.means}
    part_of_group = _draw(sorted(set(groups.values())), shares, [seed, 0])
    photo_parts = {photo: part_of_group[group] for photo, group in groups.items()}
    rater_parts = _draw(raters, shares, [seed, 1])
    return Split(
        photo_parts if by != "raters" else {},
        rater_parts if by != "photos" else {},
    )


def _draw(
    names: Sequence[str], shares: tuple[float, float, float], seed: Collection[int]
) -> dict[str, Part]:
    order = np.random.default_rng(list(seed)).permutation(len(names))
    ends = np.round(np.cumsum(shares) / sum(shares) * len(names))
    places = np.searchsorted(ends, np.arange(len(names)), side="right")
    return {names[i]: PARTS[place] for i, place in zip(order, places, strict=True)}


@dataclass(frozen=True, slots=True)
class Task:
    """Learn from a rater's `support`, be measured on the `query`; no photo is in both."""

    rater: str
    repeat: int
    support: tuple[Rating, ...]
    query: tuple[Rating, ...]


def few_shot(
    ratings: Collection[Rating],
    *,
    support: int,
    query: int | None = 50,
    raters: int | None = None,
    repeats: int = 1,
    at_least: int | None = None,
    seed: int = 42,
) -> Iterator[Task]:
    """Few-shot tasks, `repeats` of each rater.

    `query`: photos to be measured on, None for all that are not in the support. `raters`: how many
    are drawn, None for all, of those with `at_least` ratings (support and query by default, and no
    fewer than that). With the same seed, `query` and `at_least`, the query of a rater is the same
    for every `support`, and a smaller support is part of a larger one, so that 10 and 100 shots can
    be compared; not so for query None.

    Protocols in use: 40 raters, 50 photos to be measured on (10 or 100 shots); FLICKR-AES: the test
    workers, query None, 10 repeats averaged.
    """
    given: defaultdict[str, list[Rating]] = defaultdict(list)
    for rating in ratings:
        given[rating.rater].append(rating)
    least = max(support + (2 if query is None else query), at_least or 0)
    able = sorted(rater for rater, own in given.items() if len(own) >= least)
    drawn = np.random.default_rng(seed).permutation(len(able))[:raters]
    for rater in (able[i] for i in sorted(drawn)):
        own = sorted(given[rater], key=lambda rating: rating.photo)
        for repeat in range(repeats):
            rng = np.random.default_rng([seed, zlib.crc32(rater.encode()), repeat])
            shuffled = [own[i] for i in rng.permutation(len(own))]
            held = len(shuffled) - support if query is None else query
            yield Task(
                rater, repeat, tuple(shuffled[held : held + support]), tuple(shuffled[:held])
            )

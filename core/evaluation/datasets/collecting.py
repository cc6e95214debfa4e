"""Putting a data set together row by row, with a count of what was left out."""

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping

from core.evaluation.datasets.records import Rating, Scale
from core.evaluation.datasets.tables import number
from core.profile import Profile


class RatingCollector:
    """Gathers ratings, at most one for each rater and photo.

    A row that is there twice counts once; somebody who rated a photo again and gave another score
    counts with the mean (LAPIS has both). Rows without a number on the scale are left out.
    """

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._scores: dict[tuple[str, str], tuple[float, ...]] = {}
        self._left_out: Counter[str] = Counter()

    def add(self, rater: str, photo: str, text: str) -> None:
        """Take a row; `text` is the score's cell."""
        score = number(text)
        if not rater or not photo or score is None:
            self._left_out["without a rater, a photo or a score"] += 1
        elif not self._scale.holds(score):
            self._left_out[f"with a score outside {self._scale}"] += 1
        else:
            key = (sys.intern(rater), sys.intern(photo))  # PARA names 31,000 photos 800,000 times
            before = self._scores.get(key, ())
            if score in before:
                self._left_out["that are there twice"] += 1
            else:
                self._scores[key] = (*before, score)

    def leave_out(self, why: str) -> None:
        """Count a row that the loader itself leaves out; `why` follows "ratings"."""
        self._left_out[why] += 1

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """The ratings in the order of their first rows."""
        return tuple(
            Rating(rater, photo, sum(scores) / len(scores))
            for (rater, photo), scores in self._scores.items()
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each kind of row that was left out or merged."""
        notes = [f"Ratings {why}, left out: {count:,}." for why, count in self._left_out.items()]
        again = sum(len(scores) > 1 for scores in self._scores.values())
        if again:
            notes.append(
                f"Photos rated again with another score, counted with the mean: {again:,}."
            )
        return tuple(notes)


class MeanCollector:
    """Means of what is rated beside the score: photo -> name -> mean of the rows with a number."""

    def __init__(self) -> None:
        self._sums: defaultdict[str, dict[str, tuple[float, int]]] = defaultdict(dict)

    def add(self, photo: str, name: str, text: str) -> None:
        """Take a cell; one without a number is passed over."""
        value = number(text)
        if value is not None:
            total, count = self._sums[photo].get(name, (0.0, 0))
            self._sums[photo][name] = (total + value, count + 1)

    @property
    def means(self) -> dict[str, dict[str, float]]:
        """Photo -> name -> mean."""
        return {
            photo: {name: total / count for name, (total, count) in sums.items()}
            for photo, sums in self._sums.items()
        }


def mean_scores(ratings: tuple[Rating, ...]) -> dict[str, float]:
    """Photo -> mean of its ratings."""
    scores = defaultdict(list)
    for rating in ratings:
        scores[rating.photo].append(rating.score)
    return {photo: sum(given) / len(given) for photo, given in scores.items()}


def without_profile(ratings: tuple[Rating, ...], profiles: Mapping[str, Profile]) -> list[str]:
    """A sentence about the raters of whom nothing is known, if there are some."""
    unknown = {rating.rater for rating in ratings} - profiles.keys()
    if not unknown:
        return []
    share = sum(rating.rater in unknown for rating in ratings) / len(ratings)
    return [f"Raters of whom nothing is known: {len(unknown):,}, with {share:.1%} of the ratings."]

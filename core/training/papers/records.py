"""Ratings to train on: a photo, whose rating it is, what is known of them, the score."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.errors import CoreError
from core.profile import Profile


@dataclass(frozen=True, slots=True)
class PersonalRating:
    """What one person gave one photo. `photo`: path under the folder of photos; `score`: 0 to 1."""

    photo: str
    rater: str
    profile: Profile
    score: float


class RatedPhoto(Protocol):
    """One rating of a data set, on the set's own scale."""

    @property
    def rater(self) -> str: ...
    @property
    def photo(self) -> str: ...
    @property
    def score(self) -> float: ...


class RatingScale(Protocol):
    """The scale of a data set."""

    def unit(self, score: float) -> float:
        """A score of the set on 0..1."""
        ...


class RatedSet(Protocol):
    """What training needs of a data set of human ratings."""

    @property
    def scale(self) -> RatingScale: ...

    def profile(self, rater: str) -> Profile:
        """What is known of a rater; a blank profile when it is nothing."""
        ...


def ratings_of(rated: RatedSet, chosen: Iterable[RatedPhoto]) -> list[PersonalRating]:
    """Ratings of a data set, for example those of a split's training part."""
    return [
        PersonalRating(one.photo, one.rater, rated.profile(one.rater), rated.scale.unit(one.score))
        for one in chosen
    ]


def write_ratings(path: Path, ratings: Sequence[PersonalRating]) -> None:
    """Write ratings as `read_ratings` reads them."""
    with path.open("w", encoding="utf-8") as file:
        for one in ratings:
            line: dict[str, object] = {"photo": one.photo, "rater": one.rater, "score": one.score}
            if one.profile.traits:
                line["traits"] = dict(one.profile.traits)
            if one.profile.taste:
                line["taste"] = one.profile.taste
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def read_ratings(path: Path) -> list[PersonalRating]:
    """Ratings from a file of JSON lines.

    A line has `photo` (path under the folder of photos), `rater`, `score` (0 to 1) and, of what is
    known of the rater, `traits` (an object of texts) and `taste` (free text). Raises CoreError with
    a sentence that names the line which does not fit.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CoreError(f"The ratings {path} cannot be read: {error}") from error
    ratings = list(_ratings(path, lines))
    if not ratings:
        raise CoreError(f"There is no rating in {path}.")
    return ratings


def _ratings(path: Path, lines: Sequence[str]) -> Iterator[PersonalRating]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            score = float(data["score"])
            if not 0 <= score <= 1:
                raise ValueError(f"the score {score:g} is not between 0 and 1")
            traits = {str(name): str(value) for name, value in data.get("traits", {}).items()}
            profile = Profile.from_text(data.get("taste", ""), traits=traits)
            yield PersonalRating(str(data["photo"]), str(data["rater"]), profile, score)
        except KeyError as error:
            raise CoreError(f"Line {number} of {path} has no {error}.") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise CoreError(f"Line {number} of {path} is no rating: {error}.") from error

"""What every data set of human ratings becomes: ratings, raters' profiles, photos' attributes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from core.profile import Profile

Part = Literal["train", "validation", "test"]
Fact = float | str


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale that people rated on; `step` is None for a slider and for means."""

    low: float
    high: float
    step: float | None = None

    def unit(self, score: float) -> float:
        """A score of this scale on 0..1."""
        return (score - self.low) / (self.high - self.low)

    def holds(self, score: float) -> bool:
        """Whether a score can be one of this scale."""
        return self.low <= score <= self.high

    def __str__(self) -> str:
        steps = "" if self.step is None else f" in steps of {self.step:g}"
        return f"{self.low:g} to {self.high:g}{steps}"


@dataclass(frozen=True, slots=True)
class Rating:
    """What one person gave one photo, on the set's own scale; `photo` as in `DataSet`."""

    rater: str
    photo: str
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class DataSet:
    """Ratings of photos by people.

    A photo is named by its path under `photo_folder`, with slashes. `ratings`: one for each rater
    and photo; empty where only means are published. `means`: photo -> mean score on `scale`; every
    photo of the set has one. `profiles`: rater -> traits; a rater who told nothing has none.
    `attributes`: photo -> further facts, means over the raters where they are rated. `groups`:
    photo -> a name for photos that are alike (one theme), which no split may part. `photo_parts`
    and `rater_parts`: the published split, empty where there is none. `notes`: sentences about
    what was left out or was not there.
    """

    name: str
    scale: Scale
    photo_folder: Path
    ratings: tuple[Rating, ...]
    means: Mapping[str, float]
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    photo_parts: Mapping[str, Part] = field(default_factory=dict)
    rater_parts: Mapping[str, Part] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def profile(self, rater: str) -> Profile:
        """What is known of a rater; a blank profile when it is nothing."""
        return self.profiles.get(rater, Profile())

    def path(self, photo: str) -> Path:
        """Where a photo's file should be."""
        return self.photo_folder / photo

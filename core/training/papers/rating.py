"""Stage 3: people's own ratings, each read behind the profile of whoever gave it."""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.errors import CoreError
from core.pmllm.alignment import VisualTokens
from core.pmllm.tower import TowerFeatures
from core.profile import Profile
from core.training.papers.config import RatingConfig
from core.training.papers.objective import Asked, Losses, level_loss, order_loss, ranking_loss
from core.training.papers.photos import PhotoSource
from core.training.papers.records import PersonalRating


@dataclass(frozen=True, slots=True)
class RatedBy:
    """One rater's part of a batch: `photos` (n,) are rows of the batch's features, `scores` (n,)
    lie between 0 and 1. A blank profile stands for everyone, with everyone's mean as score."""

    profile: str
    photos: Tensor
    scores: Tensor


@dataclass(frozen=True, slots=True)
class RatingBatch:
    """Some raters, and photos that most of them rated."""

    features: TowerFeatures
    raters: tuple[RatedBy, ...]
    config: RatingConfig

    def losses(self, model: Asked) -> Losses:
        reader = model.reader
        tokens = reader.alignment(self.features)
        labels, orders, scores = [], [], []
        for rater in self.raters:
            wanted = rater.scores.to(tokens.tokens.device)
            seen = VisualTokens(tokens.tokens[rater.photos.to(wanted.device)], tokens.scales)
            answer = model.answer(reader.read(rater.profile), seen)
            scores.append(reader.readout.score(answer))
            labels.append(level_loss(reader.readout, answer, wanted))
            orders.append(ranking_loss(scores[-1], wanted))
        config = self.config
        return {
            "soft_label": config.soft_label * torch.stack(labels).mean(),
            "ranking": config.ranking * torch.stack(orders).mean(),
            "contrast": config.contrast * self._contrast(scores),
        }

    def _contrast(self, scores: Sequence[Tensor]) -> Tensor:
        """Which of two raters likes one photo more, over all photos that two of the batch rated."""
        differences, wanted = [scores[0].new_zeros(1)], [scores[0].new_zeros(1)]
        for one, other in itertools.combinations(range(len(self.raters)), 2):
            a, b = self.raters[one], self.raters[other]
            same = (a.photos.unsqueeze(1) == b.photos).nonzero()
            differences.append(scores[one][same[:, 0]] - scores[other][same[:, 1]])
            gap = a.scores[same[:, 0]] - b.scores[same[:, 1]]
            wanted.append(gap.to(scores[one].device))
        return order_loss(torch.cat(differences), torch.cat(wanted))


class RatingStage:
    """Draws raters who have a photo in common."""

    name = "rating"

    def __init__(
        self, config: RatingConfig, ratings: Sequence[PersonalRating], source: PhotoSource
    ) -> None:
        """Raises CoreError when no photo of the ratings can be read, at the first draw."""
        self.steps = config.steps
        self._config = config
        self._source = source
        self._by_rater: dict[str, dict[str, float]] = defaultdict(dict)
        self._raters_of: dict[str, list[str]] = defaultdict(list)
        self._profiles: dict[str, Profile] = {}
        for one in ratings:
            if one.photo not in self._by_rater[one.rater]:
                self._raters_of[one.photo].append(one.rater)
            self._by_rater[one.rater][one.photo] = one.score
            self._profiles[one.rater] = one.profile
        self._names = sorted(self._raters_of)
        self._names_of = {rater: sorted(own) for rater, own in self._by_rater.items()}
        self._means = {
            photo: float(np.mean([self._by_rater[rater][photo] for rater in raters]))
            for photo, raters in self._raters_of.items()
        }

    def draw(self, rng: np.random.Generator) -> RatingBatch:
        """Raters of one photo, drawn at random, and photos of each; broken ones are left out.

        Raises CoreError when none of many photos could be read.
        """
        for _ in range(_TRIES):
            chosen = self._choose(rng)
            names = sorted({name for _, photos in chosen for name in photos})
            features, there = self._source.see_names(names)
            if features is None:
                continue
            row = {name: i for i, name in enumerate(there)}
            blank = rng.random(len(chosen)) < self._config.blank
            parts = [
                self._part(rater, [name for name in photos if name in row], row, bool(as_anyone))
                for (rater, photos), as_anyone in zip(chosen, blank, strict=True)
            ]
            return RatingBatch(features, tuple(p for p in parts if len(p.photos)), self._config)
        raise CoreError("None of the rated photos can be read; is `photos` their folder?")

    def _choose(self, rng: np.random.Generator) -> list[tuple[str, list[str]]]:
        common = self._names[int(rng.integers(len(self._names)))]
        everyone = self._raters_of[common]
        some = rng.permutation(len(everyone))[: self._config.raters]
        raters = [everyone[i] for i in some]
        if len(raters) == 1:  # who may have rated a quarter of a million photos
            return [(raters[0], self._photos(raters[0], common, (), rng))]
        rated = [name for rater in raters for name in self._by_rater[rater]]
        times = dict(zip(*np.unique(rated, return_counts=True), strict=True))
        shared = sorted(str(name) for name, count in times.items() if count > 1)
        # the same photos for all, so that most of them are shared by more than two
        shared = [shared[i] for i in rng.permutation(len(shared))[: self._config.photos]]
        return [(rater, self._photos(rater, common, shared, rng)) for rater in raters]

    def _photos(
        self, rater: str, common: str, shared: Sequence[str], rng: np.random.Generator
    ) -> list[str]:
        own: Mapping[str, float] = self._by_rater[rater]
        half = [name for name in shared if name in own][: self._config.photos // 2]
        names = self._names_of[rater]
        rest = [names[i] for i in rng.permutation(len(names))[: self._config.photos]]
        return list(dict.fromkeys([common, *half, *rest]))[: self._config.photos]

    def _part(
        self, rater: str, photos: Sequence[str], row: Mapping[str, int], as_anyone: bool
    ) -> RatedBy:
        scores = self._means if as_anyone else self._by_rater[rater]
        return RatedBy(
            "" if as_anyone else self._profiles[rater].prompt(),
            torch.tensor([row[name] for name in photos], dtype=torch.long),
            torch.tensor([scores[name] for name in photos], dtype=torch.float32),
        )


_TRIES = 100

"""Human beauty: does the empty profile's score agree with what people find beautiful?

The ratings' folder holds a table "*per_image*.csv" with the columns path (under the folder of
photos), theme and beauty_mean. Three rank correlations (Spearman) over its photos:

* *as shipped*: the empty profile's score of the judge as it is, with the mean ratings. If the prior
  was fitted on these very ratings (the card says so), this is no figure of unseen photos.
* *unseen*: the honest one. The generic prior is fitted on four folds of the photos and predicts the
  fifth, no theme in two folds; the five predictions side by side give one rank correlation with the
  ratings; the mean over three seeds of the folds. The attribute values are those of the judge's
  looks, with the shipped normalisation, which knows no rating. It measures the prior and not the
  fusion behind it; that the fusion follows the prior is the next figure. The interval is the 95%
  percentile bootstrap of that mean, themes drawn as a whole.
* *fidelity*: the empty profile's score with the prior's own utility, by the weights on the card.

`within_folds` is the mean of the rank correlations inside each single fold.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bench import Bench, NotMeasuredError
from core.evaluation.metrics import group_folds, group_interval, srocc
from core.mini.attributes import ATTRIBUTES
from core.profile import Profile
from core.training.prior import basis

FOLDS = 5
SEEDS = 3
_PENALTY = 0.1  # on the standardised target, a photo; set before any figure was seen

Fit = Callable[[NDArray[np.float32], NDArray[np.float64]], NDArray[np.float64]]
"""values (n, attributes) in -1..1, NaN where missing, and mean ratings (n,) -> weights
(2 * attributes,) over `core.training.prior.basis` of the values."""


@dataclass(frozen=True, slots=True)
class Rated:
    """Photos with their mean rating, 1 to 7, and the theme that they share with others."""

    names: tuple[str, ...]
    themes: tuple[str, ...]
    means: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HumanFigures:
    """Rank correlations as the module says; `fidelity` is None when no prior is known."""

    unseen: float
    unseen_low: float
    unseen_high: float
    within_folds: float
    as_shipped: float
    fidelity: float | None
    photos: int
    themes: int


def human_figures(
    bench: Bench, *, fit: Fit | None = None, card: Path | None = None
) -> HumanFigures:
    """Measure the three; `fit` is the function that fits the generic prior (`ridge` unless given),
    `card` the weights' card."""
    rated = load_rated(bench)
    looks = bench.looks(rated.names)
    values = bench.judge.values(looks)
    empty = bench.scores(looks, Profile())
    unseen = [
        predict_unseen(values, rated, fit or ridge, seed=bench.settings.seed + seed)
        for seed in range(SEEDS)
    ]

    def agreement(rows: NDArray[np.int64]) -> float:
        return float(np.mean([srocc(p[rows], rated.means[rows]) for p, _ in unseen]))

    low, high = group_interval(
        agreement, rated.themes, resamples=bench.settings.resamples, seed=bench.settings.seed
    )
    inside = [
        srocc(predicted[folds == fold], rated.means[folds == fold])
        for predicted, folds in unseen
        for fold in range(FOLDS)
    ]
    prior = None if card is None else read_prior(card)
    return HumanFigures(
        unseen=agreement(np.arange(len(rated.names))),
        unseen_low=low,
        unseen_high=high,
        within_folds=float(np.nanmean(inside)),
        as_shipped=srocc(empty, rated.means),
        fidelity=None if prior is None else srocc(empty, basis(values) @ prior),
        photos=len(rated.names),
        themes=len(set(rated.themes)),
    )


def predict_unseen(
    values: NDArray[np.float32], rated: Rated, fit: Fit, *, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Each photo's utility by the prior fitted without its fold, and its fold, (n,) both."""
    folds = group_folds(rated.themes, FOLDS, seed)
    predicted = np.empty(len(values))
    for fold in range(FOLDS):
        here = folds == fold
        predicted[here] = basis(values[here]) @ fit(values[~here], rated.means[~here])
    return predicted, folds


def ridge(values: NDArray[np.float32], ratings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ridge regression of the standardised ratings on the centred basis."""
    columns = basis(values)
    columns = columns - columns.mean(0)
    target = (ratings - ratings.mean()) / max(float(ratings.std()), 1e-9)
    square = columns.T @ columns + _PENALTY * len(columns) * np.eye(columns.shape[1])
    return np.asarray(np.linalg.solve(square, columns.T @ target))


def load_rated(bench: Bench) -> Rated:
    """The rated photos that are in the folder of photos, `all_limit` at most, whole themes.

    Raises NotMeasuredError when a folder was not given, or there are fewer than five themes.
    """
    folder = bench.settings.ratings
    if folder is None:
        raise NotMeasuredError("needs --ratings")
    rows: list[dict[str, str]] = []
    for path in sorted(folder.glob("*per_image*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows += [row for row in csv.DictReader(file) if (bench.photos / row["path"]).is_file()]
    themes = list(dict.fromkeys(row["theme"] for row in rows))
    most = bench.settings.all_limit
    if most is not None:  # at least two themes a fold, or nothing could be correlated
        order = np.random.default_rng(bench.settings.seed).permutation(len(themes))
        kept = {themes[i] for i in order[: max(2 * FOLDS, most // 4)]}
        rows = [row for row in rows if row["theme"] in kept]
    if len({row["theme"] for row in rows}) < FOLDS:
        raise NotMeasuredError(f"fewer than {FOLDS} themes of rated photos are in the folder")
    return Rated(
        names=tuple(row["path"] for row in rows),
        themes=tuple(row["theme"] for row in rows),
        means=np.array([float(row["beauty_mean"]) for row in rows]),
    )


def read_prior(card: Path) -> NDArray[np.float64] | None:
    """The generic prior's weights on a card, (2 * attributes,); None when it has none."""
    if not card.is_file():
        return None
    written = json.loads(card.read_text(encoding="utf-8")).get("generic_prior", {})
    if not all(attribute.id in written for attribute in ATTRIBUTES):
        return None
    shapes = ("more_is_better", "middling_is_better")
    return np.array([written[a.id][shape] for shape in shapes for a in ATTRIBUTES])

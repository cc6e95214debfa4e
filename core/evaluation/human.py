"""Human beauty: does the empty profile's score agree with what people find beautiful?

The ratings' folder holds a table "*per_image*.csv" with the columns path (under the folder of
photos), theme and beauty_mean. Rank correlations (Spearman) over its photos:

* *as shipped*: the empty profile's score of the judge as it is, with the mean ratings. If its
  appeal was fitted on these very ratings (the card says so), this is no figure of unseen photos.
* *unseen*: the honest one. The appeal of the generic opinion is fitted on four folds of the photos,
  put into the judge, and the judge's empty profile scores the fifth, no theme in two folds; the
  five parts side by side give one rank correlation with the ratings; the mean over three seeds of
  the folds. The attributes' normalisation, the soundness and the fusion know no rating.
  The interval is the 95% percentile bootstrap of that mean, themes drawn as a whole.
* *fidelity*: the empty profile's score with the generic opinion that the fusion is to follow.

* *attributes alone*: the unseen figure once more, the appeal fitted and judged without what the
  photo shows; *gain* is what the latter adds, with an interval of the difference.

`within_folds` is the mean of the rank correlations inside each single fold.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bench import Bench, NotMeasuredError
from core.evaluation.metrics import group_folds, group_interval, srocc
from core.judge import Look
from core.mini.seen import without_embedding
from core.profile import Profile
from core.training.prior import Rated, with_appeal
from core.training.ratings import read_ratings

FOLDS = 5
SEEDS = 3


@dataclass(frozen=True, slots=True)
class HumanFigures:
    """Rank correlations as the module says."""

    unseen: float
    unseen_low: float
    unseen_high: float
    attributes_alone: float
    gain: float
    gain_low: float
    gain_high: float
    within_folds: float
    as_shipped: float
    fidelity: float
    photos: int
    themes: int


def human_figures(bench: Bench) -> HumanFigures:
    """Measure them."""
    names, rated = load_rated(bench)
    looks = bench.looks(names)
    empty = bench.scores(looks, Profile())
    unseen = [
        predict_unseen(bench, looks, rated, seed=bench.settings.seed + seed)
        for seed in range(SEEDS)
    ]

    blind = [
        predict_unseen(bench, _blind(looks), rated, seed=bench.settings.seed + seed)
        for seed in range(SEEDS)
    ]

    def agreement(rows: NDArray[np.int64], predicted: Sequence[_Predicted] = unseen) -> float:
        return float(np.mean([srocc(p[rows], rated.ratings[rows]) for p, _ in predicted]))

    def gain(rows: NDArray[np.int64]) -> float:
        return agreement(rows) - agreement(rows, blind)

    low, high = _interval(bench, agreement, rated)
    gain_low, gain_high = _interval(bench, gain, rated)
    every = np.arange(len(names))
    inside = [
        srocc(predicted[folds == fold], rated.ratings[folds == fold])
        for predicted, folds in unseen
        for fold in range(FOLDS)
    ]
    opinion = bench.judge.opinion(rated.seen).numpy()
    return HumanFigures(
        unseen=agreement(every),
        unseen_low=low,
        unseen_high=high,
        attributes_alone=agreement(every, blind),
        gain=gain(every),
        gain_low=gain_low,
        gain_high=gain_high,
        within_folds=float(np.nanmean(inside)),
        as_shipped=srocc(empty, rated.ratings),
        fidelity=srocc(empty, opinion),
        photos=len(names),
        themes=len(set(rated.themes.tolist())),
    )


_Predicted = tuple[NDArray[np.float32], NDArray[np.int64]]


def _interval(
    bench: Bench, figure: Callable[[NDArray[np.int64]], float], rated: Rated
) -> tuple[float, float]:
    themes = rated.themes.tolist()
    return group_interval(
        figure, themes, resamples=bench.settings.resamples, seed=bench.settings.seed
    )


def _blind(looks: Sequence[Look]) -> list[Look]:
    """The looks as they would be without the content tower."""
    return [replace(look, payload=without_embedding(look.payload)) for look in looks]


def predict_unseen(bench: Bench, looks: Sequence[Look], rated: Rated, *, seed: int) -> _Predicted:
    """Each photo's score by the judge whose appeal was fitted without its fold, and its fold; (n,)
    both."""
    rated = Rated(bench.judge.seen(looks), rated.ratings, rated.themes)
    folds = group_folds(rated.themes.tolist(), FOLDS, seed)
    predicted = np.empty(len(looks), np.float32)
    for fold in range(FOLDS):
        here = folds == fold
        known = rated.rows(~here)
        judge = bench.judge.with_opinion(
            with_appeal(bench.judge.opinion, known, reference=known.seen)
        )
        chosen = [look for look, inside in zip(looks, here, strict=True) if inside]
        predicted[here] = judge.judge(chosen, Profile()).score
    return predicted, folds


def load_rated(bench: Bench) -> tuple[tuple[str, ...], Rated]:
    """The rated photos that are in the folder of photos, `all_limit` at most, whole themes.

    Raises NotMeasuredError when a folder was not given, or there are fewer than five themes.
    """
    folder = bench.settings.ratings
    if folder is None:
        raise NotMeasuredError("needs --ratings")
    rows = read_ratings(folder, bench.photos)
    themes = list(dict.fromkeys(row["theme"] for row in rows))
    most = bench.settings.all_limit
    if most is not None:  # at least two themes a fold, or nothing could be correlated
        order = np.random.default_rng(bench.settings.seed).permutation(len(themes))
        kept = {themes[i] for i in order[: max(2 * FOLDS, most // 4)]}
        rows = [row for row in rows if row["theme"] in kept]
    if len({row["theme"] for row in rows}) < FOLDS:
        raise NotMeasuredError(f"fewer than {FOLDS} themes of rated photos are in the folder")
    names = tuple(row["path"] for row in rows)
    return names, Rated(
        seen=bench.judge.seen(bench.looks(names)),
        ratings=np.array([float(row["beauty_mean"]) for row in rows]),
        themes=np.array([row["theme"] for row in rows]),
    )

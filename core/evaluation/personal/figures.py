"""The figures of one predictor: per rater, pooled, within images, and of photos' means.

* *per rater*: the correlation over one rater's ratings, the mean over raters, with the 95%
  percentile bootstrap interval over raters. Raters with fewer than `least` ratings are left out.
* *pooled*: one correlation over all ratings. It mixes people who use the scale differently.
* *within images*: Pearson's correlation of (prediction minus its mean over the photo's raters) with
  (rating minus its mean over the photo's raters), over all ratings of photos with two or more. What
  all raters agree on cancels out: only this shows an effect of profiles where most of a rating is
  the photo. Undefined where all raters get one prediction. Interval over raters.
* *of photos*: the mean prediction of each photo with its mean rating by everyone. Interval over
  photos, or over groups of alike photos.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.evaluation.metrics import group_interval, krcc, plcc, srocc

_NAN = float("nan")
_NOISE = 1e-9  # deviations below this are rounding, not a judge's opinion

Correlation = Callable[[NDArray[np.floating], NDArray[np.floating]], float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95% bootstrap interval; NaN where it is not defined."""

    value: float
    low: float = _NAN
    high: float = _NAN


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The n ratings that are predicted, as numbers.

    `rater` (n,) and `photo` (n,) are indices; `rating` (n,) is from 0 to 1. `photo_mean` and
    `photo_group` (photos,): each photo's mean rating by everyone, and what it is alike to. Where
    raters are not known, there is a row a photo, its mean, and `rater` is None.
    """

    rater: NDArray[np.int64] | None
    photo: NDArray[np.int64]
    rating: NDArray[np.float64]
    photo_mean: NDArray[np.float64]
    photo_group: Sequence[Hashable]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one predictor, as the module says. `users`: raters behind the per-rater ones;
    `undefined`: raters whose own ratings, or predictions, are all the same."""

    user_srocc: Estimate
    user_plcc: Estimate
    user_krcc: Estimate
    users: int
    undefined: int
    pooled_srocc: float
    pooled_plcc: float
    pooled_krcc: float
    within_image: Estimate
    photo_srocc: Estimate
    photo_plcc: Estimate
    photo_krcc: float


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are drawn."""

    resamples: int = 1000
    seed: int = 0


def measure(
    rows: Rows, predicted: NDArray[np.float64], *, least: int, bootstrap: Bootstrap
) -> Figures:
    """The figures of predictions (n,)."""
    by_rater = per_rater(rows, predicted, srocc, least=least)
    known = rows.rater is not None
    return Figures(
        user_srocc=mean_over_raters(by_rater, bootstrap),
        user_plcc=mean_over_raters(per_rater(rows, predicted, plcc, least=least), bootstrap),
        user_krcc=mean_over_raters(per_rater(rows, predicted, krcc, least=least), bootstrap),
        users=int(np.count_nonzero(~np.isnan(by_rater))),
        undefined=int(np.count_nonzero(np.isnan(by_rater))),
        pooled_srocc=srocc(predicted, rows.rating) if known else _NAN,
        pooled_plcc=plcc(predicted, rows.rating) if known else _NAN,
        pooled_krcc=krcc(predicted, rows.rating) if known else _NAN,
        within_image=within_image(rows, predicted, bootstrap),
        photo_srocc=_of_photos(rows, predicted, srocc, bootstrap),
        photo_plcc=_of_photos(rows, predicted, plcc, bootstrap),
        photo_krcc=krcc(*_photo_means(rows, predicted)[1:]),
    )


def per_rater(
    rows: Rows, predicted: NDArray[np.float64], correlation: Correlation, *, least: int
) -> NDArray[np.float64]:
    """Each rater's correlation, NaN where it is undefined; raters in the order of their index.

    Raters with fewer than `least` ratings are not in it.
    """
    if rows.rater is None:
        return np.empty(0)
    order = np.argsort(rows.rater, kind="stable")
    _, begins = np.unique(rows.rater[order], return_index=True)
    return np.array(
        [
            correlation(predicted[own], rows.rating[own])
            for own in np.split(order, begins[1:])
            if len(own) >= least
        ]
    )


def mean_over_raters(by_rater: NDArray[np.float64], bootstrap: Bootstrap) -> Estimate:
    """The mean of raters' figures that are defined, and its interval over raters."""
    known = by_rater[~np.isnan(by_rater)]
    if not known.size:
        return Estimate(_NAN)
    low, high = group_interval(
        lambda drawn: float(known[drawn].mean()),
        range(len(known)),
        resamples=bootstrap.resamples,
        seed=bootstrap.seed,
    )
    return Estimate(float(known.mean()), low, high)


def within_image(rows: Rows, predicted: NDArray[np.float64], bootstrap: Bootstrap) -> Estimate:
    """The within-image correlation; NaN without raters, or when a side never deviates."""
    if rows.rater is None:
        return Estimate(_NAN)
    p, r = _deviations(rows.photo, predicted), _deviations(rows.photo, rows.rating)
    if np.abs(p).max(initial=0) < _NOISE or np.abs(r).max(initial=0) < _NOISE:
        return Estimate(_NAN)
    _, rater = np.unique(rows.rater, return_inverse=True)
    sums = np.stack([np.bincount(rater, part) for part in (p * r, p * p, r * r)], axis=1)

    def correlation(drawn: NDArray[np.int64]) -> float:
        both, one, other = sums[drawn].sum(axis=0)  # deviations have mean 0: no further centring
        return float(both / np.sqrt(one * other)) if one > 0 and other > 0 else _NAN

    low, high = group_interval(
        correlation, range(len(sums)), resamples=bootstrap.resamples, seed=bootstrap.seed
    )
    return Estimate(correlation(np.arange(len(sums))), low, high)


def _deviations(photo: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each value minus the mean of its photo, (n,); 0 for a photo with one row."""
    count = np.bincount(photo)
    means = np.bincount(photo, values) / np.maximum(count, 1)
    deviations: NDArray[np.float64] = values - means[photo]
    return deviations


def _photo_means(
    rows: Rows, predicted: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """The photos that have rows, (m,), their mean prediction and their mean rating by everyone."""
    count = np.bincount(rows.photo, minlength=len(rows.photo_mean))
    there = np.flatnonzero(count)
    sums = np.bincount(rows.photo, predicted, minlength=len(rows.photo_mean))
    return there, sums[there] / count[there], rows.photo_mean[there]


def _of_photos(
    rows: Rows, predicted: NDArray[np.float64], correlation: Correlation, bootstrap: Bootstrap
) -> Estimate:
    there, means, ratings = _photo_means(rows, predicted)
    low, high = group_interval(
        lambda drawn: correlation(means[drawn], ratings[drawn]),
        [rows.photo_group[i] for i in there],
        resamples=bootstrap.resamples,
        seed=bootstrap.seed,
    )
    return Estimate(correlation(means, ratings), low, high)

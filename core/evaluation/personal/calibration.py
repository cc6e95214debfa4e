"""Does a score mean what it says? Reliability as it is, and the error after isotonic calibration.

The isotonic map (the best rising step function, in squares; scipy.optimize.isotonic_regression) is
always applied to ratings of raters and photos that it was not fitted on.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from core.evaluation.metrics import group_folds
from core.evaluation.personal.figures import Rows

FOLDS = 3
BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class IsotonicMap:
    """A rising map from predictions to ratings: straight between knots, level beyond the ends.

    `at` and `to`: (knots,), both ascending.
    """

    at: NDArray[np.float64]
    to: NDArray[np.float64]

    @classmethod
    def fit(cls, predicted: NDArray[np.float64], rating: NDArray[np.float64]) -> Self:
        """Fit to (n,) predictions and ratings, n > 0; equal predictions share their mean rating."""
        at, where = np.unique(predicted, return_inverse=True)
        count = np.bincount(where).astype(np.float64)
        means = np.bincount(where, rating) / count
        return cls(at, isotonic_regression(means, weights=count).x)

    def __call__(self, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """The calibrated predictions, (n,)."""
        return np.interp(predicted, self.at, self.to)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Ratings in bins of the prediction, ascending, of equal counts.

    `predicted` and `rated`: means of each bin, from 0 to 1; `count` of each. `error`: the mean
    distance of the two over all ratings (expected calibration error).
    """

    predicted: tuple[float, ...]
    rated: tuple[float, ...]
    count: tuple[int, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Mean absolute errors on 0 to 1: as it is, after isotonic calibration, and of always saying
    the mean; NaN where there is too little to calibrate on."""

    mae: float
    mae_isotonic: float
    mae_of_mean: float


def reliability(predicted: NDArray[np.float64], rating: NDArray[np.float64]) -> Reliability:
    """The bins of (n,) predictions; at most BINS, none of them empty."""
    order = np.argsort(predicted, kind="stable")
    bins = [rows for rows in np.array_split(order, BINS) if len(rows)]
    means = [float(predicted[rows].mean()) for rows in bins]
    rated = [float(rating[rows].mean()) for rows in bins]
    count = [len(rows) for rows in bins]
    gaps = np.abs(np.subtract(means, rated))
    return Reliability(
        tuple(means), tuple(rated), tuple(count), float(np.average(gaps, weights=count))
    )


def calibrate(rows: Rows, predicted: NDArray[np.float64], *, seed: int) -> Calibration:
    """Errors of (n,) predictions, the calibrated ones out of fold."""
    fitted = cross_fitted(rows, predicted, seed=seed)
    constant = cross_fitted(rows, np.zeros_like(predicted), seed=seed)
    return Calibration(
        float(np.abs(predicted - rows.rating).mean()),
        float(np.abs(fitted - rows.rating).mean()),
        float(np.abs(constant - rows.rating).mean()),
    )


def cross_fitted(rows: Rows, predicted: NDArray[np.float64], *, seed: int) -> NDArray[np.float64]:
    """Calibrated predictions (n,), each by a map that saw neither its photo (nor one alike) nor,
    where there are enough raters, its rater; NaN where nothing is left to fit on."""
    photo_fold = group_folds([rows.photo_group[i] for i in rows.photo], FOLDS, seed)
    rater_fold = np.zeros(len(predicted), dtype=np.int64)
    by_rater = rows.rater is not None and len(np.unique(rows.rater)) >= FOLDS
    if by_rater and rows.rater is not None:
        rater_fold = group_folds(rows.rater.tolist(), FOLDS, seed)
    found = np.full(len(predicted), np.nan)
    for of_photo in range(FOLDS):
        for of_rater in range(FOLDS if by_rater else 1):
            here = (photo_fold == of_photo) & (rater_fold == of_rater)
            known = (photo_fold != of_photo) & ((rater_fold != of_rater) | (not by_rater))
            if here.any() and known.any():
                found[here] = IsotonicMap.fit(predicted[known], rows.rating[known])(predicted[here])
    return found

"""Rank correlation and pair accuracy."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr


def srocc(predicted: NDArray[np.floating], wanted: NDArray[np.floating]) -> float:
    """Spearman's rank correlation, (n,) each; NaN when one of them is constant."""
    if np.ptp(predicted) == 0 or np.ptp(wanted) == 0:
        return float("nan")
    return float(spearmanr(predicted, wanted).statistic)


def pair_accuracy(better: NDArray[np.floating], worse: NDArray[np.floating]) -> float:
    """The share of pairs in which the better one has the higher score; a tie counts half."""
    return float(np.mean((better > worse) + 0.5 * (better == worse)))

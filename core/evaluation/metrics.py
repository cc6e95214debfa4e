"""Rank correlation, pair accuracy, spread, and other numbers that do not know what they are of."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau, pearsonr, rankdata, spearmanr


def srocc(predicted: NDArray[np.floating], wanted: NDArray[np.floating]) -> float:
    """Spearman's rank correlation, (n,) each; NaN when one of them is constant or n < 2."""
    if _is_constant(predicted) or _is_constant(wanted):
        return float("nan")
    return float(spearmanr(predicted, wanted).statistic)


def plcc(predicted: NDArray[np.floating], wanted: NDArray[np.floating]) -> float:
    """Pearson's linear correlation, (n,) each; NaN when one of them is constant or n < 2."""
    if _is_constant(predicted) or _is_constant(wanted):
        return float("nan")
    return float(pearsonr(predicted.astype(np.float64), wanted.astype(np.float64)).statistic)


def krcc(predicted: NDArray[np.floating], wanted: NDArray[np.floating]) -> float:
    """Kendall's rank correlation tau-b, (n,) each; NaN when one is constant or n < 2."""
    if _is_constant(predicted) or _is_constant(wanted):
        return float("nan")
    return float(kendalltau(predicted, wanted).statistic)


def _is_constant(values: NDArray[np.floating]) -> bool:
    """Whether values differ by no more than rounding; so do fewer than two."""
    if len(values) < 2:
        return True
    return bool(np.ptp(values) <= 1e-12 * np.abs(values).max())


def pair_accuracy(better: NDArray[np.floating], worse: NDArray[np.floating]) -> float:
    """The share of pairs in which the better one has the higher score; a tie counts half.

    NaN without pairs.
    """
    if len(better) == 0:
        return float("nan")
    return float(np.mean((better > worse) + 0.5 * (better == worse)))


def percentile_width(scores: NDArray[np.floating], low: float = 5, high: float = 95) -> float:
    """From the 5th to the 95th percentile, linear between neighbours, in score points."""
    below, above = np.percentile(scores.astype(np.float64), [low, high])
    return float(above - below)


def area_under_roc(scores: NDArray[np.floating], truth: NDArray[np.bool_]) -> float:
    """The share of pairs of a true and a false one, (n,) each, in which the true one has the higher
    score; a tie counts half. NaN without such pairs."""
    true, false = int(truth.sum()), int((~truth).sum())
    if true == 0 or false == 0:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[truth].sum() - true * (true + 1) / 2) / (true * false))


def average_precision(scores: NDArray[np.floating], truth: NDArray[np.bool_]) -> float:
    """Mean of the precision at each true one, the highest scores first, (n,) each; ties keep their
    order. NaN when none is true."""
    ordered = truth[np.argsort(-scores, kind="stable")]
    if not ordered.any():
        return float("nan")
    precision = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    return float(precision[ordered].mean())


def share_at_ends(scores: NDArray[np.floating]) -> float:
    """The share of scores of at most 2 or at least 98."""
    return float(np.mean((scores <= 2) | (scores >= 98)))


def largest_fall(raw: NDArray[np.floating], score: NDArray[np.floating]) -> float:
    """How far the score falls at most while the raw score rises, (n,) each; 0 for a monotone map.

    Equal raw scores with different scores count too: then the map is no function.
    """
    if len(raw) == 0:
        return 0.0
    worst = 0.0
    for tied in (score, -score):  # ties once in each order
        ordered = score[np.lexsort((tied, raw))].astype(np.float64)
        worst = max(worst, float(np.max(np.maximum.accumulate(ordered) - ordered)))
    return worst


def risk_coverage(
    confidence: NDArray[np.floating], right: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The most confident first: after each, the share answered and the share of those wrong.

    (n,) each -> coverage (n,), risk (n,). Equal confidences keep their order.
    """
    order = np.argsort(-confidence.astype(np.float64), kind="stable")
    taken = np.arange(1, len(order) + 1)
    return taken / max(1, len(order)), np.cumsum(~right[order]) / taken


def group_folds(groups: Sequence[Hashable], folds: int, seed: int) -> NDArray[np.int64]:
    """A fold (0 to folds - 1) for each of n rows, no group in two folds, (n,).

    Groups are shuffled by the seed and each given to the fold that has the fewest rows so far.
    """
    members: dict[Hashable, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    names = list(members)
    fold = np.zeros(len(groups), dtype=np.int64)
    rows = np.zeros(folds, dtype=np.int64)
    for at in np.random.default_rng(seed).permutation(len(names)):
        smallest = int(rows.argmin())
        fold[members[names[at]]] = smallest
        rows[smallest] += len(members[names[at]])
    return fold


def group_interval(
    statistic: Callable[[NDArray[np.int64]], float],
    groups: Sequence[Hashable],
    *,
    resamples: int,
    seed: int,
) -> tuple[float, float]:
    """The 95% percentile-bootstrap interval of a statistic of rows, groups drawn as a whole.

    `statistic` gets row numbers, some of them several times; NaN results are left out. Photos of
    one theme are alike: drawing them one by one would make the interval too narrow.
    """
    members: dict[Hashable, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    rows = np.array([row for block in members.values() for row in block], dtype=np.int64)
    length = np.array([len(block) for block in members.values()], dtype=np.int64)
    begin = np.cumsum(length) - length
    rng = np.random.default_rng(seed)

    def draw() -> NDArray[np.int64]:
        drawn = rng.integers(0, len(length), len(length))
        ends = np.cumsum(length[drawn])
        # each drawn group's rows side by side, without a loop over what may be 30,000 groups
        shift = np.repeat(begin[drawn] - (ends - length[drawn]), length[drawn])
        chosen: NDArray[np.int64] = rows[shift + np.arange(ends[-1])]
        return chosen

    found = [statistic(draw()) for _ in range(resamples)]
    known = np.array([value for value in found if not np.isnan(value)])
    if not known.size:
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)

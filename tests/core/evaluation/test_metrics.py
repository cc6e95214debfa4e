"""Metrics with known values."""

import numpy as np
import pytest

from core.evaluation.metrics import (
    group_folds,
    group_interval,
    largest_fall,
    pair_accuracy,
    percentile_width,
    risk_coverage,
    share_at_ends,
    srocc,
)


def test_srocc_knows_order_only() -> None:
    wanted = np.array([1.0, 2.0, 3.0, 4.0])
    assert srocc(wanted**3, wanted) == 1.0
    assert srocc(-wanted, wanted) == -1.0
    assert np.isnan(srocc(np.ones(4), wanted))
    assert np.isnan(srocc(np.ones(1), np.ones(1)))


def test_srocc_by_hand() -> None:
    # ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 * (1 + 1 + 1 + 1) / (5 * 24)
    found = srocc(np.array([0.1, 0.2, 0.3, 0.4, 0.5]), np.array([20.0, 10.0, 40.0, 30.0, 50.0]))
    assert found == pytest.approx(0.8)


def test_pair_accuracy_counts_a_tie_as_half() -> None:
    assert pair_accuracy(np.array([2.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0])) == 0.5
    assert np.isnan(pair_accuracy(np.array([]), np.array([])))


def test_percentile_width_of_0_to_100_is_90() -> None:
    assert percentile_width(np.arange(101.0)) == pytest.approx(90.0)
    assert percentile_width(np.full(7, 50.0)) == 0.0


def test_the_ends_include_2_and_98() -> None:
    assert share_at_ends(np.array([2.0, 2.1, 97.9, 98.0])) == 0.5


def test_the_largest_fall_is_of_the_score_along_the_raw_score() -> None:
    raw = np.array([3.0, 1.0, 2.0, 4.0])
    assert largest_fall(raw, np.array([30.0, 10.0, 20.0, 30.0])) == 0.0
    # along 1, 2, 3, 4: 10, 50, 45, 20: from 50 down to 20
    assert largest_fall(raw, np.array([45.0, 10.0, 50.0, 20.0])) == 30.0


@pytest.mark.parametrize("scores", [(10.0, 13.0), (13.0, 10.0)])
def test_two_scores_of_one_raw_score_are_a_fall(scores: tuple[float, float]) -> None:
    assert largest_fall(np.array([1.0, 1.0]), np.array(scores)) == 3.0


def test_risk_and_coverage_by_hand() -> None:
    coverage, risk = risk_coverage(
        np.array([0.6, 0.9, 0.7, 0.8]), np.array([False, True, False, True])
    )
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 2])


def test_no_group_is_in_two_folds_and_folds_are_alike_in_size() -> None:
    groups = [f"theme {i % 40}" for i in range(200)]
    folds = group_folds(groups, 5, seed=3)
    for name in set(groups):
        assert len({int(f) for f, g in zip(folds, groups, strict=True) if g == name}) == 1
    assert np.bincount(folds).tolist() == [40] * 5
    assert group_folds(groups, 5, seed=3).tolist() == folds.tolist()
    assert group_folds(groups, 5, seed=4).tolist() != folds.tolist()


def test_the_interval_of_a_mean_draws_groups_as_a_whole() -> None:
    values = np.repeat(np.random.default_rng(0).normal(5, 1, 50), 20)
    groups = np.repeat(np.arange(50), 20).tolist()

    def mean(rows: np.ndarray) -> float:
        return float(values[rows].mean())

    low, high = group_interval(mean, groups, resamples=2000, seed=1)
    error = values[::20].std() / np.sqrt(50)  # 50 independent values, not 1,000
    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.03)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.03)

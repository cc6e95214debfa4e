"""Metrics with known values."""

import numpy as np

from core.evaluation.metrics import pair_accuracy, srocc


def test_srocc_knows_order_only() -> None:
    wanted = np.array([1.0, 2.0, 3.0, 4.0])
    assert srocc(wanted**3, wanted) == 1.0
    assert srocc(-wanted, wanted) == -1.0
    assert np.isnan(srocc(np.ones(4), wanted))


def test_pair_accuracy_counts_a_tie_as_half() -> None:
    assert pair_accuracy(np.array([2.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0])) == 0.5

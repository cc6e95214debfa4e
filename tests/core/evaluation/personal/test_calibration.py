"""Calibration against values computed by hand."""

import numpy as np
import pytest

from core.evaluation.personal.calibration import IsotonicMap, calibrate, cross_fitted, reliability
from core.evaluation.personal.figures import Rows


def test_the_isotonic_map_pools_what_falls() -> None:
    predicted = np.array([0.1, 0.2, 0.3, 0.4])
    fitted = IsotonicMap.fit(predicted, np.array([0.0, 0.6, 0.4, 1.0]))
    assert fitted(predicted).tolist() == pytest.approx([0.0, 0.5, 0.5, 1.0])
    assert fitted(np.array([-5.0, 0.15, 9.0])).tolist() == pytest.approx([0.0, 0.25, 1.0])


def test_equal_predictions_count_by_their_number() -> None:
    fitted = IsotonicMap.fit(np.array([0.1, 0.1, 0.1, 0.2]), np.array([0.5, 0.6, 0.7, 0.2]))
    # the mean of .5 .6 .7 (0.6, three times) and 0.2 falls: all are pooled to 0.5
    assert fitted(np.array([0.1, 0.2])).tolist() == pytest.approx([0.5, 0.5])


def test_reliability_by_hand() -> None:
    found = reliability(np.arange(20) / 20, np.full(20, 0.5))
    assert found.count == (2,) * 10
    assert found.predicted[:2] == pytest.approx((0.025, 0.125))
    assert found.rated == pytest.approx((0.5,) * 10)
    # distances .475 .375 .275 .175 .075 .025 .125 .225 .325 .425
    assert found.error == pytest.approx(0.25)
    assert reliability(np.array([0.2, 0.4]), np.array([0.2, 0.5])).error == pytest.approx(0.05)


def make_rows(raters: int, photos: int, rating: np.ndarray) -> Rows:
    rater = np.repeat(np.arange(raters), photos)
    photo = np.tile(np.arange(photos), raters)
    return Rows(rater, photo, rating, np.zeros(photos), list(range(photos)))


def test_a_distorted_scale_is_put_right_by_calibration() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random(6000)
    rows = make_rows(60, 100, truth)
    found = calibrate(rows, 0.2 + 0.1 * truth**3, seed=0)
    assert found.mae > 0.25
    assert found.mae_isotonic < 0.01
    assert found.mae_of_mean == pytest.approx(0.25, abs=0.01)  # of a uniform variable


@pytest.mark.parametrize("of", ["photo", "rater"])
def test_nothing_is_calibrated_on_its_own_rater_or_photo(of: str) -> None:
    rng = np.random.default_rng(0)
    predicted = rng.random(900)
    rows = make_rows(30, 30, rng.random(900))
    own = np.asarray(getattr(rows, of)) == 3
    changed = make_rows(30, 30, np.where(own, 1 - rows.rating, rows.rating))
    before = cross_fitted(rows, predicted, seed=0)
    after = cross_fitted(changed, predicted, seed=0)
    assert np.array_equal(before[own], after[own])
    assert not np.array_equal(before[~own], after[~own])


def test_alike_photos_are_in_one_fold() -> None:
    rng = np.random.default_rng(0)
    rows = make_rows(1, 12, rng.random(12))
    one_group = Rows(rows.rater, rows.photo, rows.rating, rows.photo_mean, ["same"] * 12)
    assert np.isnan(cross_fitted(one_group, rng.random(12), seed=0)).all()
    assert not np.isnan(cross_fitted(rows, rng.random(12), seed=0)).any()

"""Figures against values computed by hand."""

import numpy as np
import pytest
from scipy.stats import pearsonr

from core.evaluation.personal.figures import Bootstrap, Rows, measure, per_rater, within_image

BOOTSTRAP = Bootstrap(resamples=200, seed=1)


def make_rows(rater: list[int] | None, photo: list[int], rating: list[float]) -> Rows:
    numbers, given = np.array(photo), np.array(rating)
    means = np.bincount(numbers, given) / np.maximum(np.bincount(numbers), 1)
    groups = list(range(len(means)))
    return Rows(None if rater is None else np.array(rater), numbers, given, means, groups)


# two raters, the same four photos; the second rater sees them the other way round but for one pair
RATER = [0, 0, 0, 0, 1, 1, 1, 1]
PHOTO = [0, 1, 2, 3, 0, 1, 2, 3]
RATING = [0.1, 0.2, 0.3, 0.4, 0.9, 0.7, 0.8, 0.6]


def test_per_rater_figures_by_hand() -> None:
    rows = make_rows(RATER, PHOTO, RATING)
    predicted = np.array([0.0, 0.1, 0.2, 0.3] * 2)
    found = measure(rows, predicted, least=4, bootstrap=BOOTSTRAP)
    # ranks 1 2 3 4 against 4 2 3 1: 1 - 6 * (9 + 0 + 0 + 9) / (4 * 15) = -0.8
    assert found.user_srocc.value == pytest.approx((1 - 0.8) / 2)
    # pairs of 4 2 3 1: one rises, five fall: -4 / 6
    assert found.user_krcc.value == pytest.approx((1 - 4 / 6) / 2)
    # deviations -3 -1 1 3 (halves) against 3 -1 1 -3: -16 / 20
    assert found.user_plcc.value == pytest.approx((1 - 0.8) / 2)
    assert found.users == 2
    assert found.undefined == 0
    # the bootstrap of two raters can only give 1, 0.1 and -0.8
    assert found.user_srocc.low == pytest.approx(-0.8)
    assert found.user_srocc.high == pytest.approx(1)


def test_raters_with_few_or_equal_ratings() -> None:
    rows = make_rows(
        [0, 0, 0, 1, 1, 2, 2, 2], [0, 1, 2, 0, 1, 0, 1, 2], [0.1, 0.2, 0.3] + [0.5] * 5
    )
    predicted = np.arange(8.0)

    def order(one: np.ndarray, other: np.ndarray) -> float:
        return float("nan") if np.ptp(other) == 0 else 1.0

    assert np.array_equal(per_rater(rows, predicted, order, least=3), [1.0, np.nan], equal_nan=True)
    found = measure(rows, predicted, least=3, bootstrap=BOOTSTRAP)
    assert (found.users, found.undefined) == (1, 1)
    assert found.user_srocc.value == 1


def test_raters_in_any_order_of_rows() -> None:
    shuffle = np.random.default_rng(0).permutation(8)
    one = make_rows(RATER, PHOTO, RATING)
    other = make_rows(*(np.array(part)[shuffle].tolist() for part in (RATER, PHOTO, RATING)))
    predicted = np.random.default_rng(1).random(8)
    found = measure(one, predicted, least=2, bootstrap=BOOTSTRAP)
    again = measure(other, predicted[shuffle], least=2, bootstrap=BOOTSTRAP)
    assert again.user_srocc == found.user_srocc
    assert again.within_image.value == pytest.approx(found.within_image.value)


def test_within_image_by_hand() -> None:
    rows = make_rows([0, 1, 0, 1], [0, 0, 1, 1], [0.2, 0.6, 0.5, 0.9])
    # deviations of ratings -.2 .2 -.2 .2, of predictions -.1 .1 .3 -.3:
    # (.02 + .02 - .06 - .06) / sqrt((.01 + .01 + .09 + .09) * .16) = -.08 / sqrt(.032)
    found = within_image(rows, np.array([0.4, 0.6, 0.9, 0.3]), BOOTSTRAP)
    assert found.value == pytest.approx(-0.08 / np.sqrt(0.032))
    assert within_image(rows, rows.rating * 0.3, BOOTSTRAP).value == pytest.approx(1)


def test_within_image_is_pearson_of_deviations() -> None:
    rng = np.random.default_rng(0)
    rows = make_rows(
        rng.integers(0, 9, 200).tolist(),
        rng.integers(0, 20, 200).tolist(),
        rng.random(200).tolist(),
    )
    predicted = rng.random(200) + rows.rating
    means = np.array([predicted[rows.photo == p].mean() for p in rows.photo])
    wanted = pearsonr(predicted - means, rows.rating - rows.photo_mean[rows.photo]).statistic
    found = within_image(rows, predicted, BOOTSTRAP)
    assert found.value == pytest.approx(wanted)
    assert found.low < found.value < found.high


def test_within_images_what_all_agree_on_cancels_out() -> None:
    rng = np.random.default_rng(0)
    photo = np.tile(np.arange(30), 40)
    rater = np.repeat(np.arange(40), 30)
    quality = rng.normal(size=30)[photo]
    rows = make_rows(rater.tolist(), photo.tolist(), (quality + rng.normal(size=1200)).tolist())
    noise = rng.normal(size=1200)
    pooled = measure(rows, quality * 5 + noise, least=5, bootstrap=BOOTSTRAP)
    assert pooled.pooled_srocc > 0.6
    assert abs(pooled.within_image.value) < 0.1


def test_one_prediction_for_all_raters_has_no_within_image_figure() -> None:
    rows = make_rows([0, 1, 2, 0, 1, 2], [0, 0, 0, 1, 1, 1], [0.1, 0.5, 0.3, 0.2, 0.9, 0.4])
    predicted = np.array([0.1 + 0.2, 0.3, 0.3, 0.7, 0.7, 0.7])  # 0.1 + 0.2 is not quite 0.3
    assert np.isnan(within_image(rows, predicted, BOOTSTRAP).value)


def test_photos_means_are_those_of_everyone() -> None:
    rows = make_rows([0, 0, 0, 1], [0, 1, 2, 2], [0.1, 0.5, 0.9, 0.7])
    everyone = Rows(
        rows.rater, rows.photo, rows.rating, np.array([0.9, 0.5, 0.1]), rows.photo_group
    )
    predicted = np.array([0.2, 0.3, 0.4, 0.6])
    assert measure(rows, predicted, least=2, bootstrap=BOOTSTRAP).photo_srocc.value == 1
    assert measure(everyone, predicted, least=2, bootstrap=BOOTSTRAP).photo_srocc.value == -1


def test_without_raters_only_photos_have_figures() -> None:
    rows = make_rows(None, [0, 1, 2], [0.1, 0.5, 0.9])
    found = measure(rows, np.array([0.3, 0.2, 0.6]), least=2, bootstrap=BOOTSTRAP)
    assert found.photo_srocc.value == pytest.approx(0.5)
    assert found.users == 0
    for value in (found.user_srocc.value, found.pooled_srocc, found.within_image.value):
        assert np.isnan(value)


def test_the_seed_decides_the_interval() -> None:
    rng = np.random.default_rng(0)
    rows = make_rows(
        np.repeat(np.arange(30), 10).tolist(),
        np.tile(np.arange(10), 30).tolist(),
        rng.random(300).tolist(),
    )
    predicted = rows.rating + rng.random(300)

    def interval(seed: int) -> tuple[float, float]:
        found = measure(rows, predicted, least=2, bootstrap=Bootstrap(100, seed)).user_srocc
        return found.low, found.high

    assert interval(1) == interval(1)
    assert interval(1) != interval(2)

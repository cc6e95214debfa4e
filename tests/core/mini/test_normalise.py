"""Where a value stands among reference values."""

import numpy as np
import pytest

from core.mini.normalise import QUANTILES, Normaliser


def fitted(*columns: np.ndarray) -> Normaliser:
    return Normaliser.fit(np.stack(columns, axis=1))


def test_spread_values_map_to_their_rank() -> None:
    reference = np.random.default_rng(0).exponential(size=(2000, 1))
    standing = Normaliser.fit(reference)(np.quantile(reference, [[0], [0.25], [0.5], [0.8], [1]]))
    np.testing.assert_allclose(standing[:, 0], [-1, -0.5, 0, 0.6, 1], atol=0.02)
    assert standing.dtype == np.float32


def test_beyond_the_reference_is_the_end() -> None:
    normalise = fitted(np.arange(100.0))
    np.testing.assert_array_equal(normalise(np.array([[-5.0], [500.0]]))[:, 0], [-1, 1])


def test_constant_is_the_middle() -> None:
    normalise = fitted(np.full(50, 3.0))
    np.testing.assert_array_equal(normalise(np.array([[3.0], [2.0], [4.0]]))[:, 0], [0, -1, 1])


def test_ties_map_to_the_middle_of_their_range() -> None:
    values = np.concatenate([np.zeros(750), np.linspace(0.01, 1, 250)])
    standing = fitted(values)(np.array([[0.0], [0.0005], [0.1], [1.0]]))[:, 0]
    assert standing[0] == pytest.approx(-0.25, abs=0.04)
    assert standing[1] == pytest.approx(standing[0], abs=0.2)  # hardly more is no jump
    assert standing[2] == pytest.approx(0.55, abs=0.05)
    assert standing[3] == 1


def test_a_bound_that_many_reach_is_reached_without_a_jump() -> None:
    values = np.concatenate([np.linspace(0, 0.99, 500), np.ones(500)])
    standing = fitted(values)(np.array([[0.0], [0.5], [0.98], [0.999], [1.0]]))[:, 0]
    assert standing[0] == pytest.approx(-1)
    assert standing[4] == pytest.approx(0.5, abs=0.04)
    assert standing[3] == pytest.approx(standing[4], abs=0.05)
    assert standing[2] == pytest.approx(standing[4], abs=0.15)
    assert np.all(np.diff(standing) >= 0)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.97])
def test_order_is_kept(share: float) -> None:
    generator = np.random.default_rng(1)
    reference = np.where(generator.random(500) < share, 0, generator.normal(size=500))
    asked = np.sort(np.concatenate([reference, generator.normal(size=500) * 2]))[:, None]
    standing = fitted(reference)(asked)[:, 0]
    assert (np.diff(standing) >= 0).all()
    assert np.abs(standing).max() <= 1


def test_nan_is_left_out_and_stays() -> None:
    values = np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    standing = Normaliser.fit(values)(np.array([[2.0, 7.0], [np.nan, np.nan]]))
    np.testing.assert_array_equal(standing, [[0, 0], [np.nan, np.nan]])


def test_storing_keeps_every_answer() -> None:
    values = np.random.default_rng(2).normal(size=(300, 4)).astype(np.float32)
    normalise = Normaliser.fit(values)
    arrays = normalise.to_arrays()
    assert all(isinstance(a, np.ndarray) and a.dtype == np.float32 for a in arrays.values())
    np.testing.assert_array_equal(Normaliser.from_arrays(arrays)(values), normalise(values))


def test_wrong_shapes_are_refused() -> None:
    normalise = fitted(np.arange(9.0))
    with pytest.raises(ValueError, match="expected"):
        normalise(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="raw values"):
        Normaliser.fit(np.zeros(3))
    with pytest.raises(ValueError, match="stored"):
        Normaliser.from_arrays({"normaliser.quantiles": np.zeros((2, QUANTILES - 1), np.float32)})


def test_no_photos_is_an_empty_answer() -> None:
    assert fitted(np.arange(9.0))(np.empty((0, 1))).shape == (0, 1)

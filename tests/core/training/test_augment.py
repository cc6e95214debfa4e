"""Random views of a photo keep what it shows."""

import numpy as np

from core.mini.attributes.lines import turn
from core.mini.attributes.scene import Scene
from core.training.augment import MOST_TURNED, augment
from tests.core.training.semantic_set import photo


def test_views_have_the_asked_size_and_repeat_with_the_seed() -> None:
    for number in range(30):
        one, degrees = augment(photo(True, number), 32, np.random.default_rng(number))
        assert one.shape == (32, 32, 3)
        assert one.dtype == np.uint8
        assert abs(degrees) <= MOST_TURNED
        again, _ = augment(photo(True, number), 32, np.random.default_rng(number))
        assert np.array_equal(one, again)


def test_views_differ_and_the_photo_stays_as_it_was() -> None:
    pixels = photo(False, 1)
    before = pixels.copy()
    rng = np.random.default_rng(0)
    views = [augment(pixels, 24, rng)[0].tobytes() for _ in range(20)]
    assert len(set(views)) == 20
    assert np.array_equal(pixels, before)


def test_a_photo_of_any_shape_will_do() -> None:
    rng = np.random.default_rng(0)
    for shape in ((1, 1, 3), (2, 90, 3), (90, 2, 3)):
        assert augment(np.zeros(shape, np.uint8), 16, rng)[0].shape == (16, 16, 3)


def test_some_views_are_grey_and_most_are_not() -> None:
    rng = np.random.default_rng(0)
    spread = [int(np.ptp(augment(photo(True, n), 24, rng)[0], axis=2).max()) for n in range(300)]
    assert 0.03 < np.mean(np.array(spread) <= 8) < 0.2


def test_half_the_views_are_turned_and_by_how_much_is_said_rightly() -> None:
    grid = np.full((500, 700, 3), 200, np.uint8)
    grid[:, 40::80] = grid[:, 41::80] = grid[:, 42::80] = 30
    grid[50::90] = grid[51::90] = grid[52::90] = 60
    said, seen = [], []
    for number in range(40):
        view, degrees = augment(grid, 300, np.random.default_rng(number))
        said.append(degrees)
        seen.append(turn(Scene(view)))
    turned = np.array(said) != 0
    assert 0.25 < turned.mean() < 0.75
    known = ~np.isnan(seen)
    assert known.mean() > 0.8
    wrong = np.abs(np.array(seen) - said)[known]
    assert np.median(wrong) < 1, "the stretching turns oblique lines a little"

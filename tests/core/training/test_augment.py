"""Random views of a photo keep what it shows."""

import numpy as np

from core.training.augment import augment
from tests.core.training.semantic_set import photo


def test_views_have_the_asked_size_and_repeat_with_the_seed() -> None:
    for number in range(30):
        one = augment(photo(True, number), 32, np.random.default_rng(number))
        assert one.shape == (32, 32, 3)
        assert one.dtype == np.uint8
        assert np.array_equal(one, augment(photo(True, number), 32, np.random.default_rng(number)))


def test_views_differ_and_the_photo_stays_as_it_was() -> None:
    pixels = photo(False, 1)
    before = pixels.copy()
    rng = np.random.default_rng(0)
    views = [augment(pixels, 24, rng).tobytes() for _ in range(20)]
    assert len(set(views)) == 20
    assert np.array_equal(pixels, before)


def test_a_photo_of_any_shape_will_do() -> None:
    rng = np.random.default_rng(0)
    for shape in ((1, 1, 3), (2, 90, 3), (90, 2, 3)):
        assert augment(np.zeros(shape, np.uint8), 16, rng).shape == (16, 16, 3)


def test_some_views_are_grey_and_most_are_not() -> None:
    rng = np.random.default_rng(0)
    spread = [int(np.ptp(augment(photo(True, n), 24, rng), axis=2).max()) for n in range(300)]
    assert 0.03 < np.mean(np.array(spread) <= 8) < 0.2

"""What is in focus and what is clipped."""

import numpy as np

from core import Pixels
from curator.services.seeing import clipped, enlarged, in_focus


def _edge(width: int) -> Pixels:
    """A picture dark on the left and bright on the right, the edge `width` pixels wide."""
    ramp = np.clip((np.arange(100) - 50 + width / 2) / width, 0, 1) * 200 + 20
    return np.repeat(np.repeat(ramp[None, :, None], 40, 0), 3, 2).astype(np.uint8)


def test_a_sharp_edge_is_in_focus_and_a_soft_one_as_strong_is_not() -> None:
    assert in_focus(_edge(1))[20, 45:55].any()
    assert not in_focus(_edge(1))[20, :40].any()
    assert not in_focus(_edge(20)).any()


def test_order_of_channels_and_a_fourth_one_do_not_matter() -> None:
    rng = np.random.default_rng(1)
    rgb = rng.integers(0, 256, (30, 40, 3), np.uint8)
    other = np.dstack([rgb[..., ::-1], np.full((30, 40, 1), 255, np.uint8)])
    assert (in_focus(rgb) == in_focus(other)).all()
    for one, two in zip(clipped(rgb), clipped(other), strict=True):
        assert (one == two).all()


def test_a_picture_without_room_for_an_edge_is_not_in_focus() -> None:
    assert not in_focus(np.zeros((2, 9, 3), np.uint8)).any()


def test_one_channel_clips_a_light_and_all_must_be_black_for_a_shadow() -> None:
    pixels = np.array([[[255, 10, 10], [0, 0, 0], [0, 90, 0], [253, 253, 253]]], np.uint8)
    high, low = clipped(pixels)
    assert high.tolist() == [[True, False, False, False]]
    assert low.tolist() == [[False, True, False, False]]


def test_only_small_pictures_are_enlarged() -> None:
    small = np.zeros((20, 30, 3), np.uint8)
    assert enlarged(small, 90).shape == (60, 90, 3)
    assert enlarged(small, 30) is small

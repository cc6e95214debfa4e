"""The arithmetic of zoom and of tiles."""

import pytest

from curator.ui.tiling import best_columns, cells
from curator.ui.zoom import FIT, Place, Zoom, enlarged, fit_factor, moved, placed, point_at, stepped

_PHOTO, _ROOM = (6000, 4000), (1200, 1000)


def test_a_fitted_photo_touches_two_edges_and_is_in_the_middle() -> None:
    assert placed(FIT, _PHOTO, _ROOM) == Place(0, 100, 1200, 800)
    assert placed(FIT, (400, 600), (1200, 900)) == Place(300, 0, 600, 900)


@pytest.mark.parametrize("photo", [(6000, 4000), (3991, 2990), (401, 799), (1, 1), (30000, 20)])
@pytest.mark.parametrize("room", [(1200, 1000), (61, 997), (1, 1)])
def test_a_fitted_photo_never_looks_out(photo: tuple[int, int], room: tuple[int, int]) -> None:
    place = placed(FIT, photo, room)
    assert place.width <= room[0] or place.width == 1
    assert place.height <= room[1] or place.height == 1


def test_what_is_clicked_stays_under_the_mouse() -> None:
    at = (900.0, 300.0)
    before = point_at(FIT, _PHOTO, _ROOM, at)
    zoom = enlarged(FIT, 1.0, _PHOTO, _ROOM, at)
    assert point_at(zoom, _PHOTO, _ROOM, at) == pytest.approx(before, abs=1e-3)
    assert placed(zoom, _PHOTO, _ROOM).width == 6000


def test_the_view_never_looks_past_the_edges() -> None:
    zoom = enlarged(FIT, 1.0, _PHOTO, _ROOM, (0.0, 100.0))
    assert (placed(zoom, _PHOTO, _ROOM).left, placed(zoom, _PHOTO, _ROOM).top) == (0, 0)
    far = moved(zoom, _PHOTO, _ROOM, 1e6, 1e6)
    place = placed(far, _PHOTO, _ROOM)
    assert (place.left + place.width, place.top + place.height) == _ROOM
    back = moved(far, _PHOTO, _ROOM, -10, 0)  # nothing was piled up beyond the edge
    assert placed(back, _PHOTO, _ROOM).left == place.left + 10


def test_steps_are_powers_of_two_with_the_fitting_size_among_them() -> None:
    zoom, factors = FIT, []
    for _ in range(6):
        zoom = stepped(zoom, True, _PHOTO, _ROOM, (600.0, 500.0))
        factors.append(zoom.factor)
    assert factors == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0]
    for _ in range(9):
        zoom = stepped(zoom, False, _PHOTO, _ROOM, (600.0, 500.0))
    assert zoom.factor is None  # the smallest step fits


def test_a_small_photo_is_fitted_larger_than_it_is() -> None:
    small = (400, 300)
    assert fit_factor(small, _ROOM) == 3.0
    down = stepped(FIT, False, small, _ROOM, (600.0, 500.0))
    assert down.factor == 2.0
    assert placed(Zoom(1.0), small, _ROOM) == Place(400, 350, 400, 300)


def test_tiles_stand_where_photos_become_largest() -> None:
    assert best_columns([1.5, 1.5], 1600, 900, 30) == 2
    assert best_columns([3.0, 3.0], 900, 900, 30) == 1
    assert best_columns([0.7] * 4, 1600, 800, 30) == 4
    assert best_columns([1.5] * 9, 1200, 900, 30) == 3
    assert best_columns([1.0], 500, 500, 0) == 1


def test_cells_fill_the_room_and_a_last_line_is_centred() -> None:
    assert cells(3, 2, 100, 60) == [(0, 0, 50, 30), (50, 0, 50, 30), (25, 30, 50, 30)]

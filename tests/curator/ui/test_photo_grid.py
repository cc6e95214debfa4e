"""The grid: keys decide, and new orders leave the user's place alone."""

import random
from collections.abc import Callable, Mapping, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.errors import LibraryError
from curator.library.records import Ranked
from curator.ui.keep_place import Screen, held_order
from curator.ui.photo_delegate import PhotoDelegate
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel, Role
from tests.curator.ui.conftest import ranked


def _fetch(ids: Sequence[int]) -> Mapping[int, Ranked]:
    return {photo_id: ranked(photo_id) for photo_id in ids}


@pytest.fixture
def grid(qtbot: QtBot, themed: QApplication) -> PhotoGrid:
    model = PhotoModel(_fetch)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Warning, model
    )
    assert tester.model() is model
    grid = PhotoGrid(model, PhotoDelegate(lambda row: None))
    qtbot.addWidget(grid)
    grid.resize(700, 500)
    grid.show_order(range(1, 201))
    grid.show()
    qtbot.waitExposed(grid)
    return grid


def _place(grid: PhotoGrid, photo_id: int) -> QPoint:
    model = grid.model()
    assert isinstance(model, PhotoModel)
    return grid.visualRect(model.index_of(photo_id)).topLeft()


def test_the_first_scored_photo_is_current_at_first(grid: PhotoGrid) -> None:
    assert grid.current_id() == 1
    assert grid.selected_ids() == [1]


def test_the_bar_is_there_where_there_is_something_to_scroll(qtbot: QtBot, grid: PhotoGrid) -> None:
    assert grid.verticalScrollBar().isEnabled()
    grid.show_order([1, 2, 3])
    qtbot.waitUntil(lambda: not grid.verticalScrollBar().isEnabled())


def test_the_columns_fill_the_width(qtbot: QtBot, grid: PhotoGrid) -> None:
    def check() -> None:
        top = _place(grid, 1).y()
        columns = sum(_place(grid, photo_id).y() == top for photo_id in range(1, 30))
        assert columns == grid._columns()
        assert grid.viewport().width() - columns * grid.gridSize().width() <= columns + 1

    for width in range(400, 900, 7):
        grid.resize(width, 500)
        qtbot.waitUntil(check)


@pytest.mark.parametrize(
    ("key", "stars"), [(Qt.Key.Key_0, 0.0), (Qt.Key.Key_3, 3.0), (Qt.Key.Key_5, 5.0)]
)
def test_digits_give_stars(qtbot: QtBot, grid: PhotoGrid, key: Qt.Key, stars: float) -> None:
    with qtbot.waitSignal(grid.stars_given) as given:
        qtbot.keyClick(grid, key)
    assert given.args == [stars]


@pytest.mark.parametrize(
    ("key", "flag"), [(Qt.Key.Key_P, "pick"), (Qt.Key.Key_X, "reject"), (Qt.Key.Key_U, None)]
)
def test_letters_give_flags(qtbot: QtBot, grid: PhotoGrid, key: Qt.Key, flag: str | None) -> None:
    with qtbot.waitSignal(grid.flag_given) as given:
        qtbot.keyClick(grid, key)
    assert given.args == [flag]


def test_arrows_move_and_tell(qtbot: QtBot, grid: PhotoGrid) -> None:
    with qtbot.waitSignal(grid.current_changed) as changed:
        qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert changed.args == [2]


def test_a_new_order_does_not_move_what_the_user_is_on(qtbot: QtBot, grid: PhotoGrid) -> None:
    for _ in range(3):
        qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    current = grid.current_id()
    assert current is not None
    place = _place(grid, current)
    chance = random.Random(7)
    for _ in range(20):
        ids = list(range(1, 201))
        chance.shuffle(ids)
        with qtbot.assertNotEmitted(grid.current_changed):
            grid.show_order(ids)
        assert grid.current_id() == current
        assert grid.selected_ids() == [current]
        assert _place(grid, current) == place


def test_all_others_are_in_order(qtbot: QtBot, grid: PhotoGrid) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    current = grid.current_id()
    ids = list(range(200, 0, -1))
    grid.show_order(ids)
    model = grid.model()
    assert isinstance(model, PhotoModel)
    shown = list(model.ids)
    assert sorted(shown) == sorted(ids)
    assert [i for i in shown if i != current] == [i for i in ids if i != current]


def test_an_untouched_grid_stays_at_its_top(grid: PhotoGrid) -> None:
    grid.show_order(list(range(200, 0, -1)))
    assert grid.verticalScrollBar().value() == 0
    assert grid.visible_ids()[0] == 200
    assert grid.current_id() == 200


def test_a_decision_makes_its_photo_the_users(qtbot: QtBot, grid: PhotoGrid) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_4)
    grid.show_order(list(range(200, 0, -1)))
    assert grid.current_id() == 1


def test_the_neighbour_follows_a_photo_that_vanishes(qtbot: QtBot, grid: PhotoGrid) -> None:
    for _ in range(4):
        qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.current_id() == 5
    grid.show_order([i for i in range(1, 201) if i != 5])
    assert grid.current_id() == 6
    grid.show_order([])
    assert grid.current_id() is None


def test_the_selection_survives_a_new_order(qtbot: QtBot, grid: PhotoGrid) -> None:
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    chosen = set(grid.selected_ids())
    assert len(chosen) == 3
    grid.show_order(list(range(200, 0, -1)))
    assert set(grid.selected_ids()) == chosen


def test_what_is_held_moves_as_little_as_it_can() -> None:
    screen = Screen(columns=4, cell_height=100, height=300)
    ids = list(range(100))
    for held in (0, 13, 50, 99):
        order = held_order(ids, held, column=2, y=100, screen=screen)
        place = order.index(held)
        assert place % 4 == 2
        assert 0 <= place // 4 * 100 - 100 <= 25 * 100 - 300
    assert held_order([1, 2], 9, column=0, y=0, screen=screen) == [1, 2]
    assert held_order([1], 1, column=3, y=900, screen=screen) == [1]


def test_rows_say_everything_in_words(grid: PhotoGrid) -> None:
    rows = {
        1: ranked(1, 87.4, stars=3.5, flag="pick"),
        2: ranked(2, None),
        3: ranked(3, None, error="It is damaged."),
    }
    model = PhotoModel(lambda ids: rows)
    model.set_ids([1, 2, 3])
    said = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert said == [
        "1.jpg, score 87, 3.5 stars, picked",
        "2.jpg, not scored yet",
        "3.jpg, cannot be used: It is damaged.",
    ]


def test_rows_are_fetched_a_page_at_a_time_and_again_after_a_change() -> None:
    asked: list[int] = []

    def fetch(ids: Sequence[int]) -> Mapping[int, Ranked]:
        asked.append(len(ids))
        return _fetch(ids)

    model = PhotoModel(fetch)
    model.set_ids(range(1000))
    for row in range(60):
        model.index(row, 0).data(Role.ROW)
    assert asked == [64]
    model.refresh([5])
    model.index(5, 0).data(Role.ROW)
    assert asked == [64, 1]


def test_as_many_photos_as_before_are_no_new_rows() -> None:
    model = PhotoModel(_fetch)
    told: list[str] = []
    model.modelReset.connect(lambda: told.append("reset"))
    model.dataChanged.connect(lambda first, last: told.append(f"{first.row()}-{last.row()}"))
    for ids in ((), (3, 4, 5), [3, 4, 5], [5, 3, 4], [7, 8, 9], (), []):
        model.set_ids(ids)
    assert told == ["reset", "0-2", "0-2", "reset"]
    assert model.row_of(7) is None


def test_a_library_that_fails_gives_disabled_rows() -> None:
    def fetch(ids: Sequence[int]) -> Mapping[int, Ranked]:
        raise LibraryError("locked")

    model = PhotoModel(fetch)
    model.set_ids([1])
    assert model.index(0, 0).data(Qt.ItemDataRole.DisplayRole) is None
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEnabled


def test_every_state_is_painted(qtbot: QtBot, themed: QApplication) -> None:
    rows = {
        1: ranked(1, 87.4, stars=3.5, flag="pick"),
        2: ranked(2, None),
        3: ranked(3, None, error="It is damaged."),
        4: ranked(4, 3.0, flag="reject"),
    }
    fetch: Callable[[Sequence[int]], Mapping[int, Ranked]] = lambda ids: rows  # noqa: E731
    grid = PhotoGrid(PhotoModel(fetch), PhotoDelegate(lambda row: None))
    qtbot.addWidget(grid)
    grid.resize(700, 400)
    grid.show_order([1, 2, 3, 4])
    grid.show()
    assert not grid.grab().isNull()


def test_a_band_and_shift_choose_what_is_between(qtbot: QtBot, grid: PhotoGrid) -> None:
    left = Qt.MouseButton.LeftButton
    model = grid.model()
    assert isinstance(model, PhotoModel)
    grid.show_order([4, 3, 2, 1])
    empty = QPoint(grid.viewport().width() - 5, grid.viewport().height() - 5)
    qtbot.mousePress(grid.viewport(), left, pos=empty)
    for photo_id in (3, 4):
        qtbot.mouseMove(grid.viewport(), grid.visualRect(model.index_of(photo_id)).center())
    qtbot.mouseRelease(grid.viewport(), left, pos=empty)
    assert {4, 3} <= set(grid.selected_ids())
    first, last = (grid.visualRect(model.index_of(one)).center() for one in (3, 1))
    qtbot.mouseClick(grid.viewport(), left, pos=first)
    assert grid.selected_ids() == [3]
    qtbot.mouseClick(grid.viewport(), left, Qt.KeyboardModifier.ShiftModifier, pos=last)
    assert grid.selected_ids() == [3, 2, 1]
    qtbot.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert grid.chosen_count() == 4


def test_another_number_of_photos_keeps_what_is_chosen_and_where_it_stands(
    qtbot: QtBot, grid: PhotoGrid
) -> None:
    for _ in range(3):
        qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    current = grid.current_id()
    assert current is not None
    grid.select_photos([current + 1, current + 2])
    chosen, place = set(grid.selected_ids()), _place(grid, current)
    for order in (range(1, 301), range(1, 251, 2), range(1, 201)):
        grid.show_order([*{*order, current, current + 1, current + 2}])
        assert grid.model().rowCount() == len(grid._photos.ids)
        assert set(grid.selected_ids()) == chosen
        assert grid.current_id() == current
        assert _place(grid, current) == place

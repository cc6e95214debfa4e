"""Loupe, compare and survey on the real window, with real files and real decoding."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.library.records import Ranked, Root
from curator.ui.compare import Compare
from curator.ui.look_page import LookPage
from curator.ui.loupe import Loupe
from curator.ui.main_window import MainWindow
from curator.ui.overlays import Marked
from curator.ui.photo_delegate import PhotoDelegate
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel
from curator.ui.pictures import Pictures
from curator.ui.previews import Previews
from curator.ui.road import Road
from curator.ui.survey import Survey
from curator.ui.thumbnails import Thumbnails
from curator.ui.viewing import Viewing
from curator.worker.decode_pool import DecodePool
from tests.curator.ui.conftest import ranked

_COUNT = 40
_WAIT_MS = 60_000
_BROKEN, _GONE = 38, 39


@dataclass
class Desk:
    """The window with 40 photos on it; `rows` is what the library would say."""

    window: MainWindow
    model: PhotoModel
    viewing: Viewing
    pictures: Pictures
    rows: dict[int, Ranked]
    roots: list[Root]

    @property
    def page(self) -> LookPage:
        return self.viewing.pages[-1]

    def select(self, *ids: int) -> None:
        self.window.grid.go_to(ids[0])
        for photo_id in ids:
            self.window.grid.selectionModel().select(
                self.model.index_of(photo_id), QItemSelectionModel.SelectionFlag.Select
            )


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    with DecodePool(processes=1, deadline_s=60) as pool:
        yield pool


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large pictures: dark on the left, bright on the right, a fine pattern in the middle."""
    folder = tmp_path_factory.mktemp("photos")
    pixels = np.zeros((1200, 1800, 3), np.uint8)
    pixels[:, 900:] = 255
    pixels[550:650, 850:950] = (np.indices((100, 100)).sum(0) % 2 * 255)[..., None]
    image = Image.fromarray(pixels)
    for number in range(_COUNT - 2):
        image.save(folder / f"{number}.jpg", quality=60)
    whole = (folder / "0.jpg").read_bytes()
    (folder / f"{_BROKEN}.jpg").write_bytes(whole[: len(whole) // 2])
    return folder


@pytest.fixture
def desk(
    qtbot: QtBot, themed: QApplication, road: Road, pool: DecodePool, folder: Path
) -> Iterator[Desk]:
    rows = {
        number: replace(
            ranked(number, 90.0 - number),
            path=folder / f"{number}.jpg",
            width=1800,
            height=1200,
            content_hash=f"hash{number}",
        )
        for number in range(_COUNT)
    }
    model = PhotoModel(lambda ids: {photo_id: rows[photo_id] for photo_id in ids})

    def give(ids: Sequence[int], **given: object) -> None:
        for photo_id in ids:
            rows[photo_id] = replace(rows[photo_id], **given)  # type: ignore[arg-type]
        model.refresh(ids)

    thumbnails = Thumbnails(lambda name, path: None, road)
    window = MainWindow(PhotoGrid(model, PhotoDelegate(thumbnails.picture)))
    qtbot.addWidget(window)
    window.resize(1000, 700)
    pictures = Pictures(pool.submit, road, parent=window)
    previews = Previews(pool.submit, road)
    roots = [Root(1, folder, True, _COUNT, 0)]
    viewing = Viewing(window, model, pictures, previews, thumbnails, lambda: roots, road)
    viewing.stars_given.connect(lambda ids, stars: give(ids, stars=stars or None))
    viewing.flag_given.connect(lambda ids, flag: give(ids, flag=flag))
    viewing.colour_given.connect(lambda ids, colour: give(ids, colour=colour))
    window.grid.show_order(range(_COUNT))
    window.show_gallery()
    with qtbot.waitExposed(window):
        window.show()
    window.grid.setFocus()
    yield Desk(window, model, viewing, pictures, rows, roots)
    thumbnails.close()


def _wait_sharp(qtbot: QtBot, page: LookPage) -> None:
    qtbot.waitUntil(lambda: all(tile.canvas.sharp() for tile in page.stage.tiles), timeout=_WAIT_MS)


def _grabbed(page: LookPage) -> QImage:
    return page.stage.canvas.grab().toImage()


def test_enter_opens_and_leaves_with_the_photo_left_on_as_the_current(
    qtbot: QtBot, desk: Desk
) -> None:
    grid = desk.window.grid
    grid.go_to(20)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    page = desk.page
    assert isinstance(page, Loupe)
    assert page.hasFocus()
    assert not grid.isVisible()
    assert "Loupe: 20.jpg" in page.accessibleName()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Left):
        qtbot.keyClick(page, key)
    assert page.current_id() == 22
    assert "22.jpg" in page.bar.line.accessibleName()
    assert "23 of 40" in page.bar.line.accessibleName()
    _wait_sharp(qtbot, page)
    left = _grabbed(page).pixelColor(page.stage.canvas.width() // 4, 300)
    right = _grabbed(page).pixelColor(page.stage.canvas.width() * 3 // 4, 300)
    assert (left.value() < 10, right.value() > 245) == (True, True)
    qtbot.keyClick(page, Qt.Key.Key_Enter)
    assert desk.viewing.pages == []
    assert grid.isVisible()
    assert grid.hasFocus()
    assert grid.current_id() == 22
    assert grid.selected_ids() == [22]
    assert 22 in grid.visible_ids()
    assert desk.pictures.bytes_held == 0


def test_left_where_it_was_opened_nothing_changes(qtbot: QtBot, desk: Desk) -> None:
    grid = desk.window.grid
    desk.select(30, 31, 33)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum() // 2)
    place, current = grid.verticalScrollBar().value(), grid.current_id()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_C, Qt.Key.Key_N):
        qtbot.keyClick(grid, key)
        assert len(desk.viewing.pages) == 1
        qtbot.keyClick(desk.page, Qt.Key.Key_Tab)
        qtbot.keyClick(desk.page, Qt.Key.Key_Escape)
        assert grid.hasFocus()
        assert grid.selected_ids() == [30, 31, 33]
        assert grid.current_id() == current
        assert grid.verticalScrollBar().value() == place


def test_a_double_click_opens_the_loupe(qtbot: QtBot, desk: Desk) -> None:
    grid = desk.window.grid
    spot = grid.visualRect(desk.model.index(1, 0)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert isinstance(desk.page, Loupe)
    assert desk.page.current_id() == 1


def test_the_ends_of_the_order(qtbot: QtBot, desk: Desk) -> None:
    desk.viewing.open_loupe()
    page = desk.page
    qtbot.keyClick(page, Qt.Key.Key_Left)
    assert page.current_id() == 0
    qtbot.keyClick(page, Qt.Key.Key_End)
    assert page.current_id() == _COUNT - 1
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert page.current_id() == _COUNT - 1
    qtbot.keyClick(page, Qt.Key.Key_Home)
    assert page.current_id() == 0


def test_neighbours_are_there_before_they_are_asked_for(qtbot: QtBot, desk: Desk) -> None:
    desk.window.grid.go_to(5)
    desk.viewing.open_loupe()
    page = desk.page
    _wait_sharp(qtbot, page)
    qtbot.waitUntil(lambda: not desk.pictures.coming, timeout=_WAIT_MS)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(page, key)
        assert page.stage.canvas.sharp()


def test_zoom_at_the_point_pan_and_back(qtbot: QtBot, desk: Desk) -> None:
    desk.viewing.open_loupe()
    page = desk.page
    canvas = page.stage.canvas
    spot = QPoint(canvas.width() // 2, canvas.height() // 2)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot)
    assert page.stage.zoom.factor == 1.0
    assert page.bar.zoom.text() == "100 %"
    _wait_sharp(qtbot, page)
    image = _grabbed(page)  # the pattern of single pixels is seen as it is
    values = [image.pixelColor(spot.x() + x, spot.y()).value() for x in range(-8, 8)]
    assert all(abs(one - two) > 200 for one, two in itertools.pairwise(values))
    before = page.stage.zoom.x
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert page.stage.zoom.x > before
    assert page.current_id() == 0
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseMove(canvas, spot + QPoint(60, 0))
    qtbot.mouseMove(canvas, spot + QPoint(90, 0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=spot + QPoint(90, 0))
    assert page.stage.zoom.factor == 1.0  # dragged, not clicked
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    assert page.current_id() == 1
    assert page.stage.zoom.factor == 1.0  # the next photo at the same place
    qtbot.keyClick(page, Qt.Key.Key_Z)
    assert page.stage.zoom.factor is None
    qtbot.keyClick(page, Qt.Key.Key_Plus)
    assert page.stage.zoom.factor == 0.5
    turned = QWheelEvent(
        QPointF(spot), QPointF(canvas.mapToGlobal(spot)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, turned)
    assert page.stage.zoom.factor == 1.0
    qtbot.keyClick(page, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert page.stage.zoom.factor is None
    assert desk.rows[1].stars is None  # Ctrl+0 is no decision


def test_keys_decide_and_a_note_says_so(qtbot: QtBot, desk: Desk) -> None:
    desk.window.grid.go_to(3)
    desk.viewing.open_loupe()
    page = desk.page
    qtbot.keyClick(page, Qt.Key.Key_4)
    qtbot.keyClick(page, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: (desk.rows[3].stars, desk.rows[3].flag) == (4.0, "pick"))
    qtbot.waitUntil(lambda: "4 stars, picked" in page.accessibleName())
    qtbot.keyClick(page, Qt.Key.Key_Right)
    qtbot.keyClick(page, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: desk.rows[4].flag == "reject")
    qtbot.keyClick(page, Qt.Key.Key_U)
    qtbot.keyClick(page, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: desk.rows[4].flag is None)
    assert desk.rows[3].flag == "pick"


def test_colour_labels_by_key_are_seen_and_taken_away_again(qtbot: QtBot, desk: Desk) -> None:
    desk.select(3, 4)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_C, Qt.Key.Key_N):
        qtbot.keyClick(desk.window.grid, key)
        page = desk.page
        before = page.grab().toImage()
        qtbot.keyClick(page, Qt.Key.Key_9)
        assert desk.rows[page.current_id()].colour == "blue"
        qtbot.waitUntil(lambda page=page: "blue label" in page.accessibleName(), timeout=_WAIT_MS)
        page.stage.canvas.say("")
        line = page.bar.line if isinstance(page, Loupe) else page.stage.tiles[0].line
        assert "blue label" in line.accessibleName()
        assert page.grab().toImage() != before
        qtbot.keyClick(page, Qt.Key.Key_9)
        assert desk.rows[page.current_id()].colour is None
        qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_a_decision_goes_on_to_the_next_photo_where_wanted_and_undo_comes_back(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.window.grid.go_to(_COUNT - 2)
    desk.window.grid_actions.advance.trigger()
    qtbot.keyClick(desk.window.grid, Qt.Key.Key_Return)
    page = desk.page
    qtbot.keyClick(page, Qt.Key.Key_X)
    assert page.current_id() == _COUNT - 1
    qtbot.keyClick(page, Qt.Key.Key_P)  # the last one stays
    assert page.current_id() == _COUNT - 1
    assert (desk.rows[_COUNT - 2].flag, desk.rows[_COUNT - 1].flag) == ("reject", "pick")
    desk.viewing.follow([_COUNT - 2])
    assert page.current_id() == _COUNT - 2
    desk.viewing.follow([3, 4])  # several are no place to go to
    assert page.current_id() == _COUNT - 2


def test_overlays_are_switched_by_key(qtbot: QtBot, desk: Desk) -> None:
    desk.viewing.open_loupe()
    page = desk.page
    _wait_sharp(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_J)
    assert page.stage.marked == Marked(clipping=True)
    assert page.bar.clipping.isChecked()
    spot = page.stage.canvas.width() * 3 // 4, 300

    def striped() -> bool:
        image = _grabbed(page)
        return len({image.pixelColor(spot[0] + x, spot[1]).name() for x in range(8)}) > 1

    qtbot.waitUntil(striped, timeout=_WAIT_MS)
    qtbot.keyClick(page, Qt.Key.Key_J)
    qtbot.keyClick(page, Qt.Key.Key_F)
    assert page.stage.marked == Marked(focus=True)
    assert page.bar.focus.isChecked()
    qtbot.waitUntil(lambda: not striped())


def test_photos_that_cannot_be_shown_say_why(qtbot: QtBot, desk: Desk) -> None:
    desk.window.grid.go_to(_BROKEN)
    desk.viewing.open_loupe()
    page = desk.page
    canvas = page.stage.canvas
    qtbot.waitUntil(lambda: "cut off" in canvas.sentence(), timeout=_WAIT_MS)
    qtbot.keyClick(page, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: canvas.sentence() == "The file is not there.", timeout=_WAIT_MS)
    desk.roots[0] = replace(desk.roots[0], online=False)
    assert canvas.sentence().endswith("is not connected. The photo is shown again when it is.")
    desk.rows[_GONE] = replace(desk.rows[_GONE], error="The file is empty.")
    desk.roots[0] = replace(desk.roots[0], online=True)
    desk.model.refresh([_GONE])
    qtbot.waitUntil(lambda: canvas.sentence() == "The file is empty.")
    qtbot.keyClick(page, Qt.Key.Key_Z)  # nothing to enlarge, nothing breaks
    assert page.bar.zoom.text() == ""
    page.grab()


def test_what_is_not_in_the_order_any_more_leads_to_the_next(qtbot: QtBot, desk: Desk) -> None:
    desk.window.grid.go_to(7)
    desk.viewing.open_loupe()
    qtbot.keyClick(desk.page, Qt.Key.Key_Right)
    desk.window.grid.show_order([one for one in range(_COUNT) if one not in (7, 8)])
    qtbot.keyClick(desk.page, Qt.Key.Key_Right)
    qtbot.keyClick(desk.page, Qt.Key.Key_Left)
    assert desk.page.current_id() == 8  # while one looks, nothing moves
    qtbot.keyClick(desk.page, Qt.Key.Key_Escape)
    assert desk.window.grid.current_id() == 9


def test_the_film_strip_follows_and_leads(qtbot: QtBot, desk: Desk) -> None:
    desk.window.grid.go_to(20)
    desk.viewing.open_loupe()
    page = desk.page
    assert isinstance(page, Loupe)
    strip = page.strip
    assert 20 in strip.places()
    assert len(strip.places()) < _COUNT
    middle = strip.rect().center()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=middle + QPoint(106, 0))
    assert page.current_id() == 21
    assert strip.accessibleName() == "Film strip, photo 22 of 40"


def test_compare_zooms_and_moves_together(qtbot: QtBot, desk: Desk) -> None:
    desk.select(2, 5, 9)
    qtbot.keyClick(desk.window.grid, Qt.Key.Key_C)
    page = desk.page
    assert isinstance(page, Compare)
    assert page.ids() == [2, 5, 9]
    qtbot.keyClick(page, Qt.Key.Key_Tab)
    assert page.current_id() == 5
    qtbot.keyClick(page, Qt.Key.Key_Z)
    _wait_sharp(qtbot, page)
    places = [tile.canvas.factor() for tile in page.stage.tiles]
    assert places == [1.0, 1.0, 1.0]
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert page.current_id() == 5  # arrows move the photos while they are large
    assert len({tile.canvas.zoom.x for tile in page.stage.tiles}) == 1
    assert page.stage.zoom.x > 0.5
    qtbot.keyClick(page, Qt.Key.Key_Z)
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert page.current_id() == 9
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert page.current_id() == 2
    qtbot.keyClick(page, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: desk.rows[2].stars == 3.0)


def test_the_loser_gives_way_to_the_next(qtbot: QtBot, desk: Desk) -> None:
    desk.window.grid.go_to(36)
    qtbot.keyClick(desk.window.grid, Qt.Key.Key_C)
    page = desk.page
    assert page.ids() == [36, 37]  # one chosen: it and the next
    qtbot.keyClick(page, Qt.Key.Key_R)
    assert page.ids() == [38, 37]
    qtbot.keyClick(page, Qt.Key.Key_Tab)
    qtbot.keyClick(page, Qt.Key.Key_R)
    assert page.ids() == [38, 39]
    qtbot.keyClick(page, Qt.Key.Key_R)
    assert page.ids() == [38, 39]
    assert desk.window.messages.sentences() == ["No further photo to compare with."]
    assert desk.window.grid.isHidden() or not desk.window.grid.isVisible()


def test_of_many_chosen_photos_four_are_compared_and_the_others_come_next(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.select(0, 1, 2, 3, 8, 9)
    desk.viewing.open_compare()
    assert desk.page.ids() == [0, 1, 2, 3]
    for _ in range(3):
        qtbot.keyClick(desk.page, Qt.Key.Key_R)
    assert desk.page.ids() == [10, 1, 2, 3]


def test_survey_takes_photos_out_of_sight_only(qtbot: QtBot, desk: Desk) -> None:
    desk.select(4, 5, 6, 7, 8)
    qtbot.keyClick(desk.window.grid, Qt.Key.Key_N)
    page = desk.page
    assert isinstance(page, Survey)
    assert len(page.stage.tiles) == 5
    qtbot.keyClick(page, Qt.Key.Key_Right)
    qtbot.keyClick(page, Qt.Key.Key_Delete)
    assert page.ids() == [4, 6, 7, 8]
    assert page.current_id() == 6
    qtbot.mouseClick(page.stage.tiles[0].remove, Qt.MouseButton.LeftButton)
    assert page.ids() == [6, 7, 8]
    assert page.current_id() == 6
    assert {row.flag for row in desk.rows.values()} == {None}
    qtbot.keyClick(page, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: desk.rows[6].flag == "reject")
    assert page.ids() == [6, 7, 8]
    qtbot.keyClick(page, Qt.Key.Key_Space)  # closer, and back to the survey
    assert isinstance(desk.page, Loupe)
    assert desk.page.order == [6, 7, 8]
    qtbot.keyClick(desk.page, Qt.Key.Key_Right)
    qtbot.keyClick(desk.page, Qt.Key.Key_Escape)
    assert desk.viewing.pages == [page]
    assert page.hasFocus()
    assert page.current_id() == 7
    for _ in range(3):
        qtbot.keyClick(page, Qt.Key.Key_Delete)
    assert len(page.ids()) == 1  # the last one stays
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert desk.window.grid.selected_ids() == [4, 5, 6, 7, 8]


def test_too_few_photos_are_a_sentence(qtbot: QtBot, desk: Desk) -> None:
    qtbot.keyClick(desk.window.grid, Qt.Key.Key_N)
    assert desk.viewing.pages == []
    assert desk.window.messages.sentences()[0].startswith("Choose several photos first")


def test_everything_has_a_name(qtbot: QtBot, desk: Desk) -> None:
    desk.select(0, 1, 2)
    for opened in (desk.viewing.open_loupe, desk.viewing.open_compare, desk.viewing.open_survey):
        opened()
        page = desk.page
        assert page.accessibleName()
        for tile in page.stage.tiles:
            assert tile.canvas.accessibleName()
            assert "score" in tile.line.accessibleName()
        for button in (page.bar.back, page.bar.focus, page.bar.clipping, page.bar.actual):
            assert button.accessibleName()
        qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_a_screen_of_twice_the_pixels_gets_pictures_of_twice_the_size(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.viewing.open_loupe()
    canvas = desk.page.stage.canvas
    (once,) = canvas.wishes()
    monkeypatch.setattr(canvas, "devicePixelRatioF", lambda: 2.0)
    (twice,) = canvas.wishes()
    assert twice.long_side == pytest.approx(2 * once.long_side, abs=1)

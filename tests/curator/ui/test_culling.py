"""Culling with the keys: a grid over a real library, every decision stored and undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core import Profile
from curator.library import Library
from curator.library.records import Decision, Ranked
from curator.settings import Home
from curator.ui.decisions import Decider
from curator.ui.grid_actions import USUAL_SIDE
from curator.ui.history import History
from curator.ui.keep_place import Place
from curator.ui.main_window import MainWindow
from curator.ui.photo_delegate import PhotoDelegate
from curator.ui.photo_drag import files_mime
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_menu import PhotoMenu
from curator.ui.photo_model import PhotoModel
from curator.ui.road import Road
from curator.ui.undoing import Undoing
from tests.curator.library.samples import fill

_WAIT_MS = 30_000


@dataclass
class Desk:
    """A window whose grid decides for Anna."""

    window: MainWindow
    library: Library
    model: PhotoModel
    profile_id: int

    @property
    def grid(self) -> PhotoGrid:
        return self.window.grid

    def decided(self) -> dict[int, Decision]:
        return {d.photo_id: d for d in self.library.decisions.of_profile(self.profile_id)}

    def row(self, photo_id: int) -> Ranked:
        row = self.model.row(photo_id)
        assert row is not None
        return row


def _desk(library: Library, road: Road, root: Path, photos: int) -> Desk:
    profile = library.profiles.add(Profile("Anna"))
    root.mkdir(exist_ok=True)
    folder = library.roots.add(root)
    ids = fill(library, folder.id, {f"{n:04}.jpg": str(n) for n in range(photos)})
    model = PhotoModel(lambda some: library.judgements.rows(some, None, profile.id))
    window = MainWindow(PhotoGrid(model, PhotoDelegate(lambda row: None)))
    history = History(road, window)
    decisions, grid = library.decisions, window.grid
    decider = Decider(decisions.set, decisions.clear, decisions.restore, history, window)
    decider.set_profile(profile.id)
    decider.decided.connect(model.refresh)
    grid.stars_given.connect(lambda n: decider.give_stars(grid.selected_ids(), n))
    grid.flag_given.connect(lambda f: decider.give_flag(grid.selected_ids(), f))
    grid.colour_given.connect(lambda c: decider.give_colour(grid.selected_ids(), c))
    Undoing(window, history, window)
    grid.show_order(list(ids.values()))
    return Desk(window, library, model, profile.id)


@pytest.fixture
def desk(
    qtbot: QtBot, themed: QApplication, road: Road, own_home: Path, tmp_path: Path
) -> Iterator[Desk]:
    with Library.open(Home.find(own_home)) as library:
        desk = _desk(library, road, tmp_path / "photos", 200)
        qtbot.addWidget(desk.window)
        desk.window.show_gallery()
        with qtbot.waitExposed(desk.window):
            desk.window.show()
        desk.window.activateWindow()
        desk.grid.go_to(desk.model.ids[0])
        yield desk
        road.close()


def test_200_photos_are_culled_with_200_keys(qtbot: QtBot, desk: Desk) -> None:
    desk.window.grid_actions.advance.trigger()
    keys = [(Qt.Key.Key_P, "pick"), (Qt.Key.Key_X, "reject")]
    for place in range(200):
        qtbot.keyClick(desk.grid, keys[place % 2][0])
    qtbot.waitUntil(lambda: len(desk.decided()) == 200, timeout=_WAIT_MS)
    said = [desk.decided()[photo_id].flag for photo_id in desk.model.ids]
    assert said == [keys[place % 2][1] for place in range(200)]
    assert desk.grid.current_id() == desk.model.ids[-1]


def test_without_auto_advance_the_photo_stays(qtbot: QtBot, desk: Desk) -> None:
    first = desk.grid.current_id()
    qtbot.keyClick(desk.grid, Qt.Key.Key_P)
    assert desk.grid.current_id() == first


def test_several_photos_are_decided_without_going_on(qtbot: QtBot, desk: Desk) -> None:
    desk.window.grid_actions.advance.trigger()
    qtbot.keyClick(desk.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    chosen = desk.grid.selected_ids()
    qtbot.keyClick(desk.grid, Qt.Key.Key_7)
    assert desk.grid.selected_ids() == chosen
    qtbot.waitUntil(lambda: len(desk.decided()) == 2, timeout=_WAIT_MS)


def test_one_key_gives_a_colour_and_takes_it_away(qtbot: QtBot, desk: Desk) -> None:
    first = desk.model.ids[0]
    for key, colour in ((Qt.Key.Key_6, "red"), (Qt.Key.Key_9, "blue"), (Qt.Key.Key_9, None)):
        qtbot.keyClick(desk.grid, key)
        qtbot.waitUntil(lambda c=colour: desk.row(first).colour == c, timeout=_WAIT_MS)  # type: ignore[misc]
        assert not desk.grid.grab().isNull()
    desk.window.undo.trigger()
    qtbot.waitUntil(lambda: desk.row(first).colour == "blue", timeout=_WAIT_MS)
    said = desk.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "0000.jpg, not scored yet, blue label"


def test_all_chosen_photos_are_one_step(qtbot: QtBot, desk: Desk) -> None:
    undo, redo = desk.window.undo, desk.window.redo
    assert not undo.isEnabled()
    qtbot.keyClick(desk.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(desk.grid, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(desk.decided()) == 200, timeout=_WAIT_MS)
    assert undo.text() == "&Undo: 200 photos, picked"
    assert desk.window.messages.sentences() == ["200 photos, picked."]
    desk.window.messages.press("Undo")
    qtbot.waitUntil(lambda: not desk.decided(), timeout=_WAIT_MS)
    assert redo.text() == "&Redo: 200 photos, picked"
    assert not undo.isEnabled()
    redo.trigger()
    qtbot.waitUntil(lambda: len(desk.decided()) == 200, timeout=_WAIT_MS)


def test_the_button_goes_when_another_step_was_made(qtbot: QtBot, desk: Desk) -> None:
    qtbot.keyClick(desk.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(desk.grid, Qt.Key.Key_3)
    assert desk.window.messages.sentences() == ["200 photos, 3 stars."]
    qtbot.keyClick(desk.grid, Qt.Key.Key_Right)
    qtbot.keyClick(desk.grid, Qt.Key.Key_X)
    assert desk.window.messages.sentences() == []


def test_none_and_the_others_are_chosen(qtbot: QtBot, desk: Desk) -> None:
    control, grid, ids = Qt.KeyboardModifier.ControlModifier, desk.grid, desk.model.ids
    qtbot.keyClick(grid, Qt.Key.Key_A, control)
    assert grid.selected_ids() == ids
    qtbot.keyClick(grid, Qt.Key.Key_D, control)
    assert grid.selected_ids() == [ids[0]]
    qtbot.keyClick(grid, Qt.Key.Key_I, control)
    assert grid.selected_ids() == ids[1:]
    grid.select_photos([ids[4], ids[5], ids[90]])
    assert grid.selected_ids() == [ids[0], ids[4], ids[5], ids[90]]


def test_keys_size_the_thumbnails(qtbot: QtBot, desk: Desk) -> None:
    control, size = Qt.KeyboardModifier.ControlModifier, desk.window.strip.thumbnail_size
    before = size.value()
    qtbot.keyClick(desk.grid, Qt.Key.Key_Plus, control)
    assert size.value() > before
    qtbot.keyClick(desk.grid, Qt.Key.Key_Minus, control)
    assert size.value() == before
    qtbot.keyClick(desk.grid, Qt.Key.Key_Minus, control)
    qtbot.keyClick(desk.grid, Qt.Key.Key_0, control)
    assert size.value() == USUAL_SIDE


def test_g_shows_the_generic_score(qtbot: QtBot, desk: Desk) -> None:
    before = desk.grid.grab().toImage()
    qtbot.keyClick(desk.grid, Qt.Key.Key_G)
    assert desk.window.grid_actions.generic.isChecked()
    assert before == desk.grid.grab().toImage()  # nothing is scored here: there is nothing to show


def test_the_menu_decides_about_the_chosen(
    qtbot: QtBot, desk: Desk, road: Road, tmp_path: Path
) -> None:
    menu = PhotoMenu(desk.grid, desk.model, desk.window.grid_actions, road, "linux")
    desk.grid.select_photos(desk.model.ids[:3])
    built = menu.build(desk.grid.selected_ids())
    texts = {action.text() for action in built.actions()}
    assert "&Export 3 photos…" in texts
    by_text = {
        action.text().partition("\t")[0]: action
        for part in (built, *built.findChildren(QMenu))
        for action in part.actions()
    }
    by_text["Green"].trigger()
    by_text["★★★★"].trigger()
    by_text["&Pick"].trigger()
    qtbot.waitUntil(
        lambda: (
            [(d.colour, d.stars, d.flag) for d in desk.decided().values()]
            == [("green", 4.0, "pick")] * 3
        ),
        timeout=_WAIT_MS,
    )
    by_text["&Copy the files"].trigger()
    assert QGuiApplication.clipboard().text().splitlines() == [
        str(tmp_path / "photos" / f"{n:04}.jpg") for n in range(3)
    ]
    with qtbot.waitSignal(menu.told, timeout=_WAIT_MS) as told:  # nobody made these files
        by_text["Sho&w in its folder"].trigger()
    assert told.args == [f"{tmp_path / 'photos' / '0000.jpg'} is not there now."]
    built.deleteLater()


def test_photos_are_dragged_as_their_files(desk: Desk, tmp_path: Path) -> None:
    flags = desk.model.flags(desk.model.index(0, 0))
    assert flags & Qt.ItemFlag.ItemIsDragEnabled
    data = files_mime(desk.model.rows(desk.model.ids[:2]))
    expected = [tmp_path / "photos" / "0000.jpg", tmp_path / "photos" / "0001.jpg"]
    assert [Path(url.toLocalFile()) for url in data.urls()] == expected


def test_the_place_is_found_again(qtbot: QtBot, desk: Desk) -> None:
    grid = desk.grid
    for _ in range(3):
        qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    place = grid.place()
    assert place is not None
    assert len(place.chosen) == 2
    grid.start_at_top()
    grid.show_order(list(reversed(desk.model.ids)))
    grid.show_order(list(reversed(desk.model.ids)))
    grid.put_back(place)
    assert grid.place() == place
    grid.put_back(Place(photo_id=10**6, y=0))  # it is gone: nothing moves
    assert grid.place() == place

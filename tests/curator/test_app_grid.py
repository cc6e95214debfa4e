"""The grid in the whole window: trash, photos set aside, steps undone, the second start."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator.app import WindowSession
from curator.library.records import Ranked
from curator.settings import Home, Settings
from curator.ui.export_dialog import ExportDialog
from curator.ui.profile_dialog import ProfileDialog
from curator.ui.set_aside_dialog import SetAsideDialog
from curator.ui.singletons import keep_singletons
from curator.ui.trash_dialog import TrashDialog
from tests.curator.pictures import save_picture
from tests.curator.windows import WAIT_MS, Open, first_run, names, wait_names

keep_singletons()
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for place in range(6):
        save_picture(folder / f"{place}.jpg", 30 + 40 * place)
    return folder


def _ranked(qtbot: QtBot, session: WindowSession, folder: Path) -> WindowSession:
    first_run(qtbot, session, folder, "I like dark photos.")
    wait_names(qtbot, session, "012345")
    return session


def _row(session: WindowSession, place: int) -> Ranked:
    row = session.model.row(session.model.ids[place])
    assert row is not None
    return row


def test_undo_goes_back_to_the_photo(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    session = _ranked(qtbot, open_window(), photos)
    window = session.window
    window.grid_actions.advance.trigger()
    window.grid.go_to(session.model.ids[0])
    qtbot.keyClick(window.grid, Qt.Key.Key_8)
    assert window.grid.current_id() == session.model.ids[1]
    qtbot.waitUntil(lambda: _row(session, 0).colour == "green", timeout=WAIT_MS)
    window.undo.trigger()
    qtbot.waitUntil(lambda: _row(session, 0).colour is None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: window.grid.current_id() == session.model.ids[0], timeout=WAIT_MS)


def test_undo_in_the_loupe_goes_back_to_the_photo(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    session = _ranked(qtbot, open_window(), photos)
    window, ids = session.window, list(session.model.ids)
    window.grid_actions.advance.trigger()
    window.grid.go_to(ids[0])
    assert session.viewing is not None
    session.viewing.open_loupe()
    (page,) = session.viewing.pages
    qtbot.keyClick(page, Qt.Key.Key_6)
    assert page.current_id() == ids[1]
    qtbot.waitUntil(lambda: _row(session, 0).colour == "red", timeout=WAIT_MS)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.current_id() == ids[0], timeout=WAIT_MS)
    assert _row(session, 0).colour is None
    assert session.gallery is not None
    titles = [one.text() for one in session.gallery.menu.build(ids[:2]).actions()]
    assert {"&Look closer", "S&tack"} <= set(titles)


def test_rejects_are_listed_and_moved_to_the_trash(
    qtbot: QtBot, open_window: Open, photos: Path, tmp_path: Path
) -> None:
    trash = tmp_path / "trash"
    trash.mkdir()
    session = _ranked(qtbot, open_window(), photos)
    assert session.errands is not None
    session.errands.move_to_trash = lambda path: shutil.move(path, trash / path.name)
    window = session.window
    window.grid.select_photos(session.model.ids[:3])
    assert len(window.grid.selected_ids()) == 3
    qtbot.keyClick(window.grid, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: _row(session, 2).flag == "reject", timeout=WAIT_MS)
    window.trash_requested.emit()
    dialog = window.findChild(TrashDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.list.count() == 3, timeout=WAIT_MS)
    assert dialog.move_button.text() == "&Move 3 photos to the trash"
    dialog.list.item(2).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.move_button.text() == "&Move 2 photos to the trash"
    qtbot.mouseClick(dialog.move_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.summary.text() == "2 files moved to the trash.", timeout=WAIT_MS)
    wait_names(qtbot, session, ["2", "3", "4", "5"])
    assert sorted(path.name for path in trash.iterdir()) == ["0.jpg", "1.jpg"]
    dialog.reject()


def test_what_could_not_be_read_is_listed_and_tried_again(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    bad = photos / "bad.jpg"
    bad.write_bytes(b"no photo")
    session = _ranked(qtbot, open_window(), photos)
    window = session.window
    sentence = "1 photo could not be read."
    qtbot.waitUntil(lambda: sentence in window.messages.sentences(), timeout=WAIT_MS)
    window.messages.press("Show")
    dialog = window.findChild(SetAsideDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.list.count() == 1, timeout=WAIT_MS)
    assert dialog.list.item(0).text().startswith("bad.jpg\n")
    good, stat = save_picture(photos.parent / "good.jpg", 5), bad.stat()
    bad.write_bytes(good.read_bytes())
    assert stat.st_size != bad.stat().st_size
    qtbot.mouseClick(dialog.retry, Qt.MouseButton.LeftButton)
    wait_names(qtbot, session, ["bad", "0", "1", "2", "3", "4", "5"])


def test_a_photo_is_read_and_scored_again(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    session = _ranked(qtbot, open_window(), photos)
    assert session.gallery is not None
    ids = session.model.ids[:2]
    session.gallery.menu.again_requested.emit(list(ids))
    qtbot.waitUntil(lambda: len(names(session)) < 6, timeout=WAIT_MS)
    wait_names(qtbot, session, ["0", "1", "2", "3", "4", "5"])


def test_chosen_photos_are_exported(
    qtbot: QtBot, open_window: Open, photos: Path, tmp_path: Path
) -> None:
    session = _ranked(qtbot, open_window(), photos)
    assert session.gallery is not None
    session.gallery.menu.export_requested.emit(session.model.ids[3:5])
    dialog = session.window.findChild(ExportDialog)
    assert dialog is not None
    dialog.destination.setText(str(tmp_path / "best"))
    qtbot.waitUntil(lambda: dialog.list.count() == 2, timeout=WAIT_MS)
    assert dialog.copy.text() == "Copy 2 photos"
    dialog.reject()


def test_a_removed_folder_and_an_edited_profile_come_back(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    session = _ranked(qtbot, open_window(), photos)
    window = session.window
    window.profiles.edit_requested.emit()
    dialog = window.findChild(ProfileDialog)
    assert dialog is not None
    dialog.form.taste.setPlainText("I like bright photos.")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    wait_names(qtbot, session, ["5", "4", "3", "2", "1", "0"])
    assert window.undo.text() == "&Undo: profile Anna, edited"
    assert session.gallery is not None
    qtbot.waitUntil(lambda: len(session.gallery.folders.roots) == 1, timeout=WAIT_MS)  # type: ignore[union-attr]
    session.gallery.folders.remove(session.gallery.folders.roots[0])
    wait_names(qtbot, session, [])
    assert window.undo.text() == "&Undo: folder photos, removed"
    window.undo.trigger()
    wait_names(qtbot, session, ["5", "4", "3", "2", "1", "0"])
    window.undo.trigger()
    wait_names(qtbot, session, ["0", "1", "2", "3", "4", "5"])


def test_the_second_start_is_where_the_first_one_ended(
    qtbot: QtBot, open_window: Open, photos: Path, home: Home
) -> None:
    first = _ranked(qtbot, open_window(), photos)
    window = first.window
    window.grid_actions.generic.trigger()
    window.grid_actions.advance.trigger()
    window.folders.list.setCurrentRow(1)
    folder = window.folders.chosen_id()
    window.grid.go_to(first.model.ids[3])
    window.grid.select_photos([first.model.ids[4]])
    place = window.grid.place()
    chosen = window.grid.selected_ids()
    window.close()
    kept = Settings.load(home)
    assert (kept.root_id, kept.show_generic, kept.auto_advance) == (folder, True, True)
    second = open_window()
    wait_names(qtbot, second, ["0", "1", "2", "3", "4", "5"])
    qtbot.waitUntil(lambda: second.window.grid.place() == place, timeout=WAIT_MS)
    assert second.window.grid.selected_ids() == chosen
    assert second.window.folders.chosen_id() == folder
    assert second.window.grid_actions.generic.isChecked()
    assert second.window.grid.auto_advance

"""Finding photos in the real window: filters kept over a restart, two people, keeping a number."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core import Profile
from curator.library import Library
from curator.library.narrowing import Narrowing
from curator.settings import Home, Settings
from curator.ui.filters import Filters
from curator.ui.keep_dialog import KeepDialog
from curator.ui.singletons import keep_singletons
from tests.curator.windows import WAIT_MS, Open, names, wait_names

keep_singletons()
pytestmark = pytest.mark.qt_log_ignore("does not support")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A library with a folder of photos, from dark to bright, and two people."""
    home = Home.find(tmp_path / "window-home")
    photos = tmp_path / "photos"
    for place in range(6):
        folder = photos / ("old" if place < 2 else "new")
        folder.mkdir(parents=True, exist_ok=True)
        size = (60, 40) if place % 2 else (40, 60)
        picture = Image.new("RGB", size, (30 + 40 * place,) * 3)
        picture.save(folder / f"{place}.jpg", quality=95)
    with Library.open(home) as library:
        library.roots.add(photos)
        library.profiles.add(Profile.from_text("I like dark photos.", "Anna"))
        library.profiles.add(Profile.from_text("I like light.", "Ben"))
    return home


def test_filters_of_the_file_narrow_the_grid_and_are_there_after_a_restart(
    qtbot: QtBot, open_window: Open, home: Home
) -> None:
    first = open_window()
    wait_names(qtbot, first, "012345")
    bar = first.window.filters
    qtbot.keyClick(first.window.grid, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    types = bar.sheet.choices["file_type"]
    qtbot.waitUntil(lambda: types.count() == 2, timeout=WAIT_MS)
    assert types.itemText(1) == "JPG  (6)"
    bar.sheet.orientation.setCurrentIndex(bar.sheet.orientation.findData("landscape"))
    wait_names(qtbot, first, "135")
    root = first.gallery.folders.roots[0].path if first.gallery is not None else Path()
    bar.sheet.choose_folder(root / "new")
    wait_names(qtbot, first, "35")
    bar.saved.save("Wide and new")
    assert list(Settings.load(home).saved_filters) == ["Wide and new"]
    bar.sheet.hide()
    first.window.close()
    second = open_window()
    wait_names(qtbot, second, "35")
    assert list(second.window.filters.saved.saved) == ["Wide and new"]
    second.window.filters.set_filters(Filters(narrowing=Narrowing(name="nothing")))
    qtbot.waitUntil(second.window.empty.isVisible, timeout=WAIT_MS)
    assert second.window.empty.sentence.text() == "No photo with “nothing” in its name"


def test_a_second_person_is_scored_shown_sorted_by_and_kept(
    qtbot: QtBot, open_window: Open, home: Home
) -> None:
    session = open_window()
    window = session.window
    wait_names(qtbot, session, "012345")
    assert [window.profiles.other.itemText(n) for n in range(2)] == ["Nobody", "Ben"]
    window.profiles.other.setCurrentIndex(1)
    window.profiles.other.activated.emit(1)

    def others() -> int:
        rows = [session.model.row(photo_id) for photo_id in session.model.ids]
        return sum(row is not None and row.other is not None for row in rows)

    qtbot.waitUntil(lambda: others() == 6, timeout=WAIT_MS)
    bar = window.filters
    bar.sort.setCurrentIndex(bar.sort.findData("other"))
    wait_names(qtbot, session, "543210")
    window.grid.go_to(session.model.ids[0])
    qtbot.waitUntil(lambda: "Ben: 90" in window.detail.beside.text(), timeout=WAIT_MS)
    bar.sort.setCurrentIndex(bar.sort.findData("apart"))
    qtbot.waitUntil(lambda: set(names(session)[:2]) == {"0", "5"}, timeout=WAIT_MS)
    bar.sheet.min_apart.setValue(60)
    qtbot.waitUntil(lambda: set(names(session)) == {"0", "5"}, timeout=WAIT_MS)
    window.close()
    second = open_window()
    qtbot.waitUntil(lambda: set(names(second)) == {"0", "5"}, timeout=WAIT_MS)
    assert second.window.filters.sort.currentData() == "apart"
    second.window.profiles.other.activated.emit(0)  # nobody
    wait_names(qtbot, second, "012345")
    assert second.window.filters.filters() == Filters()


def test_a_number_is_kept_as_one_step(qtbot: QtBot, open_window: Open) -> None:
    session = open_window()
    window = session.window
    wait_names(qtbot, session, "012345")
    window.keep_requested.emit()
    dialog = window.findChild(KeepDialog)
    assert dialog is not None
    dialog.number.setValue(2)
    qtbot.waitUntil(lambda: dialog.keep.text() == "Pick 2 photos", timeout=WAIT_MS)
    dialog.reject_others.click()
    assert dialog.summary.text().startswith("2 photos will be picked, 4 others rejected.")
    dialog.keep.click()

    def flags() -> list[str | None]:
        rows = [session.model.row(photo_id) for photo_id in session.model.ids]
        return [None if row is None else row.flag for row in rows]

    kept = ["pick"] * 2 + ["reject"] * 4
    qtbot.waitUntil(lambda: flags() == kept, timeout=WAIT_MS)
    window.undo_requested.emit()
    qtbot.waitUntil(lambda: flags() == [None] * 6, timeout=WAIT_MS)
    window.redo_requested.emit()
    qtbot.waitUntil(lambda: flags() == kept, timeout=WAIT_MS)

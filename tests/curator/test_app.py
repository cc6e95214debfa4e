"""The window from its first run on, with a real library, real child processes and a fake judge."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator.app import WindowSession
from curator.library import Library
from curator.library.records import Ranked
from curator.services.events import PhotosJudged
from curator.settings import Home, Settings
from curator.ui.export_dialog import ExportDialog
from curator.ui.profile_dialog import ProfileDialog
from curator.ui.singletons import keep_singletons
from tests.curator.windows import WAIT_MS, Open, first_run, names, wait_names
from tests.curator.xmp import packet

keep_singletons()
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def _photo(folder: Path, name: str, brightness: int) -> Path:
    folder.mkdir(exist_ok=True)
    pixels = np.full((40, 60, 3), brightness, np.uint8)
    path = folder / name
    Image.fromarray(pixels).save(path, quality=95)
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for place in range(6):
        _photo(folder, f"{place}.jpg", 30 + 40 * place)
    return folder


def test_a_newcomer_gets_a_ranking(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    session = open_window()
    page = session.window.first_run
    assert page.isVisible()
    assert not page.start.isEnabled()
    page.form.taste.setPlainText("I like dark photos. I live in Graz.")
    qtbot.waitUntil(lambda: "Not understood" in page.form.reading.text(), timeout=WAIT_MS)
    assert "dark" in page.form.reading.text()
    first_run(qtbot, session, photos, "I like dark photos.")
    wait_names(qtbot, session, ["0", "1", "2", "3", "4", "5"])
    assert session.window.grid.isVisible()
    assert session.window.grid.hasFocus()  # the keys work at once


def test_a_library_that_was_restored_is_told_of(open_window: Open, home: Home) -> None:
    with Library.open(home) as library:
        library.back_up_daily()
    home.database.write_bytes(b"no database" * 1000)
    session = open_window()
    (sentence,) = session.window.messages.sentences()
    assert sentence.startswith("The library was damaged and is now as it was in its backup of")


def _run_first(qtbot: QtBot, open_window: Open, photos: Path) -> WindowSession:
    session = open_window()
    first_run(qtbot, session, photos, "I like dark photos.")
    wait_names(qtbot, session, ["0", "1", "2", "3", "4", "5"])
    return session


def _current(session: WindowSession) -> Ranked:
    photo_id = session.window.grid.current_id()
    assert photo_id is not None
    row = session.model.row(photo_id)
    assert row is not None
    return row


def test_the_details_of_the_best_are_shown(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    session = _run_first(qtbot, open_window, photos)
    session.window.grid.go_to(session.model.ids[0])
    detail = session.window.detail
    qtbot.waitUntil(lambda: "I like dark photos" in detail.why.text(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "60 × 40 pixels" in detail.facts.text(), timeout=WAIT_MS)
    assert "Changed" in detail.facts.text()  # there is no date in it: the file's own is used
    qtbot.waitUntil(lambda: "good" in detail.levels.accessibleName(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: detail.preview.pixmap() is not None, timeout=WAIT_MS)
    assert detail.score.text() == f"{_current(session).score:.0f}"


def test_keys_decide_and_undo_takes_back(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    session = _run_first(qtbot, open_window, photos)
    window = session.window
    window.grid.go_to(session.model.ids[1])
    qtbot.keyClick(window.grid, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: _current(session).stars == 4, timeout=WAIT_MS)
    qtbot.keyClick(window.grid, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: _current(session).flag == "reject", timeout=WAIT_MS)
    assert window.detail.stars.stars() == 4
    window.undo_requested.emit()
    qtbot.waitUntil(lambda: _current(session).flag is None, timeout=WAIT_MS)
    assert _current(session).stars == 4
    window.undo_requested.emit()
    qtbot.waitUntil(lambda: _current(session).stars is None, timeout=WAIT_MS)
    window.redo_requested.emit()
    qtbot.waitUntil(lambda: _current(session).stars == 4, timeout=WAIT_MS)


def test_filters_narrow_and_say_when_nothing_is_left(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    session = _run_first(qtbot, open_window, photos)
    window = session.window
    window.filters.min_score.setValue(60)
    wait_names(qtbot, session, ["0", "1"])
    window.filters.min_score.setValue(100)
    qtbot.waitUntil(lambda: window.empty.isVisible(), timeout=WAIT_MS)
    assert window.empty.sentence.text() == "No photo above 100"
    qtbot.mouseClick(window.empty.button, Qt.MouseButton.LeftButton)
    wait_names(qtbot, session, ["0", "1", "2", "3", "4", "5"])
    assert window.grid.isVisible()


def test_words_and_what_photos_show_narrow_the_grid(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    session = _run_first(qtbot, open_window, photos)
    bar, window = session.window.filters, session.window
    window.grid.go_to(session.model.ids[0])
    qtbot.waitUntil(lambda: "In the photo: people" in window.detail.shown.text(), timeout=WAIT_MS)
    bar.shows.setCurrentIndex(bar.shows.findData("landscape"))
    wait_names(qtbot, session, ["3", "4", "5"])
    bar.words.setText("light")
    bar.words.setFocus()  # else the Return would be the grid's, which opens the loupe
    qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    wait_names(qtbot, session, ["5", "4", "3"])
    bar.sort.setCurrentIndex(bar.sort.findData("score"))
    wait_names(qtbot, session, ["3", "4", "5"])
    bar.shows.setCurrentIndex(0)
    bar.words.setText("dark")
    bar.words.setFocus()  # else the Return would be the grid's, which opens the loupe
    qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    wait_names(qtbot, session, ["0", "1", "2"])
    _photo(photos, "new.jpg", 10)
    window.rescan_requested.emit()
    wait_names(qtbot, session, ["new", "0", "1", "2"])
    bar.words.clear()
    wait_names(qtbot, session, ["new", "0", "1", "2", "3", "4", "5"])


def test_a_judge_that_cannot_search_says_so_and_the_ranking_stays(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    session = _run_first(qtbot, open_window, photos)
    bar = session.window.filters
    bar.words.setText("no search")
    bar.words.setFocus()  # else the Return would be the grid's, which opens the loupe
    qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bar.words.words == "", timeout=WAIT_MS)
    assert session.window.messages.sentences() == ["Photos cannot be searched."]
    wait_names(qtbot, session, ["0", "1", "2", "3", "4", "5"])


def test_a_new_profile_ranks_at_once_and_going_back_scores_nothing_anew(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    session = _run_first(qtbot, open_window, photos)
    assert session.gallery is not None
    window = session.window
    window.profiles.new_requested.emit()
    dialog = window.findChild(ProfileDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.form.name, "Anna")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Anna" in dialog.problem_text(), timeout=WAIT_MS)  # taken
    assert dialog.isVisible()
    dialog.form.name.setText("Ben")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    wait_names(qtbot, session, ["5", "4", "3", "2", "1", "0"])
    judged: list[object] = []
    session.gallery.engine.happened.connect(
        lambda event: judged.append(event) if isinstance(event, PhotosJudged) else None
    )
    window.profiles.box.setCurrentIndex(0)
    window.profiles.box.activated.emit(0)
    wait_names(qtbot, session, ["0", "1", "2", "3", "4", "5"])
    assert not judged


def test_an_edited_profile_ranks_anew(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    session = _run_first(qtbot, open_window, photos)
    session.window.profiles.edit_requested.emit()
    dialog = session.window.findChild(ProfileDialog)
    assert dialog is not None
    assert dialog.form.profile().taste == "I like dark photos."
    dialog.form.taste.setPlainText("I like bright photos.")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    wait_names(qtbot, session, ["5", "4", "3", "2", "1", "0"])


def test_a_corrected_profile_ranks_anew(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    session = _run_first(qtbot, open_window, photos)
    for expected in (["5", "4", "3", "2", "1", "0"], ["0", "1", "2", "3", "4", "5"]):
        session.window.profiles.edit_requested.emit()
        dialog = session.window.findChildren(ProfileDialog)[-1]
        qtbot.waitUntil(lambda d=dialog: bool(d.form.reading.blocks), timeout=WAIT_MS)  # type: ignore[misc]
        qtbot.keyClick(dialog.form.reading.blocks[0].rows["brightness"].flip, Qt.Key.Key_Space)
        with qtbot.waitSignal(dialog.finished, timeout=WAIT_MS):
            qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        wait_names(qtbot, session, expected)


def test_a_photo_put_into_the_folder_is_ranked(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    session = _run_first(qtbot, open_window, photos)
    grid = session.window.grid
    for _ in range(3):
        qtbot.keyClick(grid, Qt.Key.Key_Right)
    before = grid.current_id()
    assert before is not None
    place = grid.visualRect(session.model.index_of(before))
    _photo(photos, "new.jpg", 5)
    qtbot.waitUntil(lambda: "new" in names(session), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: names(session).index("new") == 0, timeout=WAIT_MS)
    assert grid.visualRect(session.model.index_of(before)) == place
    assert grid.current_id() == before
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    session.window.filters.filters_changed.emit(session.window.filters.filters())
    wait_names(qtbot, session, ["new", "0", "1", "2", "3", "4", "5"])
    (photos / "new.jpg").unlink()
    wait_names(qtbot, session, ["0", "1", "2", "3", "4", "5"])


def test_the_best_are_exported(
    qtbot: QtBot, open_window: Open, photos: Path, tmp_path: Path
) -> None:
    session = _run_first(qtbot, open_window, photos)
    session.window.filters.export_requested.emit()
    dialog = session.window.findChild(ExportDialog)
    assert dialog is not None
    dialog.top.setValue(2)
    dialog.destination.setText(str(tmp_path / "best"))
    qtbot.waitUntil(dialog.copy.isEnabled, timeout=WAIT_MS)
    assert dialog.copy.text() == "Copy 2 photos"
    assert dialog.list.count() == 2
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "2 photos now in" in dialog.summary.text(), timeout=WAIT_MS)
    assert sorted(path.name for path in (tmp_path / "best").glob("*.jpg")) == ["0.jpg", "1.jpg"]
    dialog.reject()


def test_return_copies_and_half_a_path_is_said(
    qtbot: QtBot, open_window: Open, photos: Path, tmp_path: Path
) -> None:
    session = _run_first(qtbot, open_window, photos)
    session.window.filters.export_requested.emit()
    dialog = session.window.findChild(ExportDialog)
    assert dialog is not None
    dialog.destination.setText("best")
    qtbot.waitUntil(lambda: "whole path" in dialog.summary.text(), timeout=WAIT_MS)
    assert not dialog.copy.isEnabled()
    dialog.destination.setText(str(tmp_path / "best"))
    qtbot.waitUntil(dialog.copy.isEnabled, timeout=WAIT_MS)
    qtbot.keyClick(dialog.destination, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "photos now in" in dialog.summary.text(), timeout=WAIT_MS)
    dialog.reject()


def test_a_bad_file_is_said_not_hidden(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    (photos / "bad.jpg").write_bytes(b"no photo")
    session = _run_first(qtbot, open_window, photos)
    qtbot.waitUntil(
        lambda: any(
            row is not None and row.error for row in map(session.model.row, session.model.ids)
        ),
        timeout=WAIT_MS,
    )
    assert len(session.model.ids) == 7


def test_the_second_start_shows_the_ranking_at_once(
    qtbot: QtBot, open_window: Open, photos: Path, home: Home
) -> None:
    first = _run_first(qtbot, open_window, photos)
    first.window.filters.min_score.setValue(10)
    first.window.strip.thumbnail_size.setValue(250)
    first.window.close()
    kept = Settings.load(home)
    assert kept.thumbnail_size == 250
    assert kept.min_score == 10
    second = open_window()
    assert second.window.grid.isVisible()
    assert second.window.filters.filters().min_score == 10
    wait_names(qtbot, second, ["0", "1", "2", "3", "4"])


def test_closing_while_it_works_is_quick(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    for place in range(60):
        _photo(photos, f"more{place}.jpg", 100)
    session = open_window()
    first_run(qtbot, session, photos, "I like dark photos.")
    qtbot.waitUntil(lambda: len(session.model.ids) > 0, timeout=WAIT_MS)
    started = time.monotonic()
    session.window.close()
    assert time.monotonic() - started < 5


def test_pause_and_stop_are_shown_and_taken_back(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    session = _run_first(qtbot, open_window, photos)
    assert session.gallery is not None
    strip, engine = session.window.strip, session.gallery.engine
    strip.stop_requested.emit()
    qtbot.waitUntil(lambda: not engine.running, timeout=WAIT_MS)
    strip.resume_requested.emit()
    assert engine.running


def test_a_library_that_cannot_be_opened_is_said(
    qtbot: QtBot, open_window: Open, home: Home
) -> None:
    home.database.write_bytes(b"this is no database" * 100)
    session = open_window()
    assert session.problem
    assert session.problem in session.window.opening_text()


def _python(code: str, *args: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, timeout=60, check=False
    )


_SMOKE = """
import sys
from pathlib import Path
from curator.app import run_window
from curator.settings import Home
from curator.ui.judge_source import JudgeSource
from tests.fakes import FAKE_IDENTITY, fake_judge_factory
judge = JudgeSource("fake", lambda: FAKE_IDENTITY, fake_judge_factory())
code = run_window(Home.find(Path(sys.argv[1])), device="cpu", smoke=True, judge=judge)
assert not {"torch", "transformers"} & set(sys.modules), "the window imported torch"
sys.exit(code)
"""


def test_smoke_of_an_empty_home_leaves_with_0_and_without_torch(tmp_path: Path) -> None:
    done = _python(_SMOKE, str(tmp_path / "empty"))
    assert done.returncode == 0, done.stderr


def test_smoke_of_a_library_leaves_with_0(
    qtbot: QtBot, open_window: Open, photos: Path, home: Home
) -> None:
    _run_first(qtbot, open_window, photos).window.close()
    done = _python(_SMOKE, str(home.path))
    assert done.returncode == 0, done.stderr


def test_a_sidecar_that_says_otherwise_is_shown_and_settled(
    qtbot: QtBot, open_window: Open, photos: Path, home: Home
) -> None:
    session = open_window()
    first_run(qtbot, session, photos, "I like light.")
    wait_names(qtbot, session, ["5", "4", "3", "2", "1", "0"])
    window, note = session.window, session.window.detail.conflict
    photo_id = session.model.ids[0]

    def stars() -> float | None:
        row = session.model.row(photo_id)
        return None if row is None else row.stars

    window.grid.go_to(photo_id)
    window.detail.stars_given.emit(5.0)
    qtbot.waitUntil(lambda: stars() == 5, timeout=WAIT_MS)
    (photos / "5.xmp").write_bytes(packet(xmp_Rating="2"))
    qtbot.waitUntil(note.isVisible, timeout=WAIT_MS)
    assert note.sentence.text() == "5.xmp says 2 stars, which is not what you decided here."
    assert stars() == 5
    note.use_file.click()
    qtbot.waitUntil(lambda: not note.isVisible() and stars() == 2, timeout=WAIT_MS)
    window.undo_requested.emit()
    qtbot.waitUntil(lambda: note.isVisible() and stars() == 5, timeout=WAIT_MS)
    note.keep_own.click()
    qtbot.waitUntil(lambda: not note.isVisible(), timeout=WAIT_MS)
    assert stars() == 5


def test_a_photo_is_decided_about_in_the_loupe(
    qtbot: QtBot, open_window: Open, photos: Path
) -> None:
    session = _run_first(qtbot, open_window, photos)
    grid = session.window.grid
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert session.viewing is not None
    page = session.viewing.pages[-1]
    qtbot.waitUntil(page.stage.canvas.sharp, timeout=WAIT_MS)
    qtbot.keyClick(page, Qt.Key.Key_Right)
    qtbot.keyClick(page, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: "picked" in page.accessibleName(), timeout=WAIT_MS)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "picked" not in page.accessibleName(), timeout=WAIT_MS)
    qtbot.keyClick(page, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: "5 stars" in page.accessibleName(), timeout=WAIT_MS)
    session.window.show_gallery()  # as after the profile was edited: one stays where one is
    assert page.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert (_current(session).path.stem, _current(session).stars) == ("1", 5.0)
    assert grid.hasFocus()

"""Stacks in the real window: found in the background, collapsed, merged, split, undone."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core import Profile
from curator.app import WindowSession
from curator.library import Library
from curator.settings import Home, Settings
from curator.ui.keep_dialog import KeepDialog
from curator.ui.photo_model import Role
from curator.ui.singletons import keep_singletons
from tests.curator.series import NOON, bracket, burst, panorama, scene, shoot
from tests.curator.windows import WAIT_MS, Open

keep_singletons()
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home.find(tmp_path / "window-home")
    photos = tmp_path / "photos"
    burst(photos, 4, seed=11, at=NOON)
    bracket(photos, seed=12, at=NOON + timedelta(hours=1))
    panorama(photos, 3, seed=13, at=NOON + timedelta(hours=2))
    for number in range(3):
        at = NOON + timedelta(hours=3 + number)
        shoot(photos / f"single{number}.jpg", scene(20 + number), at)
    with Library.open(home) as library:
        library.profiles.add(Profile.from_text("I like light.", "Anna"))
        library.roots.add(photos)
    return home


def _shown(session: WindowSession) -> list[str]:
    rows = [session.model.row(photo_id) for photo_id in session.model.ids]
    return [row.path.stem for row in rows if row is not None and row.score is not None]


def _kinds(session: WindowSession) -> list[str]:
    """The kinds of the stacks that are shown collapsed."""
    marks = [index.data(Role.STACK) for index in map(session.model.index_of, session.model.ids)]
    return sorted(mark.kind for mark in marks if mark is not None and mark.collapsed)


def _go_to(session: WindowSession, name: str) -> int:
    for photo_id in session.model.ids:
        row = session.model.row(photo_id)
        if row is not None and row.path.stem == name:
            session.window.grid.go_to(photo_id)
            return photo_id
    raise AssertionError(name)


def _current(session: WindowSession) -> str:
    photo_id = session.window.grid.current_id()
    row = None if photo_id is None else session.model.row(photo_id)
    return "" if row is None else row.path.stem


def test_stacks_from_finding_to_undo(qtbot: QtBot, open_window: Open, home: Home) -> None:
    session = open_window()
    grid, stack = session.window.grid, session.window.detail.stack
    marked = "Exposure bracket", "Panorama", "Burst"

    def found() -> bool:
        marks = {i: session.model.index_of(i).data(Role.STACK) for i in session.model.ids}
        return len(_shown(session)) == 13 and sum(m is not None for m in marks.values()) == 10

    qtbot.waitUntil(found, timeout=WAIT_MS)
    everything = set(_shown(session))  # nothing is hidden until somebody asks
    assert len(everything) == 13

    # What the panel says of each kind
    for name, title in zip(("bracket0", "panorama1", "burst3"), marked, strict=True):
        _go_to(session, name)
        qtbot.waitUntil(lambda said=title: said in stack.text.text(), timeout=WAIT_MS)
    assert "Suggested best: this one, highest score." in stack.text.text()

    # All collapsed: each stack is one photo
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_S, _SHIFT)
    qtbot.waitUntil(lambda: len(session.model.ids) == 6, timeout=WAIT_MS)
    assert _kinds(session) == ["bracket", "burst", "panorama"]
    assert {"burst3", "bracket0", "panorama0"} <= set(_shown(session))
    assert _current(session) == "burst3"

    # What is decided there is decided of the photo that is shown
    qtbot.keyClick(grid, Qt.Key.Key_P)
    assert session.gallery is not None
    with qtbot.waitSignal(session.gallery.decider.decided, timeout=WAIT_MS) as decided:
        qtbot.keyClick(grid, Qt.Key.Key_4)
    assert decided.args is not None
    assert len(decided.args[0]) == 1

    # One opened: its photos stand side by side
    qtbot.keyClick(grid, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: len(session.model.ids) == 9, timeout=WAIT_MS)
    others = [name for name in _shown(session) if name != "burst3"]  # which keeps its column
    at = others.index("burst0")
    assert others[at : at + 3] == ["burst0", "burst1", "burst2"]
    assert _current(session) == "burst3"

    # One photo split off, and taken back
    _go_to(session, "burst0")
    qtbot.keyClick(grid, Qt.Key.Key_G, _CONTROL | _SHIFT)
    index = session.model.index_of
    alone = grid.current_id()
    assert alone is not None
    qtbot.waitUntil(lambda: index(alone).data(Role.STACK) is None, timeout=WAIT_MS)
    session.window.undo_requested.emit()
    qtbot.waitUntil(lambda: index(alone).data(Role.STACK) is not None, timeout=WAIT_MS)

    # Two singles merged: a stack made by hand, collapsed like the others
    _go_to(session, "single0")
    first = grid.current_id()
    second = _go_to(session, "single1")
    assert first is not None
    grid.selectionModel().select(index(first), grid.selectionModel().SelectionFlag.Select)
    assert set(grid.selected_ids()) == {first, second}
    qtbot.keyClick(grid, Qt.Key.Key_G, _CONTROL)
    qtbot.waitUntil(lambda: "hand" in _kinds(session), timeout=WAIT_MS)
    assert any("merged into a stack" in one for one in session.window.messages.sentences())

    # The next start shows them as they were left
    session.window.close()
    assert Settings.load(home).stacks_collapsed
    with Library.open(home) as library:
        kinds = {one.stack_id: one.kind for one in library.stacks.members(None)}
    assert sorted(kinds.values()) == ["bracket", "burst", "hand", "panorama"]


def test_keys_without_a_stack_say_so(qtbot: QtBot, open_window: Open) -> None:
    session = open_window()
    qtbot.waitUntil(lambda: len(_shown(session)) == 13, timeout=WAIT_MS)
    _go_to(session, "single2")
    grid = session.window.grid
    for key, modifier, sentence in (
        (Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier, "This photo is in no stack."),
        (Qt.Key.Key_G, _CONTROL, "Choose two photos or more to merge them into a stack."),
        (Qt.Key.Key_G, _CONTROL | _SHIFT, "None of the chosen photos is in a stack."),
    ):
        qtbot.keyClick(grid, key, modifier)
        assert sentence in session.window.messages.sentences()


def test_a_number_is_kept_of_what_is_shown(qtbot: QtBot, open_window: Open) -> None:
    session = open_window()
    qtbot.waitUntil(lambda: len(_shown(session)) == 13, timeout=WAIT_MS)
    gallery, grid = session.gallery, session.window.grid
    assert gallery is not None
    everything = {}
    for photo_id in session.model.ids:
        row = session.model.row(photo_id)
        assert row is not None
        everything[row.path.stem] = photo_id
    grid.setFocus()

    def marked() -> int:
        marks = (session.model.index_of(one).data(Role.STACK) for one in session.model.ids)
        return sum(mark is not None for mark in marks)

    qtbot.waitUntil(lambda: marked() == 10, timeout=WAIT_MS)
    qtbot.keyClick(grid, Qt.Key.Key_S, _SHIFT)
    qtbot.waitUntil(lambda: len(session.model.ids) == 6, timeout=WAIT_MS)
    session.window.keep_requested.emit()
    dialog = session.window.findChild(KeepDialog)
    assert dialog is not None
    dialog.number.setValue(6)
    qtbot.waitUntil(lambda: dialog.keep.text() == "Pick 6 photos", timeout=WAIT_MS)
    assert "A collapsed stack counts as one photo" in dialog.summary.text()
    dialog.reject_others.click()
    assert "3 others rejected" in dialog.summary.text()  # of the burst; the sets stay whole
    dialog.keep.click()

    def flag(name: str) -> str | None:
        row = session.model.row(everything[name])
        return None if row is None else row.flag

    qtbot.waitUntil(lambda: flag("burst3") == "pick", timeout=WAIT_MS)
    assert [flag(f"burst{number}") for number in range(3)] == ["reject"] * 3
    assert (flag("bracket0"), flag("bracket1")) == ("pick", None)

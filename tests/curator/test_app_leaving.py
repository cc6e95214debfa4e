"""What is left of a window that was closed for another one: nothing."""

from pathlib import Path
from weakref import ref

import pytest
from pytestqt.qtbot import QtBot

from curator.app import WindowSession
from curator.settings import Home
from curator.ui.singletons import keep_singletons
from curator.ui.tidying import clear_away
from tests.curator.pictures import save_picture
from tests.curator.windows import FAKE, WAIT_MS, first_run, wait_names

keep_singletons()
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def _used(qtbot: QtBot, home: Home, photos: Path) -> list["ref[object]"]:
    """Open a window, use it, close and leave it; what it was made of."""
    session = WindowSession(home, FAKE)
    with qtbot.waitSignal(session.ready, timeout=WAIT_MS):
        session.show()
    first_run(qtbot, session, photos, "I like dark photos.")
    wait_names(qtbot, session, ["0", "1"])
    assert session.viewing is not None
    session.window.grid.go_to(session.model.ids[1])
    session.viewing.open_loupe()
    session.window.close()
    assert session.window.isHidden()
    parts = session, session.window, session.gallery, session.viewing, session.model, session.road
    session.leave()
    return [ref(part) for part in parts]


def test_a_window_that_is_left_leaves_nothing(qtbot: QtBot, home: Home, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    for name, brightness in (("0.jpg", 30), ("1.jpg", 90)):
        save_picture(tmp_path / "photos" / name, brightness)
    parts = _used(qtbot, home, tmp_path / "photos")
    clear_away()
    assert [part() for part in parts if part() is not None] == []

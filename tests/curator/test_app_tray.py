"""Closing the window where the user wants Curator to go on in the system's tray."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from curator.app import WindowSession
from curator.settings import Home, Settings
from curator.ui.singletons import keep_singletons
from curator.ui.tray import Tray
from tests.curator.pictures import save_picture
from tests.curator.windows import WAIT_MS, Open, first_run, names, wait_names

keep_singletons()
pytestmark = pytest.mark.qt_log_ignore("does not support", "systemTrayWindowChanged")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for place in range(2):
        save_picture(folder / f"{place}.jpg", 30 + 40 * place)
    return folder


def _on_a_desktop_with_a_tray(session: WindowSession) -> Tray:
    tray = session.tray
    assert tray is not None
    tray.available = lambda: True
    tray.offer()
    return tray


def test_without_a_tray_closing_is_closing(open_window: Open, home: Home) -> None:
    Settings(keep_watching=True).save(home)
    session = open_window()
    assert session.tray is not None
    assert session.tray.icon is None
    assert not session.window.comfort.stay.isVisible()
    with_closed = []
    session.window.closed.connect(lambda: with_closed.append(True))
    session.window.close()
    assert with_closed
    assert Settings.load(home).keep_watching  # a desktop with a tray may be back


def test_unless_it_is_wanted_closing_is_closing(qtbot: QtBot, open_window: Open) -> None:
    session = open_window()
    tray = _on_a_desktop_with_a_tray(session)
    assert session.window.comfort.stay.isVisible()
    assert not session.window.comfort.stay.isChecked()
    assert tray.icon is None
    with qtbot.waitSignal(session.window.closed):
        session.window.close()


def test_it_goes_on_and_says_once_what_is_new(
    qtbot: QtBot, open_window: Open, photos: Path, home: Home
) -> None:
    session = open_window()
    window, tray = session.window, _on_a_desktop_with_a_tray(session)
    first_run(qtbot, session, photos, "I like dark photos.")
    wait_names(qtbot, session, "01")
    window.comfort.stay.trigger()
    assert tray.icon is not None
    assert tray.icon.isVisible()
    said: list[str] = []
    tray.told.connect(said.append)
    window.close()
    assert not window.isVisible()
    assert Settings.load(home).keep_watching
    for place in range(2, 5):
        save_picture(photos / f"{place}.jpg", 30 + 40 * place)
    qtbot.waitUntil(lambda: len(names(session)) == 5, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT_MS)
    assert sum(int(one.split()[0]) for one in said) == 3
    assert said[0].endswith("ranked.")
    tray.menu.aboutToShow.emit()
    assert tray.pause.text() == "Pause scoring"
    tray.open.trigger()
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        window.leave()
    assert not tray.icon.isVisible()


def test_what_is_away_can_be_ended(qtbot: QtBot, open_window: Open, photos: Path) -> None:
    session = open_window()
    _on_a_desktop_with_a_tray(session)
    first_run(qtbot, session, photos, "I like dark photos.")
    session.window.comfort.stay.trigger()
    session.window.close()
    with qtbot.waitSignal(session.window.closed):
        session.window.leave()

"""The window from its first run on, with a real library, real child processes and a fake judge."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator.app import WindowSession
from curator.settings import Home
from curator.ui.judge_source import JudgeSource
from curator.ui.singletons import keep_singletons
from tests.fakes import FAKE_IDENTITY, fake_judge_factory

keep_singletons()
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

_WAIT_MS = 30_000


def _photo(folder: Path, name: str, brightness: int) -> Path:
    folder.mkdir(exist_ok=True)
    pixels = np.full((40, 60, 3), brightness, np.uint8)
    path = folder / name
    Image.fromarray(pixels).save(path, quality=95)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.find(tmp_path / "window-home")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for place in range(6):
        _photo(folder, f"{place}.jpg", 30 + 40 * place)
    return folder


@pytest.fixture
def open_window(qtbot: QtBot, home: Home) -> Iterator[Callable[[], WindowSession]]:
    sessions: list[WindowSession] = []

    def make() -> WindowSession:
        judge = JudgeSource("fake", lambda: FAKE_IDENTITY, fake_judge_factory())
        session = WindowSession(home, judge)
        sessions.append(session)
        qtbot.addWidget(session.window)
        with qtbot.waitSignal(session.ready, timeout=_WAIT_MS):
            session.show()
        return session

    yield make
    for session in sessions:
        session.window.close()


def _first_run(qtbot: QtBot, session: WindowSession, folder: Path, taste: str) -> None:
    page = session.window.first_run
    qtbot.keyClicks(page.form.name, "Anna")
    page.form.taste.setPlainText(taste)
    page.folder.setText(str(folder))
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)


def _names(session: WindowSession) -> list[str]:
    rows = [session.model.row(photo_id) for photo_id in session.model.ids]
    return [row.path.stem for row in rows if row is not None and row.score is not None]


def _wait_names(qtbot: QtBot, session: WindowSession, names: list[str]) -> None:
    qtbot.waitUntil(lambda: _names(session) == names, timeout=_WAIT_MS)


def test_a_newcomer_gets_a_ranking(
    qtbot: QtBot, open_window: Callable[[], WindowSession], photos: Path
) -> None:
    session = open_window()
    page = session.window.first_run
    assert page.isVisible()
    assert not page.start.isEnabled()
    page.form.taste.setPlainText("I like dark photos. I live in Graz.")
    qtbot.waitUntil(lambda: "Not understood" in page.form.reading.text(), timeout=_WAIT_MS)
    assert "dark" in page.form.reading.text()
    _first_run(qtbot, session, photos, "I like dark photos.")
    _wait_names(qtbot, session, ["0", "1", "2", "3", "4", "5"])
    assert session.window.grid.isVisible()

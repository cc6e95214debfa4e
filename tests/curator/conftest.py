"""Fixtures of the tests that open the whole window."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from curator.app import WindowSession
from curator.settings import Home
from curator.ui.judge_source import JudgeSource
from tests.curator.windows import FAKE, WAIT_MS, Open

_USUAL = (1280, 800)  # wide enough that nothing has to grow once there are photos to show


@pytest.fixture(autouse=True)
def garbage_waits() -> Iterator[None]:
    """Python's garbage is collected between tests: as in the program, in no thread but the first.

    Windows of earlier tests are in it, and Qt's objects must not end in another thread.
    """
    gc.disable()
    yield
    gc.enable()
    gc.collect(1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A place for a library that is still empty."""
    return Home.find(tmp_path / "window-home")


@pytest.fixture
def open_window(qtbot: QtBot, home: Home) -> Iterator[Open]:
    """Opens windows over `home`, one after the other; closed in the end."""
    sessions: list[WindowSession] = []

    def make(judge: JudgeSource = FAKE) -> WindowSession:
        session = WindowSession(home, judge)
        sessions.append(session)
        qtbot.addWidget(session.window)
        with qtbot.waitSignal(session.ready, timeout=WAIT_MS):
            session.show()
        session.window.resize(*_USUAL)
        return session

    yield make
    for session in sessions:
        session.window.leave()

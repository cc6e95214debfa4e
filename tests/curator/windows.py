"""What the tests of the whole window share: opening it, its first run, the photos it shows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator.app import WindowSession
from curator.ui.judge_source import JudgeSource
from tests.fakes import FAKE_IDENTITY, fake_judge_factory

WAIT_MS = 60_000  # a bound, not a pause: child processes start slowly on a busy machine
FAKE = JudgeSource("fake", lambda: FAKE_IDENTITY, fake_judge_factory())


class Open(Protocol):
    """Opens a window that is ready, with this judge."""

    def __call__(self, judge: JudgeSource = FAKE) -> WindowSession: ...


def names(session: WindowSession) -> list[str]:
    """The stems of the scored photos that are shown, in their order."""
    rows = [session.model.row(photo_id) for photo_id in session.model.ids]
    return [row.path.stem for row in rows if row is not None and row.score is not None]


def wait_names(qtbot: QtBot, session: WindowSession, wanted: Sequence[str]) -> None:
    """Wait until just these photos are shown and scored, in this order."""
    qtbot.waitUntil(lambda: names(session) == list(wanted), timeout=WAIT_MS)


def first_run(qtbot: QtBot, session: WindowSession, folder: Path, taste: str) -> None:
    """Fill in the first page and start."""
    page = session.window.first_run
    qtbot.keyClicks(page.form.name, "Anna")
    page.form.taste.setPlainText(taste)
    page.folder.setText(str(folder))
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)

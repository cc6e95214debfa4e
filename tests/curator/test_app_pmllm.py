"""The window with a tiny trained checkpoint as its judge, chosen in it."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core import identify
from curator.app import WindowSession
from curator.settings import Home, Settings
from curator.ui.judge_dialog import JudgeDialog
from curator.ui.judge_source import judge_source
from curator.ui.singletons import keep_singletons
from tests.core.pmllm.tiny import save_checkpoint_folder
from tests.curator.pictures import save_pictures
from tests.curator.windows import FAKE, WAIT_MS, Open

keep_singletons()
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_checkpoint_folder(tmp_path_factory.mktemp("pmllm"))


def _dialog(session: WindowSession) -> JudgeDialog:
    session.window.judge_requested.emit()
    dialog = session.window.findChild(JudgeDialog)
    assert dialog is not None
    return dialog


def test_a_folder_is_chosen_and_the_window_asks_to_be_opened_anew(
    qtbot: QtBot, open_window: Open, home: Home, checkpoint: Path
) -> None:
    session = open_window(FAKE)
    dialog = _dialog(session)
    qtbot.waitUntil(lambda: dialog.list.count() == 1, timeout=WAIT_MS)
    assert dialog.list.item(0).text().startswith("mini\n")
    dialog.folder_chosen.emit(str(checkpoint))
    qtbot.waitUntil(lambda: dialog.list.count() == 2, timeout=WAIT_MS)
    assert dialog.list.currentItem().text().startswith(f"pmllm:{checkpoint}\n")
    qtbot.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not session.window.isVisible(), timeout=WAIT_MS)
    assert session.reopen
    kept = Settings.load(home)
    assert kept.judge == f"pmllm:{checkpoint}"
    assert kept.judges == (kept.judge,)


def test_a_folder_that_is_no_judge_is_said(
    qtbot: QtBot, open_window: Open, home: Home, tmp_path: Path
) -> None:
    session = open_window(FAKE)
    dialog = _dialog(session)
    dialog.folder_chosen.emit(str(tmp_path))
    qtbot.waitUntil(lambda: "no checkpoint folder" in dialog.problem_text(), timeout=WAIT_MS)
    dialog.reject()
    assert not session.reopen
    assert Settings.load(home) == Settings()


def test_the_window_reads_ranks_and_explains_with_it(
    qtbot: QtBot, open_window: Open, home: Home, checkpoint: Path, tmp_path: Path
) -> None:
    Settings(judge=f"pmllm:{checkpoint}").save(home)
    save_pictures(tmp_path / "photos", [30, 90, 150, 210])
    session = open_window(judge_source(Settings.load(home).judge, "cpu"))
    window, page = session.window, session.window.first_run
    qtbot.keyClicks(page.form.name, "Anna")
    page.form.taste.setPlainText("I love dark photos.")
    reading = page.form.reading
    qtbot.waitUntil(lambda: "as a whole" in reading.text(), timeout=WAIT_MS)
    assert "Counts as written" in reading.text()
    assert "Not understood" not in reading.text()
    page.folder.setText(str(tmp_path / "photos"))
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert session.gallery is not None

    def scored() -> list[float]:
        rows = [session.model.row(photo_id) for photo_id in session.model.ids]
        return [row.score for row in rows if row is not None and row.score is not None]

    qtbot.waitUntil(lambda: len(scored()) == 4, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: scored() == sorted(scored(), reverse=True), timeout=WAIT_MS)
    assert session.gallery.key().judge_id == identify(f"pmllm:{checkpoint}").judge_id  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: "on the processor" in window.strip.rate(), timeout=WAIT_MS)
    window.grid.go_to(session.model.ids[0])
    qtbot.waitUntil(lambda: " the score" in window.detail.why.text(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "good" in window.detail.levels.accessibleName(), timeout=WAIT_MS)


_CHOOSE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from curator.app import run_window
from curator.settings import Home
from curator.ui.judge_dialog import JudgeDialog
from curator.ui.judge_source import JudgeSource
from curator.ui.main_window import MainWindow
from tests.fakes import FAKE_IDENTITY, fake_judge_factory

checkpoint, said = sys.argv[2], []

def step():
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    window = next((w for w in windows if w.isVisible() and w.first_run.isVisible()), None)
    if window is None:
        return
    dialog = window.findChild(JudgeDialog)
    if dialog is None:
        window.judge_requested.emit()
        return
    lines = [dialog.list.item(n).text() for n in range(dialog.list.count())]
    if not lines:
        return
    said.append([line for line in lines if "(in use)" in line])
    if len(lines) == 1:
        dialog.folder_chosen.emit(checkpoint)
    elif dialog.use.isEnabled():
        dialog.use.click()
    elif said[-1]:
        dialog.reject()
        timer.stop()
        window.close()

judge = JudgeSource("fake", lambda: FAKE_IDENTITY, fake_judge_factory())
application = QApplication(sys.argv[:1])
timer = QTimer(interval=200)
timer.timeout.connect(step)
timer.start()
code = run_window(Home.find(Path(sys.argv[1])), device="cpu", smoke=False, judge=judge)
assert said[0] == [] and said[-1][0].startswith(f"pmllm:{checkpoint} (in use)"), said
sys.exit(code)
"""


def test_the_window_opens_anew_with_the_chosen_judge(tmp_path: Path, checkpoint: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CHOOSE, str(tmp_path / "home"), str(checkpoint)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr

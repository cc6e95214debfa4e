"""The window of a home, until its gallery has so many photos in order; prints times and memory.

The memory is that of a window at rest, which has the columns of all filters at hand.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil
from PySide6.QtWidgets import QApplication

from core import identify
from curator.app import WindowSession
from curator.settings import Home
from curator.ui.judge_source import JudgeSource
from curator.ui.singletons import keep_singletons
from curator.ui.theme import Theme
from curator.ui.tidying import collecting_here, leave_alone
from tests.fakes import fake_judge_factory

_DEADLINE_S = 120.0


def main() -> int:
    """Open the window without background work, wait, print one line of JSON."""
    home, photos = Home.find(Path(sys.argv[1])), int(sys.argv[2])
    began = time.perf_counter()
    keep_singletons()
    application = QApplication(sys.argv[:1])
    Theme(application)
    source = JudgeSource("mini", lambda: identify("mini"), fake_judge_factory())
    with collecting_here():
        session = WindowSession(home, source, background=False)
        opened: list[float] = []
        session.ready.connect(lambda: opened.append(time.perf_counter() - began))
        session.ready.connect(leave_alone)
        session.show()
        shown = time.perf_counter() - began
        while not opened or len(session.model.ids) < photos:
            application.processEvents()
            if time.perf_counter() - began > _DEADLINE_S:
                raise SystemExit(f"only {len(session.model.ids)} photos are shown")
        ordered = time.perf_counter() - began
        rested: list[bool] = []
        assert session.gallery is not None
        session.gallery.ahead.loaded.connect(lambda: rested.append(True))
        while photos and not rested and time.perf_counter() - began < _DEADLINE_S:
            application.processEvents()
            time.sleep(0.002)
        told = {
            "shown_s": shown,
            "open_s": opened[0],
            "ordered_s": ordered,
            "megabytes": psutil.Process().memory_info().rss / 1e6,
        }
        session.window.close()
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())

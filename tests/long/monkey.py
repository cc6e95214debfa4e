"""Does random things to the real window for a while, with real work behind it.

Run it from the top folder:

    python tests/long/monkey.py [--quick] [--minutes N] [--photos N] [--seed N] [--judge NAME]

Photos come, change and go meanwhile. It fails on any Python exception, on any warning of Qt, on a
window that hangs or does not end, and on memory that grows; times in which the window stood still
are only told. The choice of the n-th action hangs on the seed and n alone, but what is on the
screen by then also on the machine's speed: a seed finds the same faults often, not always.
"""

import argparse
import collections
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import TextIO

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from core import Profile, Statement
from curator.app import WindowSession
from curator.library import Library
from curator.settings import Home
from curator.ui.judge_source import JudgeSource, judge_source
from curator.ui.singletons import keep_singletons
from curator.ui.theme import Theme
from curator.ui.tidying import clear_away, collecting_here, leave_alone
from tests.fakes import FAKE_IDENTITY, fake_judge_factory
from tests.long.monkey_files import Folder
from tests.long.monkey_hands import Hands
from tests.long.monkey_watch import Watch

_BEAT_MS = 10
_WEIGH_MS = 10_000
_LONGEST_PAUSE_MS = 40
_OPEN_S = 0.3  # an action that takes longer has opened something that waits for an answer
_REPLAY = 30
_MOST_GROWTH = 10.0  # megabytes a minute in the second half; not judged below five minutes
_LONG_ENOUGH_MIN = 5.0


class Monkey:
    """Keeps one window open after the other until its time is over."""

    def __init__(
        self,
        home: Home,
        judge: JudgeSource,
        hands: Hands,
        *,
        seed: int,
        seconds: float,
        written: TextIO | None,
    ) -> None:
        """`written` gets every action at once: what is left after a crash."""
        self._written = written
        self._home, self._judge, self._hands, self._seed = home, judge, hands, seed
        self._end = time.monotonic() + seconds
        self.done: collections.Counter[str] = collections.Counter()
        self.trail: collections.deque[str] = collections.deque(maxlen=_REPLAY)
        self.windows = 0
        self._acting = 0.0  # when the last action that has not returned began
        self.watch = Watch(lambda: "\n".join(self.trail))
        self._timers = []
        for milliseconds, act in ((_BEAT_MS, self.watch.beat), (_WEIGH_MS, self.watch.weigh)):
            timer = QTimer(interval=milliseconds)
            timer.timeout.connect(act)
            timer.start()
            self._timers.append(timer)

    def run(self) -> None:
        """Open windows and play with them; a fault ends it early."""
        self.watch.weigh()
        while time.monotonic() < self._end and not self.watch.faults:
            session = WindowSession(self._home, self._judge)
            self._hands.window = session.window
            self.windows += 1
            session.ready.connect(self._step)
            with collecting_here():
                session.ready.connect(leave_alone)
                session.show()
                QApplication.exec()
            self.watch.doing = "the window is closed"
            session.leave()
            self._hands.window = None
            del session
            clear_away()
        self.watch.weigh()

    def _step(self) -> None:
        """One action; the next is due first, as a dialog may keep this one from returning."""
        window = self._hands.window
        if window is None or not window.isVisible():
            return
        if time.monotonic() > self._end or self.watch.faults:
            self._leave()
            return
        if self._acting and time.monotonic() - self._acting < _OPEN_S:
            QTimer.singleShot(_BEAT_MS, self._step)  # the test library works off events itself
            return
        number = self.done.total()
        chance = random.Random(f"{self._seed}/{number}")
        QTimer.singleShot(chance.randrange(_LONGEST_PAUSE_MS), self._step)
        self.watch.doing, self._acting = f"{number}", time.monotonic()
        self.done["opening"] += 1  # until it returns
        kind, said = self._hands.act(chance)
        self.done["opening"] -= 1
        self._acting = 0.0
        self.done[kind] += 1
        self.watch.doing = f"{number} {kind}: {said}"
        self.trail.append(self.watch.doing)
        if self._written is not None:
            print(self.watch.doing, file=self._written, flush=True)

    def _leave(self) -> None:
        """Close what is open, again and again: a dialog may first have to end its work."""
        assert self._hands.window is not None
        self.watch.doing = "leaving"
        QTimer.singleShot(50, self._step)
        found = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        (found or self._hands.window).close()


def keep_in(folder: Folder, seed: int) -> None:
    """Nothing that leads out of the program opens; folders are chosen at random."""
    chance = random.Random(seed)
    places = ["", str(folder.path), str(folder.other), str(folder.path / "a trip"), "/nowhere"]

    def choose(*_: object) -> str:
        return chance.choice(places)

    def opened(dialog: QFileDialog) -> None:
        if chosen := choose():
            dialog.fileSelected.emit(chosen)
        dialog.finished.emit(0)

    QFileDialog.getExistingDirectory = choose  # type: ignore[assignment,method-assign]
    QFileDialog.open = opened  # type: ignore[assignment,method-assign]
    QDesktopServices.openUrl = lambda *_: True  # type: ignore[method-assign]


def fill(home: Home, folder: Folder) -> None:
    """A library with two people and one folder."""
    with Library.open(home) as library:
        library.profiles.add(Profile("Ann", statements=(Statement("I like light."),)))
        library.profiles.add(Profile("Ben", statements=(Statement("I like dark photos."),)))
        library.roots.add(folder.path)


def judge_of(name: str) -> JudgeSource:
    """The judge of this name; "fake" is the one of the tests."""
    if name == "fake":
        return JudgeSource("fake", lambda: FAKE_IDENTITY, fake_judge_factory())
    return judge_source(name, "cpu")


def main() -> int:
    """Play, and print what was done and found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="half a minute with the tests' judge")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--photos", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--judge", default="mini", help='"fake" is the one of the tests')
    parser.add_argument("--trail", type=argparse.FileType("w"), help="a file for all actions")
    options = parser.parse_args()
    if options.quick:
        options.minutes, options.judge = 0.5, "fake"
    print(f"seed {options.seed}, {options.minutes:g} minutes, judge {options.judge}", flush=True)
    keep_singletons()
    application = QApplication(sys.argv[:1])
    Theme(application)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = Path(name)
        folder, home = Folder(place, options.photos), Home.find(place / "home")
        keep_in(folder, options.seed)
        fill(home, folder)
        hands = Hands(folder, place / "out")
        monkey = Monkey(
            home,
            judge_of(options.judge),
            hands,
            seed=options.seed,
            seconds=60 * options.minutes,
            written=options.trail,
        )
        monkey.run()
    watch = monkey.watch
    print(f"{monkey.done.total()} actions in {monkey.windows} windows:", end=" ")
    print(", ".join(f"{number} {kind}" for kind, number in monkey.done.most_common() if number))
    print(watch.report())
    if options.minutes >= _LONG_ENOUGH_MIN and watch.slope() > _MOST_GROWTH:
        watch.faults.append("memory grows")
    if watch.faults:
        print("the last actions were:", *monkey.trail, sep="\n  ")
        print(*watch.faults, "failed", sep="\n")
        return 1
    print("no exception, no warning, nothing hung")
    return 0


if __name__ == "__main__":
    sys.exit(main())

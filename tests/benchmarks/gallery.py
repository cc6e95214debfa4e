"""How long the whole window takes to answer with a large library: filter, sort, profile, stacks.

Run it from the top folder, on an idle machine:

    python -c "from tests.benchmarks.gallery import main; main()" [--photos N] [--home DIR]

The library is that of `find`, with a third of its photos in bursts; nothing is scanned or scored.
Each line is one action of the user: milliseconds on the clock until the grid shows the answer,
those that all threads worked meanwhile and of these the window's own, and the longest time that it
worked without looking for events. On a busy machine the clock says little. Nothing is asserted.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core import JudgeIdentity
from curator.app import WindowSession
from curator.library import Library
from curator.library.narrowing import Narrowing
from curator.library.records import FoundStack, RankQuery
from curator.settings import Home
from curator.ui.filters import Filters
from curator.ui.judge_source import JudgeSource
from curator.ui.singletons import keep_singletons
from curator.ui.theme import Theme
from curator.ui.tidying import collecting_here, leave_alone
from tests.benchmarks.find import make
from tests.benchmarks.window import TimedApplication, told
from tests.fakes import fake_judge_factory

_LEVELS = tuple(f"level {number}" for number in range(9))


def fill(home: Home, photos: int) -> None:
    """A library of made-up photos, every third of them in a burst of five."""
    folder = home.path / "photos"
    folder.mkdir(exist_ok=True)
    with Library.open(home) as library:
        if library.profiles.list():
            return
        make(library, folder, photos)
        ids = library.judgements.rank_ids(RankQuery(None, None, sort="name"))
        bursts = [tuple(ids[at : at + 5]) for at in range(0, len(ids) - 5, 15)]
        found = [FoundStack("burst", one) for one in bursts]
        library.stacks.store_found(found, [photo for one in bursts for photo in one])


class Desk:
    """The window, and how long it takes to answer."""

    def __init__(self, app: TimedApplication, home: Home) -> None:
        self.app = app
        identity = JudgeIdentity("fake", "j", "v", _LEVELS)
        source = JudgeSource("fake", lambda: identity, fake_judge_factory())
        self.session = WindowSession(home, source, background=False)
        self.window = self.session.window
        self.session.ready.connect(leave_alone)
        self.session.show()
        self.window.resize(1600, 1000)
        self.run(lambda: self.session.gallery is not None)
        assert self.session.gallery is not None
        self.gallery = self.session.gallery
        self.answers = 0
        self.rests = 0
        self.gallery.ranking.ordered.connect(self._on_answer)
        self.gallery.ahead.loaded.connect(self._on_rest)

    def _on_answer(self) -> None:
        self.answers += 1

    def _on_rest(self) -> None:
        self.rests += 1

    def run(self, until: Callable[[], bool]) -> None:
        """Look after events."""
        while not until():
            self.app.processEvents()
            time.sleep(0.001)

    def rest(self) -> None:
        """Until what is loaded ahead is loaded."""
        before = self.rests
        self.gallery.ranking.again()
        self.run(lambda: self.rests > before)

    def answer(self, name: str, act: Callable[[], object]) -> None:
        """Do what the user does, and print a line once the grid shows the answer."""
        self.run(lambda: not self.gallery.ranking.busy)
        before = self.answers
        self.app.own.clear()
        clock, own, every = time.perf_counter(), time.thread_time(), time.process_time()
        act()
        acted = 1000 * (time.thread_time() - own)
        self.run(lambda: self.answers > before)
        self.window.grid.viewport().repaint()
        took, work = time.perf_counter() - clock, time.thread_time() - own
        worked = time.process_time() - every
        print(
            f"  {name:30} {len(self.session.model.ids):8,} photos   shown after "
            f"{1000 * took:6.0f} ms   work {1000 * worked:4.0f}, own {1000 * work:5.1f} ms   "
            f"longest {max(acted, *self.app.own, 0.0):6.1f} ms"
        )


def measure(desk: Desk) -> None:
    """Actions one after the other."""
    bar, grid, window = desk.window.filters, desk.window.grid, desk.window
    narrow = {
        "camera": Narrowing(camera="Canon EOS R5"),
        "lens": Narrowing(lens="NIKKOR Z 50mm f/1.8 S"),
        "colour": Narrowing(colour="Red"),
        "portraits": Narrowing(orientation="portrait"),
        "dark and sharp": Narrowing(shows=("dark", "sharp")),
        "in a stack": Narrowing(stacked=True),
        "text in the name": Narrowing(name="img_01"),
    }
    for name, one in narrow.items():
        desk.answer(f"filter: {name}", lambda one=one: bar.set_filters(Filters(narrowing=one)))  # type: ignore[misc]
    desk.answer("filter: score 50 or more", lambda: bar.set_filters(Filters(min_score=50.0)))
    desk.answer("no filter", lambda: bar.set_filters(Filters()))
    for sort in ("date", "name", "stars", "score"):
        desk.answer(f"sort by {sort}", lambda sort=sort: bar.set_filters(Filters(sort=sort)))  # type: ignore[misc]
    grid.go_to(desk.session.model.ids[50_000 % len(desk.session.model.ids)])
    kept = Filters(min_score=20.0)
    desk.answer("filter, on a photo far below", lambda: bar.set_filters(kept))
    desk.answer("sort, on a photo far below", lambda: bar.set_filters(replace(kept, sort="name")))
    desk.answer("no filter", lambda: bar.set_filters(Filters()))
    grid.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    for said in ("collapse", "open", "collapse"):
        desk.answer(f"{said} all stacks", lambda: QTest.keyClick(grid, Qt.Key.Key_S, shift))
    stack = next(iter(desk.gallery.stacks.folded()))
    grid.go_to(stack)
    for said in ("open", "collapse"):
        desk.answer(f"{said} one stack", lambda: QTest.keyClick(grid, Qt.Key.Key_S))
    desk.answer("open all stacks", lambda: QTest.keyClick(grid, Qt.Key.Key_S, shift))
    people = window.profiles.box
    for place in (1, 0):
        desk.answer("another profile", lambda place=place: people.activated.emit(place))  # type: ignore[misc]
        desk.rest()
    bar_ = grid.verticalScrollBar()

    def scroll() -> float:
        began = time.thread_time()
        bar_.setValue(bar_.value() + 120)
        grid.viewport().repaint()
        return 1000 * (time.thread_time() - began)

    told("scroll step of 120 pixels", [scroll() for _ in range(300)])


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    keep_singletons()
    app = TimedApplication()
    Theme(app)
    with tempfile.TemporaryDirectory() as name, collecting_here():
        home = Home.find(options.home or Path(name) / "home")
        home.path.mkdir(parents=True, exist_ok=True)
        fill(home, options.photos)
        print(f"load {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} processors")
        memory = psutil.Process().memory_info
        began = time.perf_counter()
        desk = Desk(app, home)
        desk.run(lambda: len(desk.session.model.ids) > 0)
        print(f"  in order after {time.perf_counter() - began:.1f} s; {memory().rss / 1e6:.0f} MB")
        desk.rest()
        print(f"  at rest: {memory().rss / 1e6:.0f} MB")
        measure(desk)
        print(f"  at the end: {memory().rss / 1e6:.0f} MB")
        desk.window.close()

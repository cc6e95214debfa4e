"""How long the window's own thread is busy: while photos are scored, and with 100,000 photos.

Run it from the top folder, on an idle machine, and so that the child processes need not import it:

    python -c "from tests.benchmarks.window import main; main()" FOLDER \\
        [--photos 2000] [--many 100000] [--judge fake|mini]

Photos of FOLDER are copied to a temporary place under other contents until there are enough; the
window scores them while the grid scrolls up and down and photos are decided about. Each event of
the window's thread is timed, by the clock and by the thread's own processor time: on a busy machine
only the second says something about the program. `many` photos are made up in a library of their
own; 0 leaves a part out. Nothing is asserted.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core import Judgements, Profile
from curator.app import WindowSession
from curator.library import Library
from curator.library.records import (
    FileSeen,
    JudgementKey,
    PhotoFacts,
    PhotoReady,
    RankQuery,
    StoredProfile,
)
from curator.settings import Home
from curator.ui.decisions import Decider
from curator.ui.history import History
from curator.ui.judge_source import JudgeSource, judge_source
from curator.ui.photo_delegate import PhotoDelegate
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel
from curator.ui.road import Road
from curator.ui.singletons import keep_singletons
from curator.ui.theme import Theme
from curator.ui.tidying import collecting_here, leave_alone
from tests.benchmarks.speed import copy_photos
from tests.fakes import FAKE_IDENTITY, fake_judge_factory


class TimedApplication(QApplication):
    """Notes how long each event took that was not part of another, in milliseconds."""

    def __init__(self) -> None:
        super().__init__([])
        self.wall: list[float] = []
        self.own: list[float] = []
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """As Qt's own, with a watch."""
        if self._depth:
            return super().notify(receiver, event)
        self._depth += 1
        wall, own = time.perf_counter(), time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self.own.append(1000 * (time.thread_time() - own))
            self.wall.append(1000 * (time.perf_counter() - wall))
            self._depth -= 1


def told(name: str, values: Sequence[float]) -> None:
    """Print a line of figures, in milliseconds."""
    p50, p95, p99 = np.percentile(values, [50, 95, 99])
    print(
        f"  {name:<34} {len(values):6} times   p50 {p50:7.2f}   p95 {p95:7.2f}   "
        f"p99 {p99:7.2f}   max {max(values):7.2f} ms"
    )


def while_scoring(app: TimedApplication, folder: Path, photos: int, judge: str) -> None:
    """Events while photos are read, looked at and judged, and the user scrolls and decides."""
    with tempfile.TemporaryDirectory() as name, collecting_here():
        place = Path(name)
        (place / "photos").mkdir()
        copy_photos(folder, place / "photos", photos)
        fake = JudgeSource("fake", lambda: FAKE_IDENTITY, fake_judge_factory())
        source = fake if judge == "fake" else judge_source(judge, "cpu")
        home = Home.find(place / "home")
        with Library.open(home) as library:
            library.profiles.add(Profile.from_text("dark moody light.", "bench"))
            library.roots.add(place / "photos")
        session = WindowSession(home, source)
        session.ready.connect(leave_alone)
        session.show()
        window = session.window
        window.resize(1600, 1000)
        grid, bar = window.grid, window.grid.verticalScrollBar()
        _run(app, lambda: len(session.model.ids) > 0)
        app.wall.clear()
        app.own.clear()
        began, step = time.perf_counter(), 1

        def tick() -> None:
            nonlocal step
            if bar.value() in (bar.minimum(), bar.maximum()):
                step = 1 if bar.value() == bar.minimum() else -1
            bar.setValue(bar.value() + step * 120)
            if len(app.wall) % 40 == 0:
                QTest.keyClick(grid, Qt.Key.Key_P)

        _run(app, lambda: window.strip.said().startswith("All photos"), tick)
        print(f"{photos} photos scored in {time.perf_counter() - began:.0f} s; events meanwhile:")
        told("by the clock", app.wall)
        told("processor time of the thread", app.own)
        window.close()


def _run(
    app: QApplication, until: Callable[[], bool], tick: Callable[[], None] | None = None
) -> None:
    while not until():
        app.processEvents()
        if tick is not None:
            tick()
        time.sleep(0.008)


def _fill(library: Library, root: Path, many: int, profile: StoredProfile) -> JudgementKey:
    root.mkdir()
    folder = library.roots.add(root)
    library.photos.apply_scan(
        folder.id,
        [FileSeen(root / f"{n // 1000:03}" / f"{n:06}.jpg", 1000, 10**18) for n in range(many)],
    )
    facts = PhotoFacts(6000, 4000, None, "a camera", 0)
    waiting = library.photos.pending_ingest(None)
    library.photos.store_ready([PhotoReady(p.id, f"{p.id:064}", facts, None) for p in waiting])
    key = JudgementKey(profile.digest, "judge", "vision")
    scores = np.random.default_rng(7).uniform(0, 100, many).astype(np.float32)
    hashes = [f"{photo.id:064}" for photo in waiting]
    levels = np.zeros((many, 0), np.float32)
    library.judgements.store(key, profile.id, hashes, Judgements(scores, scores, levels))
    return key


def with_many(app: TimedApplication, many: int) -> None:
    """Steps of a grid over a large library."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        road = Road()
        with Library.open(Home.find(place / "home")) as library:
            began = time.perf_counter()
            profile = library.profiles.add(Profile("bench"))
            key = _fill(library, place / "photos", many, profile)
            print(f"{many:,} photos, made up in {time.perf_counter() - began:.0f} s:")
            rows = library.judgements.rows
            model = PhotoModel(lambda ids: rows(ids, key, profile.id))
            grid = PhotoGrid(model, PhotoDelegate(lambda row: None))
            history = History(road, grid)
            decisions = library.decisions
            decider = Decider(decisions.set, decisions.clear, decisions.restore, history, grid)
            decider.set_profile(profile.id)
            decider.decided.connect(model.refresh)
            grid.flag_given.connect(lambda flag: decider.give_flag(grid.selected_ids(), flag))
            grid.resize(1200, 900)
            grid.show()
            QTest.qWaitForWindowExposed(grid)
            query = RankQuery(judgement_of=key, profile_id=profile.id)
            ids: list[int] = []
            told(
                "ranking (another thread)",
                [_timed(lambda: ids.extend(library.judgements.rank_ids(query)))],
            )
            told("show the order", [_timed(lambda: grid.show_order(ids))])
            told("another order", [_timed(lambda: grid.show_order(ids[::-1]))])
            told("half of them", [_timed(lambda: grid.show_order(ids[::2]))])
            told("all again", [_timed(lambda: grid.show_order(ids))])
            grid.go_to(ids[0])
            bar = grid.verticalScrollBar()

            def scroll(number: int) -> None:
                bar.setValue(bar.value() + number)
                grid.viewport().repaint()

            told("scroll step of 120 pixels", [_timed(lambda: scroll(120)) for _ in range(300)])
            told("jump to anywhere", [_timed(lambda: scroll(70_001)) for _ in range(100)])
            told(
                "next photo by key",
                [_timed(lambda: _key(grid, Qt.Key.Key_Right)) for _ in range(200)],
            )
            told("choose all", [_timed(grid.selectAll)])
            told("choose the others", [_timed(grid.select_invert)])
            grid.select_photos(ids[:1000])
            app.own.clear()
            told("pick 1,000 photos: the key", [_timed(lambda: _key(grid, Qt.Key.Key_P))])
            began = time.perf_counter()
            _run(app, lambda: len(decisions.of_profile(profile.id)) == 1000)
            print(f"  stored after {time.perf_counter() - began:.2f} s")
            told("events until it was shown", app.own)
            grid.close()
            road.close()


def _key(grid: PhotoGrid, key: Qt.Key) -> None:
    QTest.keyClick(grid, key)
    grid.viewport().repaint()


def _timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return 1000 * (time.thread_time() - began)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=2000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--judge", default="fake")
    options = parser.parse_args()
    keep_singletons()
    app = TimedApplication()
    Theme(app)
    print(f"load {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} processors")
    if options.photos:
        while_scoring(app, options.folder, options.photos, options.judge)
    if options.many:
        with_many(app, options.many)

"""The road, the ranking, decisions, thumbnails, crashes."""

import io
import sys
import threading
import weakref
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize, QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from curator.errors import OperationError
from curator.library.records import KEEP, Decision, Keep, Ranked, RankQuery
from curator.ui.crash import CrashDialog, CrashReporter, reporting
from curator.ui.decisions import Decider
from curator.ui.history import History
from curator.ui.ranking import Ranking
from curator.ui.road import Road
from curator.ui.thumbnails import Thumbnails
from tests.curator.ui.conftest import ranked

_QUERY = RankQuery(judgement_of=None, profile_id=None)


def test_results_arrive_in_the_gui_thread(qtbot: QtBot, road: Road) -> None:
    seen: list[tuple[int, bool]] = []
    here = QThread.currentThread()
    road.do(lambda: 7, lambda n: seen.append((n, QThread.currentThread() is here)))
    qtbot.waitUntil(lambda: seen == [(7, True)])


def test_what_waits_for_a_result_never_ends_in_another_thread(qtbot: QtBot, road: Road) -> None:
    class Dialog:
        done = False

        def take(self, _: int) -> None:
            Dialog.done = True

    ended: list[threading.Thread] = []
    dialog, future, held = Dialog(), Future[int](), threading.Event()
    weakref.finalize(dialog, lambda: ended.append(threading.current_thread()))
    road.when(future, dialog.take)
    future.add_done_callback(lambda _: held.wait(10))  # the other thread is late to let go
    other = threading.Thread(target=future.set_result, args=(7,))
    other.start()
    qtbot.waitUntil(lambda: Dialog.done)
    del dialog
    assert ended == [threading.current_thread()]
    held.set()
    other.join()


def test_a_lane_keeps_its_order(qtbot: QtBot, road: Road) -> None:
    done: list[int] = []
    for number in range(50):
        road.do(lambda n=number: n, done.append, lane="one")  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == list(range(50))


def test_a_failure_nobody_takes_is_told(qtbot: QtBot, road: Road) -> None:
    def fail() -> None:
        raise OperationError("The disk is full.")

    with qtbot.waitSignal(road.failed) as failed:
        road.do(fail, lambda _: None)
    assert failed.args == ["The disk is full."]
    taken: list[str] = []
    with qtbot.assertNotEmitted(road.failed):
        road.do(fail, lambda _: None, lambda error: taken.append(str(error)))
        qtbot.waitUntil(lambda: bool(taken))


def test_a_bug_in_a_thread_is_raised_in_the_gui_thread(qtbot: QtBot, road: Road) -> None:
    with capture_exceptions() as caught:
        road.do(lambda: 1 / 0, lambda _: None)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_nothing_arrives_after_the_end(qtbot: QtBot) -> None:
    road = Road()
    late: Future[int] = Future()
    arrived: list[int] = []
    road.when(late, arrived.append)
    road.close()
    late.set_result(1)
    qtbot.wait(20)
    assert arrived == []


def test_scores_reorder_at_most_once_in_a_while_the_user_at_once(qtbot: QtBot, road: Road) -> None:
    asked: list[RankQuery] = []

    def rank(query: RankQuery) -> list[int]:
        asked.append(query)
        return [len(asked)]

    ranking = Ranking(rank, road, calm_ms=150)
    answers: list[tuple[list[int], bool]] = []
    ranking.ordered.connect(lambda ids, by_user: answers.append((ids, by_user)))
    ranking.ask(_QUERY)
    qtbot.waitUntil(lambda: answers == [([1], True)])
    for _ in range(100):
        ranking.again()
    assert len(asked) == 1
    qtbot.waitUntil(lambda: answers[1:] == [([2], False)])
    ranking.ask(_QUERY)
    qtbot.waitUntil(lambda: answers[2:] == [([3], True)])


def test_an_older_answer_is_dropped(qtbot: QtBot, road: Road) -> None:
    slow = threading.Event()

    def rank(query: RankQuery) -> list[int]:
        if query.limit == 1:
            slow.wait(10)
            return [1]
        return [2]

    ranking = Ranking(rank, road, calm_ms=1)
    answers: list[list[int]] = []
    ranking.ordered.connect(lambda ids, by_user: answers.append(ids))
    ranking.ask(RankQuery(None, None, limit=1))
    ranking.ask(RankQuery(None, None, limit=2))
    qtbot.waitUntil(lambda: answers == [[2]])
    slow.set()
    qtbot.wait(30)
    assert answers == [[2]]


def test_what_cannot_be_answered_is_told(qtbot: QtBot, road: Road) -> None:
    def rank(query: RankQuery) -> list[int]:
        raise OperationError("The judge cannot search.")

    owner = QWidget()  # ends it in this thread: the traceback keeps it for any thread to collect
    qtbot.addWidget(owner)
    ranking = Ranking(rank, road, parent=owner)
    with qtbot.waitSignals([ranking.failed, road.failed]):
        ranking.ask(_QUERY)


class _Store:
    """Decisions in a dictionary."""

    def __init__(self) -> None:
        self.stars: dict[int, float | None] = {}

    def set(
        self,
        photo_ids: Sequence[int],
        profile_id: int | None,
        *,
        stars: float | Keep | None = KEEP,
        flag: object = KEEP,
        colour: object = KEEP,
        score_was_shown: bool = False,
    ) -> list[Decision]:
        before = [
            Decision(i, self.stars.get(i), None, None, "user", None, score_was_shown, profile_id)
            for i in photo_ids
        ]
        assert not isinstance(stars, Keep)
        self.stars.update(dict.fromkeys(photo_ids, stars))
        return before

    def clear(self, photo_ids: Sequence[int], profile_id: int) -> list[Decision]:
        return self.set(photo_ids, profile_id, stars=None)

    def restore(self, previous: Sequence[Decision]) -> None:
        self.stars.update({old.photo_id: old.stars for old in previous})


def test_decisions_are_undone_and_done_again_in_order(qtbot: QtBot, road: Road) -> None:
    store = _Store()
    history = History(road)
    decider = Decider(store.set, store.clear, store.restore, history)
    decider.set_profile(1)
    decider.give_stars([1, 2], 3)
    decider.give_stars([2], 5)
    decider.give_stars([1], 0)
    qtbot.waitUntil(lambda: store.stars == {1: None, 2: 5})
    with qtbot.waitSignal(history.told) as told:
        history.undo()
    assert told.args == ["Undone: 1 photo, no stars."]
    history.undo()
    qtbot.waitUntil(lambda: store.stars == {1: 3, 2: 3})
    history.redo()
    qtbot.waitUntil(lambda: store.stars == {1: 3, 2: 5})
    decider.use_files([2])
    qtbot.waitUntil(lambda: store.stars == {1: 3, 2: None})
    with qtbot.waitSignal(history.told) as told:
        history.undo()
    assert told.args == ["Undone: 1 photo, as the file says."]
    qtbot.waitUntil(lambda: store.stars == {1: 3, 2: 5})


def _jpeg(size: tuple[int, int] = (384, 256)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "teal").save(data, "JPEG")
    return data.getvalue()


def _with_hash(number: int) -> Ranked:
    return replace(ranked(number), content_hash=f"h{number}")


def test_thumbnails_load_newest_first_and_stay_within_their_budget(
    qtbot: QtBot, road: Road
) -> None:
    order: list[str] = []
    go = threading.Event()
    jpeg = _jpeg()

    def read(name: str, path: Path) -> bytes | None:
        go.wait(10)
        order.append(name)
        return None if name == "h3" else jpeg

    one = 120 * 80 * 4
    thumbnails = Thumbnails(read, road, budget=3 * one)
    thumbnails.set_room(QSize(120, 100))
    try:
        for number in range(6):
            assert thumbnails.picture(_with_hash(number)) is None
        go.set()
        qtbot.waitUntil(lambda: len(order) == 6)
        assert order[1:] == [f"h{n}" for n in range(5, -1, -1) if f"h{n}" != order[0]]
        qtbot.waitUntil(lambda: thumbnails.picture(_with_hash(0)) is not None)
        held = thumbnails.picture(_with_hash(0))
        assert held is not None
        assert (held.width(), held.height()) == (120, 80)
        assert thumbnails.bytes_held <= 3 * one
    finally:
        thumbnails.close()


def test_a_sharper_thumbnail_follows_where_the_small_one_is_enlarged(
    qtbot: QtBot, road: Road
) -> None:
    small, large = (_jpeg(), _jpeg((1024, 683)))
    asked: list[str] = []

    def sharp(name: str, path: Path) -> bytes | None:
        asked.append(name)
        return None if name == "h2" else large

    thumbnails = Thumbnails(lambda name, path: small, road, read_sharp=sharp)
    thumbnails.set_room(QSize(600, 600))
    photo = replace(_with_hash(1), width=6000, height=4000)
    try:
        qtbot.waitUntil(lambda: _width(thumbnails, photo) == 384)
        qtbot.waitUntil(lambda: _width(thumbnails, photo) == 600)
        tiny = replace(_with_hash(3), width=384, height=256)  # there is no more in it
        qtbot.waitUntil(lambda: _width(thumbnails, tiny) == 384)
        lost = replace(photo, content_hash="h2")
        qtbot.waitUntil(lambda: _width(thumbnails, lost) == 384 and "h2" in asked)
        assert "h3" not in asked
    finally:
        thumbnails.close()


def _width(thumbnails: Thumbnails, row: Ranked) -> int:
    pixmap = thumbnails.picture(row)
    return 0 if pixmap is None else pixmap.width()


def test_exceptions_of_all_threads_reach_one_dialog(
    qtbot: QtBot, road: Road, themed: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    old = sys.excepthook, threading.excepthook
    with reporting(CrashReporter(road)):
        sys.excepthook(ValueError, ValueError("in the window"), None)
        thread = threading.Thread(target=lambda: [][0])
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(_dialogs()) == 1)
        dialog = _dialogs()[0]
        qtbot.waitUntil(lambda: "IndexError" in dialog.details.toPlainText())
        assert "in the window" in dialog.details.toPlainText()
        dialog.copy.click()
        assert "IndexError" in QGuiApplication.clipboard().text()
        dialog.reject()
    assert (sys.excepthook, threading.excepthook) == old


def _dialogs() -> list[CrashDialog]:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog)]
    return [dialog for dialog in found if dialog.isVisible()]

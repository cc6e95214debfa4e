"""The judging process with the judge for tests, which hangs, dies and runs out of memory."""

import functools
import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import psutil
import pytest

from core import JudgeFactory, JudgeUnavailableError, Look, Picture, Profile, Reading
from curator.errors import OperationError
from curator.worker.judge_process import JudgeProcess, on_cpu
from curator.worker.records import PhotoFailure
from tests.curator.worker.waiting import until
from tests.fakes import FAKE_IDENTITY, FakeJudge, fake_judge_factory

WAIT_S = 60
HANGS, DIES = (255, 0, 255), (255, 255, 1)
DARK, BRIGHT = Profile.from_text("dark"), Profile.from_text("bright")


def picture(name: str, grey: int = 100, corner: tuple[int, int, int] | None = None) -> Picture:
    pixels = np.full((20, 30, 3), grey, np.uint8)
    if corner is not None:
        pixels[0, 0] = corner
    return Picture(name, pixels)


def pictures(count: int) -> list[Picture]:
    return [picture(f"h{i}", i % 250) for i in range(count)]


def names(found: Sequence[Look | PhotoFailure]) -> list[str]:
    return [one.content_hash if isinstance(one, Look) else f"!{one.photo}" for one in found]


@pytest.fixture(scope="module")
def judge() -> Iterator[JudgeProcess]:
    with JudgeProcess(fake_judge_factory(), database=None) as process:
        yield process


def test_says_who_it_is(judge: JudgeProcess) -> None:
    info = judge.info().result(WAIT_S)
    assert info.identity == FAKE_IDENTITY
    assert info.device == "cpu"


def test_looks_keep_their_order(judge: JudgeProcess) -> None:
    found = judge.look(pictures(70)).result(WAIT_S)
    assert names(found) == [f"h{i}" for i in range(70)]
    assert judge.look([]).result(WAIT_S) == []


def test_judges_explains_and_reads(judge: JudgeProcess) -> None:
    looks = [look for look in judge.look(pictures(200)).result(WAIT_S) if isinstance(look, Look)]
    dark = judge.judge_looks(DARK, looks).result(WAIT_S)
    bright = judge.judge_looks(BRIGHT, looks).result(WAIT_S)
    assert dark.score.shape == bright.generic.shape == (200,)
    assert dark.levels.shape == (200, 3)
    assert np.all(np.diff(dark.score) < 0)
    assert np.all(np.diff(bright.score) > 0)
    reasons = judge.explain(DARK, looks[:9]).result(WAIT_S)
    assert [one[0].attribute for one in reasons] == ["brightness"] * 9
    assert judge.read(DARK).result(WAIT_S).understood[0].pole == "dark"


def test_no_photos_are_judged_too(judge: JudgeProcess) -> None:
    found = judge.judge_looks(DARK, []).result(WAIT_S)
    assert found.score.shape == (0,)
    assert found.levels.shape == (0, 3)


def test_photos_that_hang_or_kill_are_quarantined_and_the_rest_goes_on() -> None:
    batch = pictures(30)
    batch[7] = picture("hangs", corner=HANGS)
    batch[20] = picture("dies", corner=DIES)
    with JudgeProcess(fake_judge_factory(), database=None, deadline_s=3) as judge:
        found = judge.look(batch).result(WAIT_S)
    expected = [f"h{i}" for i in range(30)]
    expected[7], expected[20] = "!hangs", "!dies"
    assert names(found) == expected
    reasons = [one.reason for one in found if isinstance(one, PhotoFailure)]
    assert "took longer than 3 s" in reasons[0]
    assert "ended unexpectedly" in reasons[1]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_from_outside_it_loses_nothing() -> None:
    with JudgeProcess(_slow_factory(0.01), database=None) as judge:
        pid = _pid(judge)
        futures = [judge.look(pictures(40)) for _ in range(3)]
        futures[0].result(WAIT_S)
        os.kill(pid, signal.SIGKILL)
        for future in futures:
            assert names(future.result(WAIT_S)) == [f"h{i}" for i in range(40)]
        assert _pid(judge) != pid


def test_urgent_work_gets_in_between(judge: JudgeProcess) -> None:
    with JudgeProcess(_slow_factory(0.01), database=None) as slow:
        backlog = slow.look(pictures(300))
        until(lambda: slow.pid is not None)
        slow.info().result(WAIT_S)
        slow.look([picture("now")], urgent=True).result(WAIT_S)
        assert not backlog.done()  # it takes three seconds
        assert len(backlog.result(WAIT_S)) == 300


def test_work_may_be_withdrawn_at_any_time() -> None:
    with JudgeProcess(_slow_factory(0.05), database=None) as judge:
        judge.info().result(WAIT_S)
        backlog = judge.look(pictures(10_000))
        behind = judge.look([picture("behind")])
        assert backlog.cancel()
        assert names(behind.result(WAIT_S)) == ["behind"]


def test_a_full_device_gets_smaller_batches() -> None:
    with JudgeProcess(fake_judge_factory(device="cuda", batch_limit=3), database=None) as judge:
        found = judge.look(pictures(40)).result(WAIT_S)
        assert names(found) == [f"h{i}" for i in range(40)]
        looks = [look for look in found if isinstance(look, Look)]
        assert judge.judge_looks(DARK, looks).result(WAIT_S).score.shape == (40,)
        assert judge.info().result(WAIT_S).device == "cuda"


def test_a_device_too_small_for_one_photo_gives_way_to_the_cpu() -> None:
    with JudgeProcess(fake_judge_factory(device="cuda", batch_limit=0), database=None) as judge:
        assert judge.info().result(WAIT_S).device == "cuda"
        found = judge.look(pictures(20)).result(WAIT_S)
        assert names(found) == [f"h{i}" for i in range(20)]
        assert judge.info().result(WAIT_S).device == "cpu"


def test_the_factory_for_the_cpu() -> None:
    moved = on_cpu(functools.partial(FakeJudge, device="auto", batch_limit=3))
    assert isinstance(moved, functools.partial)
    assert moved.keywords == {"device": "cpu", "batch_limit": 3}
    assert on_cpu(fake_judge_factory(device="cpu")) is None
    assert on_cpu(FakeJudge) is None


def _unavailable() -> FakeJudge:
    raise JudgeUnavailableError("The weights are missing.")


def _dies() -> FakeJudge:
    os._exit(5)


def _broken() -> FakeJudge:
    raise ImportError("libcudart.so is gone")


@pytest.mark.parametrize(
    ("factory", "sentence"),
    [
        (_unavailable, r"^The weights are missing\.$"),
        (_dies, "ended 3 times"),
        (_broken, "libcudart.so is gone"),
    ],
)
def test_a_judge_that_cannot_be_had(factory: JudgeFactory, sentence: str) -> None:
    with JudgeProcess(factory, database=None) as judge:
        judge.start()
        futures = [judge.look([picture("a")]), judge.read(DARK), judge.info()]
        for future in futures:
            with pytest.raises(OperationError, match=sentence):
                future.result(WAIT_S)


def _wants(file: Path) -> FakeJudge:
    if not file.exists():
        raise JudgeUnavailableError("The weights are missing.")
    return FakeJudge()


def test_a_judge_that_could_not_be_had_is_tried_again_when_asked(tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    with JudgeProcess(functools.partial(_wants, weights), database=None) as judge:
        with pytest.raises(OperationError, match="missing"):
            judge.info().result(WAIT_S)
        weights.touch()
        with pytest.raises(OperationError, match="missing"):
            judge.info().result(WAIT_S)
        judge.try_again()
        assert names(judge.look([picture("a")]).result(WAIT_S)) == ["a"]


class _SlowJudge(FakeJudge):
    def __init__(self, *, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def look(self, pictures: Sequence[Picture]) -> list[Look]:
        time.sleep(self._seconds * len(pictures))
        return super().look(pictures)


class _StumblingJudge(FakeJudge):
    def look(self, pictures: Sequence[Picture]) -> list[Look]:
        if any(one.content_hash == "odd" for one in pictures):
            raise ValueError("an odd picture")
        return super().look(pictures)

    def read(self, profile: Profile) -> None:  # type: ignore[override]
        raise ZeroDivisionError("a bug")


def _slow_factory(seconds: float) -> JudgeFactory:
    return functools.partial(_SlowJudge, seconds=seconds)


def _pid(judge: JudgeProcess) -> int:
    judge.info().result(WAIT_S)
    pid = judge.pid
    assert pid is not None
    return pid


def test_an_error_at_one_photo_is_that_photos() -> None:
    with JudgeProcess(_StumblingJudge, database=None) as judge:
        batch = [*pictures(12), picture("odd"), picture("last")]
        found = judge.look(batch).result(WAIT_S)
        assert names(found) == [*(f"h{i}" for i in range(12)), "!odd", "last"]
        with pytest.raises(Exception, match="ZeroDivisionError: a bug"):
            judge.read(DARK).result(WAIT_S)


class _HangingReader(FakeJudge):
    def read(self, profile: Profile) -> Reading:
        time.sleep(3600)
        raise AssertionError


def test_a_profile_that_hangs_the_judge_is_given_up_at_once() -> None:
    with JudgeProcess(_HangingReader, database=None, deadline_s=3) as judge:
        with pytest.raises(OperationError, match=r"took longer than 3 s\."):
            judge.read(DARK).result(WAIT_S)
        assert names(judge.look([picture("next")]).result(WAIT_S)) == ["next"]


class _TellingJudge(FakeJudge):
    def __init__(self, *, mark: Path) -> None:
        super().__init__()
        self._mark = mark

    def look(self, pictures: Sequence[Picture]) -> list[Look]:
        self._mark.touch()
        return super().look(pictures)


def test_closing_is_quick_even_at_work_and_leaves_no_process(tmp_path: Path) -> None:
    at_work = tmp_path / "at work"
    judge = JudgeProcess(functools.partial(_TellingJudge, mark=at_work), database=None)
    pid = _pid(judge)
    stuck = judge.look([picture("hangs", corner=HANGS)])
    behind = judge.read(DARK, urgent=False)
    until(at_work.exists)
    begun = time.monotonic()
    judge.close()
    assert time.monotonic() - begun < 10
    for future in (stuck, behind, judge.info()):
        assert isinstance(future.exception(1), OperationError)
    assert not psutil.pid_exists(pid)
    judge.close()


def test_closing_while_it_starts() -> None:
    judge = JudgeProcess(_slow_start, database=None)
    judge.start()
    until(lambda: judge.pid is not None)
    begun = time.monotonic()
    judge.close()
    assert time.monotonic() - begun < 10


def _slow_start() -> FakeJudge:
    time.sleep(3600)
    raise AssertionError


def test_asked_from_many_threads(judge: JudgeProcess) -> None:
    found: dict[int, list[str]] = {}

    def ask(number: int) -> None:
        wanted = [picture(f"{number}-{i}") for i in range(20)]
        found[number] = names(judge.look(wanted, urgent=number % 2 == 0).result(WAIT_S))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: [f"{n}-{i}" for i in range(20)] for n in range(6)}


def test_without_a_library_nothing_stored_can_be_judged(judge: JudgeProcess) -> None:
    with pytest.raises(OperationError, match="no library"):
        judge.judge(DARK, FAKE_IDENTITY.vision_id, ["h0"]).result(WAIT_S)


def test_judges_looks_of_the_library_in_the_given_order(tmp_path: Path) -> None:
    database = tmp_path / "library.sqlite"
    vision_id = FAKE_IDENTITY.vision_id
    looks = [look for look in FakeJudge().look(pictures(150))]
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE look (content_hash TEXT, vision_id TEXT, payload BLOB)")
        connection.executemany(
            "INSERT INTO look VALUES (?, ?, ?)",
            [(look.content_hash, vision_id, look.payload) for look in looks],
        )
    connection.close()
    order = [f"h{i}" for i in np.random.default_rng(3).permutation(150)]
    with JudgeProcess(fake_judge_factory(), database=database) as judge:
        found = judge.judge(BRIGHT, vision_id, order).result(WAIT_S)
        assert np.allclose(found.score, [int(name[1:]) / 255 * 100 for name in order], atol=1e-3)
        with pytest.raises(OperationError, match="1 of 2 photos have not been looked at"):
            judge.judge(BRIGHT, vision_id, ["h3", "unknown"]).result(WAIT_S)
        with pytest.raises(OperationError, match="not been looked at"):
            judge.judge(BRIGHT, "another-vision", ["h3"]).result(WAIT_S)
        dark = judge.search("dark", vision_id, order).result(WAIT_S)
        assert np.allclose(dark, [1 - 2 * int(name[1:]) / 255 for name in order], atol=1e-5)
        shown = judge.shown(vision_id, order).result(WAIT_S)
        assert shown.words == ("people", "landscape")
        assert np.allclose(shown.probability[:, 1], [int(n[1:]) / 255 for n in order], atol=1e-5)
        for future in (judge.search("a", vision_id, ["gone"]), judge.shown(vision_id, ["gone"])):
            with pytest.raises(OperationError, match="not been looked at"):
                future.result(WAIT_S)

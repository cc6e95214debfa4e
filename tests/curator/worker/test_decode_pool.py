"""The decoding processes, with real files and real processes."""

import csv
import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from curator.errors import OperationError
from curator.worker import child
from curator.worker.decode_pool import DecodePool
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure
from tests.curator.worker.pictures import UPRIGHT, close, corners, jpeg_bytes, noise, write_jpeg
from tests.curator.worker.waiting import until

WAIT_S = 60


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    with DecodePool(processes=2) as pool:
        yield pool


def test_decodes(pool: DecodePool, tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg")
    decoded = pool.submit(DecodeRequest(path)).result(WAIT_S)
    assert isinstance(decoded, Decoded)
    assert decoded.pixels is not None
    assert close(corners(decoded.pixels), UPRIGHT)
    assert decoded.facts.width == 96


def test_bad_photos_are_values_and_the_rest_goes_on(pool: DecodePool, tmp_path: Path) -> None:
    good = [write_jpeg(tmp_path / f"{i}.jpg") for i in range(4)]
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(jpeg_bytes(noise(90, 90))[:2000])
    paths = [good[0], cut, good[1], tmp_path / "gone.jpg", good[2], good[3]]
    results = [pool.submit(DecodeRequest(path)) for path in paths]
    found = [result.result(WAIT_S) for result in results]
    assert [type(one) for one in found] == [
        *(Decoded, PhotoFailure, Decoded, PhotoFailure, Decoded, Decoded)
    ]
    assert isinstance(found[1], PhotoFailure)
    assert found[1].photo == str(cut)
    assert "cut off" in found[1].reason


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="signals")
def test_an_idle_child_that_stands_still_costs_no_photo(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg")
    with DecodePool(processes=1, deadline_s=3) as pool:
        assert isinstance(pool.submit(DecodeRequest(path)).result(WAIT_S), Decoded)
        os.kill(pool.pids[0], signal.SIGSTOP)
        found = [pool.submit(DecodeRequest(path)) for _ in range(3)]
        assert all(isinstance(one.result(WAIT_S), Decoded) for one in found)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="signals")
def test_a_photo_that_takes_too_long_is_a_failure_and_the_rest_goes_on(tmp_path: Path) -> None:
    slow = tmp_path / "slow.png"  # seconds of work in a small file
    Image.new("L", (16_000, 9_000), 9).save(slow, compress_level=1)
    path = write_jpeg(tmp_path / "a.jpg")
    with DecodePool(processes=1, deadline_s=0.15) as pool:
        failed = pool.submit(DecodeRequest(slow)).result(WAIT_S)
        assert isinstance(failed, PhotoFailure)
        assert failed.reason == "The picture took longer than 0.15 s to decode."
        # on a busy machine even a small one may miss so short a deadline once
        until(lambda: isinstance(pool.submit(DecodeRequest(path)).result(WAIT_S), Decoded))


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_children_killed_from_outside_lose_nothing(tmp_path: Path) -> None:
    data = jpeg_bytes(noise(700, 500))
    paths = [tmp_path / f"{i}.jpg" for i in range(60)]
    for path in paths:
        path.write_bytes(data)
    with DecodePool(processes=2) as pool:
        results = [pool.submit(DecodeRequest(path)) for path in paths]
        for done in (5, 25, 45):
            until(lambda done=done: sum(one.done() for one in results) >= done)
            for pid in pool.pids:
                os.kill(pid, signal.SIGKILL)
        for path, one in zip(paths, results, strict=True):
            decoded = one.result(WAIT_S)
            assert isinstance(decoded, Decoded), decoded
            assert decoded.path == path


@pytest.mark.skipif(sys.platform != "linux", reason="the bound is Linux's")
def test_memory_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    noise(2500, 2500).save(path, compress_level=1)
    with DecodePool(processes=1, memory_bytes=20_000_000) as pool:
        failed = pool.submit(DecodeRequest(path)).result(WAIT_S)
        assert isinstance(failed, PhotoFailure)
        assert "memory" in failed.reason
        small = write_jpeg(tmp_path / "small.jpg")
        assert isinstance(pool.submit(DecodeRequest(small)).result(WAIT_S), Decoded)


def test_urgent_work_comes_first(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg", noise(700, 500))
    order: list[str] = []
    lock = threading.Lock()

    def note(name: str) -> None:
        with lock:
            order.append(name)

    with DecodePool(processes=1) as pool:
        backlog = [pool.submit(DecodeRequest(path)) for _ in range(20)]
        urgent = pool.submit(DecodeRequest(path), urgent=True)
        for one in backlog:
            one.add_done_callback(lambda _: note("backlog"))
        urgent.add_done_callback(lambda _: note("urgent"))
        for one in [*backlog, urgent]:
            one.result(WAIT_S)
    assert order.index("urgent") <= 3


def test_queued_work_may_be_withdrawn(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg", noise(700, 500))
    with DecodePool(processes=1) as pool:
        results = [pool.submit(DecodeRequest(path)) for _ in range(10)]
        assert results[9].cancel()
        assert all(isinstance(one.result(WAIT_S), Decoded) for one in results[:9])


def test_closing_ends_all_futures(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg", noise(700, 500))
    pool = DecodePool(processes=1)
    results = [pool.submit(DecodeRequest(path)) for _ in range(30)]
    results[0].result(WAIT_S)
    pool.close()
    assert pool.pids == []
    for one in results:
        assert one.exception(1) is None or isinstance(one.exception(1), OperationError)
    assert isinstance(results[-1].exception(1), OperationError)
    assert isinstance(pool.submit(DecodeRequest(path)).exception(1), OperationError)


# What LibRaw opens, and what there is no picture in: the file ends before the first of its pixels,
# and LibRaw gives black.
_EMPTY = frozenset({"exiv2/IMG_1361.dng"})


@pytest.mark.shared
def test_every_awkward_file_ends_in_a_picture_or_a_sentence(shared: Path) -> None:
    import psutil

    root = shared / "robustness"
    with (root / "INDEX.csv").open(newline="") as index:
        labels = {row["path"]: row["labels"].split(";") for row in csv.DictReader(index)}
    peak = 0
    with DecodePool(processes=2, deadline_s=10) as pool:
        waiting = {name: pool.submit(DecodeRequest(root / name)) for name in labels}
        for one in waiting.values():
            one.result(WAIT_S)
            for pid in pool.pids:
                try:
                    peak = max(peak, psutil.Process(pid).memory_info().rss)
                except psutil.Error:
                    continue
    results = {name: one.result() for name, one in waiting.items()}
    assert len(results) == 431
    failures = {name: one for name, one in results.items() if isinstance(one, PhotoFailure)}
    opened = {name for name, said in labels.items() if {"decodes", "rawpy-decodes"} & set(said)}
    assert opened & failures.keys() == _EMPTY
    for failure in failures.values():
        assert failure.reason.endswith(".")
        assert "took longer" not in failure.reason, failure
        assert "ends the decoder" not in failure.reason, failure
    assert peak < 1_000_000_000


def test_a_process_that_cannot_be_started_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_process(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    path = write_jpeg(tmp_path / "a.jpg")
    with DecodePool(processes=1) as pool:
        with monkeypatch.context() as short:
            short.setattr(child, "_context", SimpleNamespace(Pipe=Pipe, Process=no_process))
            with pytest.raises(OperationError, match="cannot be started"):
                pool.submit(DecodeRequest(path)).result(WAIT_S)
        assert isinstance(pool.submit(DecodeRequest(path)).result(WAIT_S), Decoded)

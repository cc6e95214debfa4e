"""The cache: bounded, and never needed."""

import sqlite3
from pathlib import Path

import pytest

from core import Reason
from curator.library import JudgementKey
from curator.library.cache import Cache

KEY = JudgementKey("profile", "judge", "vision")
REASONS = [
    Reason("attribute", 7.5, "brightness", -1, -0.25, "dark light"),
    Reason("model", -1.0),
]


def test_thumbnails_and_reasons_come_back(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    cache = Cache(path)
    assert cache.thumbnail("A") is None
    assert cache.reasons("A", KEY) is None
    cache.store_thumbnails([("A", b"old"), ("B", b"b")])
    cache.store_thumbnails([("A", b"new")])
    cache.store_reasons("A", KEY, REASONS)
    cache.close()
    cache = Cache(path)
    assert (cache.thumbnail("A"), cache.thumbnail("B")) == (b"new", b"b")
    assert cache.reasons("A", KEY) == REASONS
    assert cache.reasons("A", JudgementKey("profile", "judge", "vision 2")) is None
    cache.close()


def test_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite", size_cap=1000)
    cache.store_thumbnails([(f"{n}", bytes(100)) for n in range(10)])
    assert cache.thumbnail("0")
    cache.store_thumbnails([("10", bytes(100))])
    there = [n for n in range(11) if cache.thumbnail(f"{n}")]
    assert there == [0, 3, 4, 5, 6, 7, 8, 9, 10]  # nine tenths of the cap
    cache.close()


def test_a_big_cap_is_checked_from_time_to_time(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite", size_cap=100_000)
    for n in range(300):
        cache.store_thumbnails([(f"{n}", bytes(1000))])
    assert 85 <= sum(cache.thumbnail(f"{n}") is not None for n in range(300)) <= 102
    cache.close()


def test_damaged_or_foreign_file_is_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"this is not a database" * 100)
    cache = Cache(path)
    cache.store_thumbnails([("A", b"a")])
    assert cache.thumbnail("A") == b"a"
    cache.close()
    assert "made anew" in caplog.text
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    cache = Cache(path)
    assert cache.thumbnail("A") is None
    cache.close()


def test_a_cache_that_cannot_be_used_is_an_empty_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache.sqlite").mkdir()
    cache = Cache(tmp_path / "cache.sqlite")
    cache.store_thumbnails([("A", b"a")])
    assert cache.thumbnail("A") is None
    cache.close()
    assert "no cache this time" in caplog.text


def test_a_cache_in_use_elsewhere_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "cache.sqlite"
    first = Cache(path)
    first.store_thumbnails([("A", b"a")])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    second = Cache(path, busy_timeout_s=0.1)
    second.store_thumbnails([("B", b"b")])
    assert second.thumbnail("A") is None
    second.close()
    other.execute("ROLLBACK")
    other.close()
    assert "no cache this time" in caplog.text
    assert first.thumbnail("A") == b"a"
    first.close()
    third = Cache(path)
    assert third.thumbnail("A") == b"a"
    third.close()

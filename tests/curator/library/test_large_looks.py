"""Large looks: in the cache, and looked at again when it has dropped them."""

import sqlite3

import pytest

from core import Look
from curator.library import Library, read_looks
from curator.library.looks import LARGE
from curator.settings import Home

VISION = "vision-1"
SMALL, BIG = b"s" * LARGE, b"b" * (LARGE + 1)


@pytest.fixture
def stored(library: Library) -> Library:
    library.looks.store([Look("small", VISION, SMALL), Look("big", VISION, BIG)])
    return library


def _rows(home: Home) -> dict[str, int]:
    with sqlite3.connect(home.database) as connection:
        return dict(connection.execute("SELECT content_hash, length(payload) FROM look"))


def _clear_cache(home: Home) -> None:
    with sqlite3.connect(home.cache) as connection:
        connection.execute("DELETE FROM entry")


def test_only_large_payloads_leave_the_library(stored: Library, home: Home) -> None:
    assert _rows(home) == {"small": LARGE, "big": 0}
    expected = {"small": Look("small", VISION, SMALL), "big": Look("big", VISION, BIG)}
    assert stored.looks.get(["small", "big", "other"], VISION) == expected
    assert read_looks(home.database, VISION, ["small", "big", "other"]) == expected
    assert read_looks(home.database, "vision-2", ["small", "big"]) == {}
    assert stored.looks.drop_lost(["small", "big"], VISION) == set()


def test_a_look_that_the_cache_dropped_is_pending_again(stored: Library, home: Home) -> None:
    _clear_cache(home)
    assert set(stored.looks.get(["small", "big"], VISION)) == {"small"}
    assert set(read_looks(home.database, VISION, ["small", "big"])) == {"small"}
    assert stored.looks.drop_lost(["small", "big"], VISION) == {"big"}
    assert _rows(home) == {"small": LARGE}
    assert (stored.looks.take_dropped(), stored.looks.take_dropped()) == (True, False)
    stored.looks.store([Look("big", VISION, BIG)])
    assert set(stored.looks.get(["big"], VISION)) == {"big"}


def test_without_a_cache_the_library_keeps_them(home: Home) -> None:
    home.cache.mkdir()  # nothing can be a file there
    with Library.open(home, busy_timeout_s=1) as library:
        library.looks.store([Look("big", VISION, BIG)])
        assert library.looks.get(["big"], VISION) == {"big": Look("big", VISION, BIG)}
        assert library.looks.drop_lost(["big"], VISION) == set()
    assert _rows(home) == {"big": len(BIG)}


def test_looks_that_are_needed_now_outlast_thumbnails(home: Home) -> None:
    with Library.open(home, cache_cap=100_000) as library:
        library.looks.store([Look(f"{n}", VISION, bytes([n]) * 10_000) for n in range(5)])
        library.cache.store_thumbnails([(f"{n}", bytes(10_000)) for n in range(5)])
        assert library.looks.drop_lost(["0", "1"], VISION) == set()
        library.cache.store_thumbnails([("more", bytes(10_000))])
        assert set(library.looks.get([f"{n}" for n in range(5)], VISION)) == {"0", "1", "4"}


def test_an_empty_payload_is_refused(library: Library) -> None:
    with pytest.raises(ValueError, match="has a payload"):
        library.looks.store([Look("none", VISION, b"")])

"""Looks that the cache has dropped are made again, whoever finds out; nothing stops over them."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core import Look, Picture
from curator.library import Library
from curator.library.looks import LARGE
from curator.library.records import StoredProfile
from curator.services.events import Problem
from curator.services.explaining import reasons_for
from curator.services.pipeline import Pipeline
from curator.services.searching import Search
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from tests.curator.pictures import save_pictures
from tests.curator.services.conftest import key_of
from tests.fakes import FAKE_IDENTITY, FakeJudge

VISION = FAKE_IDENTITY.vision_id


class _LargeJudge(FakeJudge):
    """Its looks are too large for the library's own file."""

    def look(self, pictures: Sequence[Picture]) -> list[Look]:
        return [replace(one, payload=one.payload + bytes(LARGE)) for one in super().look(pictures)]


@pytest.fixture
def large(home: Home) -> Iterator[JudgeProcess]:
    with JudgeProcess(_LargeJudge, database=home.database) as judge:
        yield judge


@pytest.fixture
def contents(
    library: Library,
    decode: DecodePool,
    large: JudgeProcess,
    bright: StoredProfile,
    home: Home,
    tmp_path: Path,
) -> list[str]:
    """Contents of three photos that were judged, and whose looks were lost since."""
    save_pictures(tmp_path / "photos", [10, 80, 200])
    library.roots.add(tmp_path / "photos")
    work(library, decode, large, bright)
    photos = library.photos.get([1, 2, 3])
    hashes = [photo.content_hash or "" for photo in photos]
    assert set(library.looks.get(hashes, VISION)) == set(hashes)
    with closing(sqlite3.connect(home.cache)) as connection:
        connection.execute("DELETE FROM entry")
        connection.commit()
    return hashes


def work(
    library: Library, decode: DecodePool, judge: JudgeProcess, profile: StoredProfile
) -> list[str]:
    pipeline = Pipeline(library, decode, judge, identity=FAKE_IDENTITY)
    pipeline.set_profile(profile)
    return [event.sentence for event in pipeline.run(watch=False) if isinstance(event, Problem)]


def test_who_explains_has_them_made_again(
    library: Library,
    decode: DecodePool,
    large: JudgeProcess,
    bright: StoredProfile,
    contents: list[str],
) -> None:
    key = key_of(bright)
    assert reasons_for(library, bright, key, contents, lambda: large) == {}
    assert work(library, decode, large, bright) == []
    assert set(reasons_for(library, bright, key, contents, lambda: large)) == set(contents)


def test_a_search_does_without_them_and_finds_them_later(
    library: Library,
    decode: DecodePool,
    large: JudgeProcess,
    bright: StoredProfile,
    contents: list[str],
) -> None:
    search = Search(library, large, FAKE_IDENTITY, "light")
    assert search.matches([1, 2, 3]) == {}
    assert work(library, decode, large, bright) == []
    assert set(search.matches([1, 2, 3])) == {1, 2, 3}


def test_telling_what_they_show_does_not_stop_the_judge(
    library: Library,
    decode: DecodePool,
    large: JudgeProcess,
    bright: StoredProfile,
    contents: list[str],
    home: Home,
) -> None:
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("UPDATE look SET told = 0")
        connection.commit()
    assert work(library, decode, large, bright) == []
    assert set(library.looks.get(contents, VISION)) == set(contents)
    assert library.shown.pending(VISION) == []

"""What photos show is told with their looks, and of older looks without looking again."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core import Look, Shown
from curator.library import Library
from curator.library.records import RankQuery, StoredProfile
from curator.services.events import Event, PhotosTold, Problem
from curator.services.pipeline import Pipeline
from curator.services.searching import Search
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from tests.curator.pictures import save_pictures
from tests.curator.services.conftest import key_of
from tests.fakes import FAKE_IDENTITY, FakeJudge

VISION = FAKE_IDENTITY.vision_id


@pytest.fixture
def folder(tmp_path: Path, library: Library) -> Path:
    folder = tmp_path / "photos"
    save_pictures(folder, [10, 80, 200])
    library.roots.add(folder)
    return folder


def run_once(
    library: Library, decode: DecodePool, judge: JudgeProcess, profile: StoredProfile
) -> list[Event]:
    pipeline = Pipeline(library, decode, judge, identity=FAKE_IDENTITY)
    pipeline.set_profile(profile)
    return list(pipeline.run(watch=False))


def told(events: list[Event]) -> list[int]:
    return sorted(
        photo for event in events if isinstance(event, PhotosTold) for photo in event.photo_ids
    )


def test_what_photos_show_is_stored_with_their_looks(
    library: Library, decode: DecodePool, judge: JudgeProcess, folder: Path, bright: StoredProfile
) -> None:
    assert told(run_once(library, decode, judge, bright)) == [1, 2, 3]
    assert library.shown.pending(VISION) == []
    rows = library.judgements.rank(RankQuery(key_of(bright), bright.id, sort="name"))
    words = [library.shown.get([row.content_hash or ""], VISION) for row in rows]
    by_name = dict(zip([row.path.name for row in rows], words, strict=True))
    (dark,), (light,) = by_name["p010.jpg"].values(), by_name["p200.jpg"].values()
    assert list(dark) == ["people"]  # a landscape of 0.04 is not worth keeping
    assert dark["people"] == pytest.approx(1 - 10 / 255, abs=0.01)
    assert list(light) == ["landscape", "people"]
    assert told(run_once(library, decode, judge, bright)) == []  # once is enough


def test_looks_from_before_are_told_of_without_looking_again(
    library: Library, decode: DecodePool, home: Home, folder: Path, bright: StoredProfile
) -> None:
    with JudgeProcess(FakeJudge, database=home.database) as judge:
        run_once(library, decode, judge, bright)
    rows = library.judgements.rank(RankQuery(key_of(bright), bright.id))
    looks = library.looks.get([row.content_hash or "" for row in rows], VISION)
    library.looks.store(list(looks.values()))  # as they were before anything was told of them
    assert len(library.shown.pending(VISION)) == 3
    with JudgeProcess(_BlindJudge, database=home.database) as judge:
        events = run_once(library, decode, judge, bright)
    assert told(events) == [1, 2, 3]
    assert library.shown.pending(VISION) == []


class _BlindJudge(FakeJudge):
    def look(self, pictures: object) -> list[Look]:
        raise AssertionError("nothing is looked at")


class _SilentJudge(FakeJudge):
    def shown(self, looks: Sequence[Look]) -> Shown:
        return Shown((), np.empty((len(looks), 0), np.float32))


class _UnsureJudge(FakeJudge):
    def shown(self, looks: Sequence[Look]) -> Shown:
        return Shown(("people",), np.full((len(looks), 1), np.nan, np.float32))

    def search(self, looks: Sequence[Look], words: str) -> np.ndarray:
        return np.full(len(looks), np.nan, np.float32)


@pytest.mark.parametrize("factory", [_SilentJudge, _UnsureJudge])
def test_a_judge_that_tells_nothing_is_asked_once(
    library: Library,
    decode: DecodePool,
    home: Home,
    folder: Path,
    bright: StoredProfile,
    factory: type[FakeJudge],
) -> None:
    with JudgeProcess(factory, database=home.database) as judge:
        events = run_once(library, decode, judge, bright)
        assert told(events) == [1, 2, 3]
        assert not any(isinstance(event, Problem) for event in events)
        assert told(run_once(library, decode, judge, bright)) == []


def test_a_search_finds_the_best_of_a_query_and_new_photos_later(
    library: Library, decode: DecodePool, judge: JudgeProcess, folder: Path, bright: StoredProfile
) -> None:
    run_once(library, decode, judge, bright)
    query = RankQuery(key_of(bright), bright.id)
    dark = Search(library, judge, FAKE_IDENTITY, "dark")
    assert _names(library, dark.found(query)) == ["p010.jpg", "p080.jpg"]
    light = Search(library, judge, FAKE_IDENTITY, "light")
    assert _names(library, light.found(query)) == ["p200.jpg"]
    none = RankQuery(key_of(bright), bright.id, min_stars=5)
    assert light.found(none) == []
    save_pictures(folder, [60])
    run_once(library, decode, judge, bright)
    assert _names(library, dark.found(query)) == ["p010.jpg", "p060.jpg", "p080.jpg"]


def test_what_cannot_be_compared_with_words_is_not_found(
    library: Library, decode: DecodePool, home: Home, folder: Path, bright: StoredProfile
) -> None:
    with JudgeProcess(_UnsureJudge, database=home.database) as judge:
        run_once(library, decode, judge, bright)
        search = Search(library, judge, FAKE_IDENTITY, "dogs")
        assert np.isnan(list(search.matches([1, 2, 3]).values())).all()
        assert search.found(RankQuery(key_of(bright), bright.id)) == []


def _names(library: Library, ids: list[int]) -> list[str]:
    return [photo.path.name for photo in library.photos.get(ids)]

"""Photos of a library from before there were stacks are stacked without being looked at anew."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from curator.library import Library
from curator.library.late_facts import LateFact
from curator.library.records import SKETCH, UNSAID, StoredProfile
from curator.services.events import PhotosReady, StacksChanged
from curator.services.pipeline import Pipeline
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from tests.curator.series import NOON, bracket, burst
from tests.curator.services.conftest import Running

_KINDS = ["bracket", "burst"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    burst(folder, 4, seed=1, at=NOON)
    bracket(folder, seed=2, at=NOON + timedelta(hours=1))
    return folder


@pytest.fixture
def read(
    library: Library,
    decode: DecodePool,
    judge: JudgeProcess,
    folder: Path,
    bright: StoredProfile,
) -> Library:
    """A library whose photos are read and scored."""
    library.roots.add(folder)
    pipeline = Pipeline(library, decode, judge)
    pipeline.set_profile(bright)
    list(pipeline.run(watch=False))
    return library


def forget_stacks(home: Home) -> None:
    """Make the library look as if a version without stacks had read its photos."""
    with closing(sqlite3.connect(home.database)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM stack")
        connection.execute("DELETE FROM sketch")
        connection.execute(
            "UPDATE file SET exposure_s = NULL, aperture = NULL, iso = NULL, bias = NULL,"
            " lens = NULL, stacked = 0"
        )


def kinds(library: Library) -> list[str]:
    return sorted({one.kind for one in library.stacks.members(None)})


def rows(home: Home, table: str) -> list[object]:
    with closing(sqlite3.connect(home.database)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


@pytest.fixture
def run(
    read: Library, decode: DecodePool, judge: JudgeProcess, bright: StoredProfile
) -> Iterator[list[Running]]:
    """A place for running pipelines, which are stopped in the end."""
    begun: list[Running] = []
    yield begun
    for one in begun:
        one.stop()


def begin(
    run: list[Running],
    library: Library,
    decode: DecodePool,
    judge: JudgeProcess,
    profile: StoredProfile,
) -> Running:
    pipeline = Pipeline(library, decode, judge)
    pipeline.set_profile(profile)
    run.append(Running(pipeline))
    return run[-1]


@pytest.mark.parametrize("thumbnails", [True, False])
def test_old_photos_are_stacked_without_being_scored_anew(
    home: Home,
    read: Library,
    run: list[Running],
    decode: DecodePool,
    judge: JudgeProcess,
    bright: StoredProfile,
    thumbnails: bool,
) -> None:
    assert kinds(read) == _KINDS
    before = rows(home, "sketch"), read.stacks.frames()
    forget_stacks(home)
    if not thumbnails:
        with closing(sqlite3.connect(home.cache)) as connection, connection:
            connection.execute("DELETE FROM entry")
    assert kinds(read) == []
    scored = rows(home, "look"), rows(home, "judgement")
    running = begin(run, read, decode, judge, bright)
    running.wait(lambda events: any(isinstance(event, StacksChanged) for event in events))
    running.wait(lambda _: kinds(read) == _KINDS)
    assert (rows(home, "look"), rows(home, "judgement")) == scored
    assert not any(isinstance(event, PhotosReady) for event in running.events)
    assert not read.late_facts.missing(1)
    assert len(rows(home, "sketch")) == len(before[0])
    exposures = [frame.exposure for frame in read.stacks.frames()]
    assert exposures == [frame.exposure for frame in before[1]]
    assert len(read.upkeep.without_thumbnail()) == 0


def test_what_was_found_out_of_a_file_that_has_changed_since_does_not_count(
    home: Home, read: Library
) -> None:
    forget_stacks(home)
    photo = read.late_facts.missing(1)[0]
    with closing(sqlite3.connect(home.database)) as connection, connection:
        connection.execute("UPDATE file SET mtime_ns = mtime_ns + 1")
    fact = LateFact(photo, None, UNSAID, bytes(SKETCH[0] * SKETCH[1]))
    assert read.late_facts.store([fact]) == 0
    assert rows(home, "sketch") == []

"""What the tests of the services share: a real library, real child processes, a judge for tests."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import Profile
from curator.library import Library
from curator.library.records import JudgementKey, RankQuery, StoredProfile
from curator.services.events import Event
from curator.services.pipeline import Pipeline
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from tests.fakes import FAKE_IDENTITY, fake_judge_factory

DEADLINE_S = 60.0


@pytest.fixture
def home(own_home: Path) -> Home:
    return Home.find()


@pytest.fixture
def library(home: Home) -> Iterator[Library]:
    with Library.open(home) as library:
        yield library


@pytest.fixture(scope="module")
def decode() -> Iterator[DecodePool]:
    with DecodePool(processes=1) as pool:
        yield pool


@pytest.fixture
def judge(home: Home) -> Iterator[JudgeProcess]:
    with JudgeProcess(fake_judge_factory(), database=home.database) as judge:
        yield judge


@pytest.fixture
def bright(library: Library) -> StoredProfile:
    return library.profiles.add(Profile.from_text("I like light.", "Bright"))


@pytest.fixture
def dark(library: Library) -> StoredProfile:
    return library.profiles.add(Profile.from_text("I like dark photos.", "Dark"))


def key_of(profile: StoredProfile) -> JudgementKey:
    return JudgementKey(profile.digest, FAKE_IDENTITY.judge_id, FAKE_IDENTITY.vision_id)


def ranking(library: Library, profile: StoredProfile) -> list[str]:
    """The names of the judged photos, the best first."""
    query = RankQuery(key_of(profile), profile.id, include_unscored=False)
    return [row.path.name for row in library.judgements.rank(query)]


class Running:
    """A pipeline that runs on a thread of its own and keeps its events."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.events: list[Event] = []
        self._changed = threading.Condition()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            for event in self.pipeline.run(watch=True):
                with self._changed:
                    self.events.append(event)
                    self._changed.notify_all()
        except BaseException as error:
            self._error = error
            raise

    def wait(self, condition: Callable[[list[Event]], bool]) -> None:
        """Wait until the events so far fulfil a condition."""
        end = time.monotonic() + DEADLINE_S
        with self._changed:
            while not condition(self.events):
                if self._error is not None or time.monotonic() > end:
                    raise AssertionError(f"it did not come: {self.events[-20:]}") from self._error
                self._changed.wait(0.5)

    def forget(self) -> None:
        """Begin a new list of events."""
        with self._changed:
            self.events.clear()

    def stop(self) -> None:
        self.pipeline.stop()
        self._thread.join(DEADLINE_S)
        assert not self._thread.is_alive()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait on a condition with a generous deadline."""
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)

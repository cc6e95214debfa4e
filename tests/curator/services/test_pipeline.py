import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from curator.library import Library
from curator.library.records import RankQuery, StoredProfile
from curator.services.events import (
    DecisionsRead,
    Event,
    PhotoFailed,
    PhotosJudged,
    PhotosReady,
    PhotosRemoved,
    Problem,
    Progress,
    RootOffline,
    RootOnline,
    RootScanned,
)
from curator.services.export import execute, plan
from curator.services.pipeline import Pipeline
from curator.services.roots_watch import RootsWatch
from curator.services.scoring_lock import WAITING, ScoringLock
from curator.services.watching import Watcher
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from curator.worker.records import DecodeRequest
from tests.curator.pictures import save_picture, save_pictures
from tests.curator.services.conftest import Running, key_of, ranking
from tests.curator.xmp import packet
from tests.fakes import FAKE_IDENTITY

Make = Callable[..., Pipeline]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    save_pictures(folder, [40, 80, 120, 160, 200])
    return folder


@pytest.fixture
def make(library: Library, decode: DecodePool, judge: JudgeProcess) -> Make:
    def make(**options: object) -> Pipeline:
        return Pipeline(library, decode, judge, **{"still_s": 0.1, **options})  # type: ignore[arg-type]

    return make


@pytest.fixture
def running(make: Make) -> Iterator[Callable[..., Running]]:
    begun: list[Running] = []

    def run(profile: StoredProfile | None, **options: object) -> Running:
        pipeline = make(**options)
        pipeline.set_profile(profile)
        begun.append(Running(pipeline))
        return begun[-1]

    yield run
    for one in begun:
        one.stop()


def run_once(pipeline: Pipeline, profile: StoredProfile | None) -> list[Event]:
    pipeline.set_profile(profile)
    return list(pipeline.run(watch=False))


def _is_idle(events: list[Event]) -> bool:
    return any(isinstance(event, Progress) and event.stage == "idle" for event in events)


def judged(events: list[Event]) -> list[int]:
    return [
        photo for event in events if isinstance(event, PhotosJudged) for photo in event.photo_ids
    ]


def test_a_folder_is_ranked_in_one_pass(
    library: Library, make: Make, folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    events = run_once(make(), bright)
    assert ranking(library, bright) == [f"p{n:03}.jpg" for n in (200, 160, 120, 80, 40)]
    assert sorted(judged(events)) == [1, 2, 3, 4, 5]
    ready = [event for event in events if isinstance(event, PhotosReady)]
    assert sorted(photo for event in ready for photo in event.photo_ids) == [1, 2, 3, 4, 5]
    last = [event for event in events if isinstance(event, Progress)][-1]
    assert (last.stage, last.done, last.total, last.device) == ("idle", 5, 5, "cpu")
    photo = library.photos.get([1])[0]
    assert library.cache.thumbnail(photo.content_hash or "") is not None


def test_another_file_stands_in_for_a_broken_one(
    library: Library, make: Make, folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    broken, edit = folder / "p040.jpg", folder / "p040-edit.jpg"
    save_picture(edit, 90)
    whole = broken.read_bytes()
    broken.write_bytes(whole[:200])
    events = run_once(make(), bright)
    told = [one.sentence for one in events if isinstance(one, Problem)]
    assert len(told) == 1
    assert told[0].startswith(str(broken))
    assert told[0].endswith("p040-edit.jpg is used in its place.")
    assert not [one for one in events if isinstance(one, PhotoFailed)]
    assert "p040-edit.jpg" in ranking(library, bright)
    broken.write_bytes(whole)
    run_once(make(), bright)
    assert "p040.jpg" in ranking(library, bright)
    assert len(ranking(library, bright)) == 5


def test_a_second_run_does_nothing_twice(
    library: Library, make: Make, folder: Path, bright: StoredProfile, dark: StoredProfile
) -> None:
    library.roots.add(folder)
    run_once(make(), bright)
    again = run_once(make(identity=FAKE_IDENTITY), bright)
    assert judged(again) == []
    assert not any(isinstance(event, PhotosReady) for event in again)
    other = run_once(make(), dark)  # only judged: nothing is read or looked at again
    assert sorted(judged(other)) == [1, 2, 3, 4, 5]
    assert not any(isinstance(event, PhotosReady) for event in other)
    assert ranking(library, dark)[0] == "p040.jpg"


def test_it_goes_on_where_it_was_stopped(
    library: Library, make: Make, folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    pipeline = make()
    pipeline.set_profile(bright)
    for event in pipeline.run(watch=False):
        if isinstance(event, PhotosReady):
            break  # the consumer just stops iterating
    first = library.photos.counts(key_of(bright))
    assert first.ready > 0
    run_once(make(), bright)
    assert len(ranking(library, bright)) == 5


def test_bad_photos_are_stored_with_a_reason_and_not_tried_again(
    library: Library, make: Make, folder: Path, bright: StoredProfile
) -> None:
    (folder / "empty.jpg").touch()
    killer = np.full((40, 40, 3), (255, 255, 1), np.uint8)  # makes the judge's process die
    Image.fromarray(killer).save(folder / "killer.png")
    library.roots.add(folder)
    failed = [e for e in run_once(make(), bright) if isinstance(e, PhotoFailed)]
    assert {event.path.name for event in failed} == {"empty.jpg", "killer.png"}
    assert all(event.reason.endswith(".") for event in failed)
    assert len(ranking(library, bright)) == 5
    again = run_once(make(), bright)
    assert not any(isinstance(event, PhotoFailed) for event in again)
    assert library.photos.counts(key_of(bright)).failed == 2


def test_a_photo_that_comes_is_ranked_and_one_that_goes_is_removed(
    library: Library,
    running: Callable[..., Running],
    folder: Path,
    bright: StoredProfile,
    tmp_path: Path,
) -> None:
    library.roots.add(folder)
    run = running(bright)
    run.wait(lambda events: len(judged(events)) == 5)
    run.forget()
    shutil.copy(save_picture(tmp_path / "new.jpg", 230), folder / "new.jpg")
    run.wait(lambda events: len(judged(events)) == 1)
    assert ranking(library, bright)[0] == "new.jpg"

    run.forget()
    (folder / "new.jpg").rename(folder / "renamed.jpg")
    run.wait(lambda _: ranking(library, bright)[0] == "renamed.jpg")
    photo = library.photos.by_path(folder / "renamed.jpg")
    assert photo is not None
    assert photo.id == 6  # the same photo, at another place

    run.forget()
    save_picture(folder / "p040.jpg", 250)
    run.wait(lambda events: 1 in judged(events))
    assert ranking(library, bright)[0] == "p040.jpg"

    run.forget()
    (folder / "p040.jpg").unlink()
    run.wait(lambda events: PhotosRemoved((1,)) in events)

    run.forget()
    inner = tmp_path / "inner"
    save_pictures(inner, [5, 15])
    inner.rename(folder / "inner")
    run.wait(lambda events: len(judged(events)) == 2)


def test_a_copy_of_a_known_photo_is_ranked_too(
    library: Library, running: Callable[..., Running], folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    run = running(bright)
    run.wait(lambda events: len(judged(events)) == 5)
    run.forget()
    shutil.copy(folder / "p040.jpg", folder / "copy.jpg")
    run.wait(lambda events: judged(events) == [6])
    assert ranking(library, bright)[-2:] == ["copy.jpg", "p040.jpg"]


def test_a_profile_change_judges_what_is_missing(
    library: Library,
    running: Callable[..., Running],
    folder: Path,
    bright: StoredProfile,
    dark: StoredProfile,
) -> None:
    library.roots.add(folder)
    run = running(None)
    run.wait(_is_idle)
    assert judged(run.events) == []
    run.pipeline.set_profile(dark)
    run.wait(lambda events: len(judged(events)) == 5)
    run.pipeline.set_profile(bright)
    run.wait(lambda events: len(judged(events)) == 10)
    run.forget()
    run.pipeline.set_profile(dark)  # known already
    run.pipeline.rescan()
    run.wait(lambda events: any(isinstance(event, RootScanned) for event in events))
    assert judged(run.events) == []


def test_pause_and_resume(
    library: Library,
    make: Make,
    running: Callable[..., Running],
    folder: Path,
    bright: StoredProfile,
) -> None:
    library.roots.add(folder)
    run = running(bright)
    run.wait(lambda events: len(judged(events)) == 5)
    run.pipeline.pause()
    run.forget()
    save_picture(folder / "new.jpg", 230)
    run.wait(lambda events: any(isinstance(e, Progress) and e.stage == "paused" for e in events))
    run.wait(lambda events: sum(isinstance(e, Progress) for e in events) > 2)
    assert judged(run.events) == []
    run.pipeline.resume()
    run.wait(lambda events: judged(events) == [6])


def test_visible_photos_come_first(
    library: Library, judge: JudgeProcess, tmp_path: Path, bright: StoredProfile
) -> None:
    class Recording(DecodePool):
        def submit(self, request: DecodeRequest, *, urgent: bool = False) -> Any:
            asked.append(request.path.name)
            return super().submit(request, urgent=urgent)

    asked: list[str] = []
    folder = tmp_path / "many"
    save_pictures(folder, list(range(10, 50)))
    library.roots.add(folder)
    with Recording(processes=1) as decode:
        pipeline = Pipeline(library, decode, judge)
        pipeline.look_first([40, 39])
        run_once(pipeline, bright)
    assert asked[:3] == ["p049.jpg", "p048.jpg", "p010.jpg"]
    assert len(asked) == 40  # each photo is decoded once


def test_a_root_that_vanishes_is_offline_and_comes_back(
    library: Library, running: Callable[..., Running], folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    run = running(bright)
    run.wait(lambda events: len(judged(events)) == 5)
    run.forget()
    aside = folder.with_name("aside")
    folder.rename(aside)
    run.wait(lambda events: RootOffline(1) in events)
    assert len(ranking(library, bright)) == 5
    assert not library.roots.get(1).online
    assert not any(isinstance(event, PhotosRemoved) for event in run.events)
    aside.rename(folder)
    run.wait(lambda events: RootOnline(1) in events)
    run.forget()
    save_picture(folder / "new.jpg", 230)  # it is watched again
    run.wait(lambda events: len(judged(events)) == 1)


def test_roots_come_and_go_while_it_runs(
    library: Library,
    running: Callable[..., Running],
    folder: Path,
    bright: StoredProfile,
    tmp_path: Path,
) -> None:
    library.roots.add(folder)
    run = running(bright)
    run.wait(lambda events: len(judged(events)) == 5)
    (photo,) = save_pictures(tmp_path / "other", [10])
    other = library.roots.add(photo.parent)  # as another process would: it is noticed
    run.wait(lambda events: 6 in judged(events))
    library.roots.remove(other.id)
    run.pipeline.rescan()
    run.forget()
    save_picture(photo.with_name("unseen.jpg"), 11)
    save_picture(folder / "seen.jpg", 12)
    run.wait(lambda events: len(judged(events)) == 1)
    assert ranking(library, bright)[-2:] == ["p040.jpg", "seen.jpg"]


def test_a_judge_that_cannot_be_had_stops_only_the_judging(
    library: Library, home: Home, decode: DecodePool, folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    with JudgeProcess(_no_judge, database=home.database) as judge:
        events = run_once(Pipeline(library, decode, judge), bright)
    problems = [event for event in events if isinstance(event, Problem)]
    assert [problem.judging_stopped for problem in problems] == [True]
    assert library.photos.counts().ready == 5


def test_a_judge_that_could_not_be_had_is_tried_again_with_the_next_look_through(
    library: Library, home: Home, decode: DecodePool, folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    weights = home.path / "weights"
    factory = functools.partial(_wants, weights)
    with JudgeProcess(factory, database=home.database) as judge:
        pipeline = Pipeline(library, decode, judge, still_s=0.1)
        pipeline.set_profile(bright)
        run = Running(pipeline)
        try:
            run.wait(lambda events: Problem(_MISSING, judging_stopped=True) in events)
            pipeline.rescan()
            run.wait(lambda events: events.count(Problem(_MISSING, judging_stopped=True)) == 2)
            weights.touch()
            pipeline.rescan()
            run.wait(lambda events: len(judged(events)) == 5)
        finally:
            run.stop()


_MISSING = "The weights are missing."


def _wants(file: Path) -> object:
    from core import JudgeUnavailableError
    from tests.fakes import FakeJudge

    if not file.exists():
        raise JudgeUnavailableError(_MISSING)
    return FakeJudge()


def test_the_days_backup_is_made_when_all_is_done(
    library: Library, make: Make, home: Home, folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    run_once(make(), bright)
    (backup,) = home.backups.iterdir()
    other = Home.find(home.path / "restored")
    backup.rename(other.database)
    with Library.open(other) as restored:
        assert len(ranking(restored, bright)) == 5


def _no_judge() -> object:
    from core import JudgeUnavailableError

    raise JudgeUnavailableError("The judge's file is missing.")


def test_a_second_process_waits_and_says_so(
    library: Library,
    running: Callable[..., Running],
    home: Home,
    folder: Path,
    bright: StoredProfile,
) -> None:
    library.roots.add(folder)
    other = ScoringLock(home.scoring_lock)
    assert other.try_acquire()
    run = running(bright, lock=ScoringLock(home.scoring_lock))
    run.wait(lambda events: Problem(WAITING) in events)
    assert not any(isinstance(event, PhotosReady) for event in run.events)
    other.release()
    run.wait(lambda events: len(judged(events)) == 5)
    run.wait(_is_idle)
    assert other.try_acquire(5)  # an idle one lets others score
    other.release()


def test_who_waits_ends_when_the_other_has_done_it(
    library: Library, make: Make, home: Home, folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    other = ScoringLock(home.scoring_lock)
    assert other.try_acquire()
    waiting = make(lock=ScoringLock(home.scoring_lock), identity=FAKE_IDENTITY)
    waiting.set_profile(bright)
    events = waiting.run(watch=False)
    assert Problem(WAITING) in [next(events) for _ in range(3)]
    run_once(make(), bright)
    assert judged(list(events)) == []
    other.release()


def test_two_fresh_homes_give_the_same_order(
    folder: Path, tmp_path: Path, decode: DecodePool
) -> None:
    from core import Profile

    for value in (41, 81, 121):
        save_picture(folder / "more" / f"q{value}.jpg", value)
    shutil.copy(folder / "p040.jpg", folder / "more" / "tie.jpg")
    orders = []
    for name in ("one", "two"):
        home = Home.find(tmp_path / name)
        with (
            Library.open(home) as library,
            JudgeProcess(_fake(), database=home.database) as judge,
        ):
            library.roots.add(folder)
            profile = library.profiles.add(Profile.from_text("light", "P"))
            run_once(Pipeline(library, decode, judge), profile)
            orders.append(ranking(library, profile))
    assert orders[0] == orders[1]
    assert len(orders[0]) == 9


def _fake() -> object:
    from tests.fakes import fake_judge_factory

    return fake_judge_factory()


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="counts open files")
def test_a_stopped_pipeline_leaves_no_watch_behind(
    library: Library, running: Callable[..., Running], folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    before = len(os.listdir("/proc/self/fd"))
    run = running(bright)
    run.wait(lambda events: len(judged(events)) == 5)
    run.stop()
    assert len(os.listdir("/proc/self/fd")) <= before + 6  # pipes to the child, per-thread database


def test_copies_exported_into_a_watched_folder_are_not_ranked(
    library: Library, running: Callable[..., Running], folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    run = running(bright)
    run.wait(lambda events: len(judged(events)) == 5)
    planned = plan([folder / "p040.jpg"], folder / "best", ranked_folders=[folder])
    assert [one.error for one in execute(planned, library.exports)] == [None]
    run.forget()
    save_picture(folder / "new.jpg", 230)  # settles after the copy
    run.wait(lambda events: len(judged(events)) > 0)
    assert ranking(library, bright)[0] == "new.jpg"
    assert len(ranking(library, bright)) == 6


def test_many_files_that_come_are_not_looked_at_without_pause(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Told(Watcher):
        def take(self) -> tuple[list[Path], bool]:
            return [folder / f"{n}.jpg" for n in range(10)], False

    looks: list[Path] = []
    monkeypatch.setattr("curator.services.roots_watch._stamp", lambda path: looks.append(path))
    library.roots.add(folder)
    watch = RootsWatch(library, None, watcher=Told(), still_s=4 * 3600.0)
    for _ in range(50):
        list(watch.tick())
    assert len(looks) == 10


def test_sidecars_are_read_as_they_come(
    library: Library, folder: Path, running: Callable[..., Running], bright: StoredProfile
) -> None:
    root = library.roots.add(folder)
    (folder / "p040.xmp").write_bytes(packet(xmp_Rating="4"))
    run = running(bright)
    run.wait(lambda events: any(isinstance(one, DecisionsRead) for one in events))
    run.wait(_is_idle)
    run.forget()
    (folder / "new.jpg.xmp").write_bytes(packet(xmp_Rating="5"))  # before its photo
    (folder / "p080.xmp").write_bytes(packet(xmp_Rating="-1"))
    run.wait(lambda events: any(isinstance(one, DecisionsRead) for one in events))
    save_picture(folder / "new.jpg", 100)
    photo = root.path / "new.jpg"

    def is_rated(events: list[Event]) -> bool:
        known = library.photos.by_path(photo)
        return known is not None and known.id in library.decisions.get([known.id], None)

    run.wait(is_rated)
    run.stop()
    rows = library.judgements.rank(RankQuery(None, bright.id))
    said = {row.path.name: (row.stars, row.flag) for row in rows}
    assert (said["p040.jpg"], said["p080.jpg"], said["new.jpg"]) == (
        (4, None),
        (None, "reject"),
        (5, None),
    )
    assert said["p120.jpg"] == (None, None)


def test_the_files_of_a_photo_are_read_once(
    library: Library, make: Make, folder: Path, bright: StoredProfile
) -> None:
    library.roots.add(folder)
    for name in ("p040.dng", "p040-edit.tif"):
        (folder / name).write_bytes(b"never read")
    events = run_once(make(), bright)
    assert not [one for one in events if isinstance(one, PhotoFailed)]
    assert len(ranking(library, bright)) == 5


def test_a_raw_takes_the_place_of_a_jpeg_that_goes(
    library: Library, folder: Path, running: Callable[..., Running], bright: StoredProfile
) -> None:
    root = library.roots.add(folder)
    raw = root.path / "p040.dng"
    raw.write_bytes(b"read only when it is the main file")
    run = running(bright)
    run.wait(_is_idle)
    pair = library.photos.by_path(raw)
    assert pair is not None
    assert pair.path.name == "p040.jpg"
    run.forget()
    pair.path.unlink()
    run.wait(lambda events: any(isinstance(e, PhotoFailed) and e.path == raw for e in events))
    run.stop()
    changed = [e.change.changed for e in run.events if isinstance(e, RootScanned)]
    assert (pair.id,) in changed
    assert not [one for one in run.events if isinstance(one, PhotosRemoved)]


def test_a_second_profile_is_judged_after_the_first(
    library: Library,
    decode: DecodePool,
    judge: JudgeProcess,
    tmp_path: Path,
    bright: StoredProfile,
    dark: StoredProfile,
) -> None:
    save_pictures(tmp_path / "photos", [10, 80, 200])
    library.roots.add(tmp_path / "photos")
    pipeline = Pipeline(library, decode, judge, identity=FAKE_IDENTITY)
    pipeline.set_profile(bright)
    pipeline.set_other(dark)
    list(pipeline.run(watch=False))
    assert ranking(library, bright) == ["p200.jpg", "p080.jpg", "p010.jpg"]
    assert ranking(library, dark) == ["p010.jpg", "p080.jpg", "p200.jpg"]

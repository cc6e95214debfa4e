"""Bursts, near duplicates, brackets and panoramas are found, and what is none of them is not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from curator.library.records import Exposure, FoundStack, Frame
from curator.services.likeness import Sketches
from curator.services.stack_sets import light
from curator.services.stacks import sessions, stacks_in_time, with_untimed
from curator.worker.decode import decode
from curator.worker.records import DecodeRequest
from tests.curator.series import NOON, SIZE, bracket, burst, panorama, scene, shoot


class Taken:
    """Photos read from real files, as frames in the order of time."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths
        self._sketches: dict[int, bytes] = {}
        frames = [self._frame(number, path) for number, path in enumerate(paths)]
        self.frames = sorted(frames, key=lambda f: (f.taken_at is None, f.taken_at or NOON))

    def _frame(self, number: int, path: Path) -> Frame:
        facts = decode(DecodeRequest(path, pixels_long_side=None)).facts
        assert facts.sketch is not None
        self._sketches[number] = facts.sketch
        return Frame(
            number,
            facts.taken_at,
            facts.camera,
            facts.width,
            facts.height,
            facts.phash,
            facts.exposure,
        )

    def fetch(self, photo_ids: Sequence[int]) -> Mapping[int, bytes]:
        return {one: self._sketches[one] for one in photo_ids}

    def stacks(self) -> list[tuple[str, list[str]]]:
        found = list(stacks_in_time(sessions(self.frames), self.fetch))
        found = with_untimed(found, self.frames, self.fetch)
        return sorted((one.kind, self.names(one)) for one in found)

    def names(self, stack: FoundStack) -> list[str]:
        return [self.paths[number].stem for number in stack.photo_ids]


def test_a_burst_is_a_stack(tmp_path: Path) -> None:
    shots = burst(tmp_path, 5, seed=1, at=NOON)
    other = shoot(tmp_path / "other.jpg", scene(2), NOON + timedelta(seconds=3))
    assert Taken([*shots, other]).stacks() == [
        ("burst", ["burst0", "burst1", "burst2", "burst3", "burst4"])
    ]


def test_the_same_view_minutes_later_is_none(tmp_path: Path) -> None:
    shots = [
        shoot(tmp_path / f"{n}.jpg", scene(1), NOON + timedelta(minutes=5 * n), seed=n)
        for n in range(3)
    ]
    assert Taken(shots).stacks() == []


def test_the_same_view_within_a_minute_is_a_near_duplicate(tmp_path: Path) -> None:
    shots = [
        shoot(tmp_path / f"{n}.jpg", scene(1) + n, NOON + timedelta(seconds=40 * n), seed=n)
        for n in range(3)
    ]
    assert Taken(shots).stacks() == [("similar", ["0", "1", "2"])]


def test_other_cameras_at_the_same_moment_are_not_mixed(tmp_path: Path) -> None:
    shots = [
        shoot(tmp_path / f"{n}.jpg", scene(n // 2), NOON, camera=f"Cam {n % 2}") for n in range(4)
    ]
    assert Taken(shots).stacks() == []


def test_a_bracket_is_a_set(tmp_path: Path) -> None:
    shots = [
        *bracket(tmp_path, seed=3, at=NOON),
        *bracket(tmp_path, seed=3, at=NOON + timedelta(seconds=3), name="again"),
    ]
    assert Taken(shots).stacks() == [
        ("bracket", ["again0", "again1", "again2"]),
        ("bracket", ["bracket0", "bracket1", "bracket2"]),
    ]


def test_automatic_exposure_that_follows_the_light_is_a_burst(tmp_path: Path) -> None:
    view = scene(4, width=SIZE[0] + 10)
    shots = [
        shoot(
            tmp_path / f"{n}.jpg",
            view[:, 3 * n : 3 * n + SIZE[0]] + n,
            NOON + timedelta(seconds=n),
            seconds=0.01 * 2**n,
            seed=n,
        )
        for n in range(3)
    ]
    assert Taken(shots).stacks() == [("burst", ["0", "1", "2"])]


def test_a_panorama_is_a_set(tmp_path: Path) -> None:
    assert Taken(panorama(tmp_path, 4, seed=5, at=NOON)).stacks() == [
        ("panorama", ["panorama0", "panorama1", "panorama2", "panorama3"])
    ]


def test_turning_there_and_back_is_no_panorama(tmp_path: Path) -> None:
    step = round(SIZE[0] * 0.6)
    view = scene(5, width=2 * SIZE[0])
    shots = [
        shoot(
            tmp_path / f"{n}.jpg",
            view[:, step * (n % 2) : step * (n % 2) + SIZE[0]],
            NOON + timedelta(seconds=4 * n),
            seed=n,
        )
        for n in range(4)
    ]
    assert "panorama" not in dict(Taken(shots).stacks())


def test_a_copy_without_a_time_joins_its_photo(tmp_path: Path) -> None:
    shots = burst(tmp_path, 3, seed=6, at=NOON)
    copy = tmp_path / "copy.jpg"
    Image.open(shots[1]).save(copy, quality=70)
    strangers = [shoot(tmp_path / f"x{n}.jpg", scene(50 + n), None) for n in range(20)]
    assert Taken([*shots, copy, *strangers]).stacks() == [
        ("burst", ["burst0", "burst1", "burst2", "copy"])
    ]


def test_no_photo_joins_a_set(tmp_path: Path) -> None:
    shots = bracket(tmp_path, seed=3, at=NOON)
    copy = tmp_path / "copy.jpg"
    Image.open(shots[0]).save(copy, quality=70)
    assert Taken([*shots, copy]).stacks() == [("bracket", ["bracket0", "bracket1", "bracket2"])]


def test_without_sketches_only_what_is_nearly_the_same_is_stacked() -> None:
    frames = [
        Frame(n, NOON, "a camera", 60, 40, phash)
        for n, phash in enumerate((0b1011, 0b1010, 2**60 - 1))
    ]
    found = list(stacks_in_time(sessions(frames), lambda _: {}))
    assert [one.photo_ids for one in found] == [(0, 1)]


def test_pictures_without_detail_are_not_alike() -> None:
    flat = bytes(np.full(512, 90, np.uint8))
    sketches = Sketches({1: flat, 2: flat})
    assert sketches.alike([1, 1], [2, 3]) == [0.0, 0.0]
    assert sketches.sideways([1], [2])[0][1] == -1.0


@pytest.mark.parametrize(
    ("exposure", "expected"),
    [
        (Exposure(1.0, 1.0, 100.0, 0.0), 0.0),
        (Exposure(0.25, 2.0, 200.0, None), -3.0),
        (Exposure(0.5), -1.0),
        (Exposure(bias=-2.0), -2.0),
        (Exposure(), None),
    ],
)
def test_the_light_that_settings_let_in(exposure: Exposure, expected: float | None) -> None:
    assert light(exposure) == expected


def test_sessions_are_apart_by_camera_and_by_rest() -> None:
    def frame(number: int, at: datetime | None, camera: str | None) -> Frame:
        return Frame(number, at, camera, 60, 40, 0)

    frames = [
        frame(1, NOON, "a"),
        frame(2, NOON, "b"),
        frame(3, NOON + timedelta(seconds=100), "a"),
        frame(4, NOON + timedelta(seconds=300), "a"),
        frame(5, None, "a"),
    ]
    found = [[one.photo_id for one in session] for session in sessions(frames)]
    assert found == [[1, 3], [2], [4]]

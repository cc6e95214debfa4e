"""Photos are looked at once; what cannot be read is named."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import CoreError, DeviceMemoryError
from core.evaluation.datasets import DataSet, Scale
from core.evaluation.personal.looking import LookStore, halving, look_at
from core.judge import JudgeIdentity, Look, Picture
from tests.core.evaluation.datasets.made import write_photo
from tests.fakes import FAKE_IDENTITY, FakeJudge


class CountingJudge(FakeJudge):
    """Counts the photos that it looked at, and keeps the last one's pixels."""

    def __init__(self, batch_limit: int = 10**9) -> None:
        super().__init__(device="fake", batch_limit=batch_limit)
        self.seen = 0
        self.last: Picture | None = None

    def look(self, pictures: list[Picture]) -> list[Look]:  # type: ignore[override]
        looks = super().look(pictures)
        self.seen += len(pictures)
        self.last = pictures[-1]
        return looks


class PixelsJudge(FakeJudge):
    @property
    def identity(self) -> JudgeIdentity:
        return JudgeIdentity("pixels", "p", "p", (), needs_pixels=True)


def a_set(folder: Path) -> DataSet:
    for number in range(10):
        write_photo(folder / f"{number}.png", number / 10)
    names = [f"{number}.png" for number in range(10)]
    return DataSet("made", Scale(1, 5), folder, (), dict.fromkeys(names, 3.0))


def test_looks_are_kept_and_not_taken_again(tmp_path: Path) -> None:
    data_set, judge = a_set(tmp_path), CountingJudge(batch_limit=3)
    with LookStore(tmp_path / "looks.sqlite") as store:
        first = look_at(judge, data_set, list(data_set.means), store)
    assert judge.seen == 10
    with LookStore(tmp_path / "looks.sqlite") as store:
        assert look_at(judge, data_set, list(data_set.means), store) == first
        look = store.get(first.hashes["3.png"], FAKE_IDENTITY.vision_id)
        assert store.get(first.hashes["3.png"], "another vision") is None
    assert judge.seen == 10
    assert look == FakeJudge().look([Picture(first.hashes["3.png"], pixels(tmp_path / "3.png"))])[0]


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_a_photo_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    data_set = a_set(tmp_path)
    (tmp_path / "2.png").unlink()
    (tmp_path / "4.png").write_bytes(b"no picture")
    whole = (tmp_path / "6.png").read_bytes()
    (tmp_path / "6.png").write_bytes(whole[: len(whole) // 2])
    with LookStore(tmp_path / "looks.sqlite") as store:
        looked = look_at(FakeJudge(), data_set, list(data_set.means), store)
    assert set(looked.failed) == {"2.png", "4.png", "6.png"}
    assert looked.failed["2.png"] == "there is no such file"
    assert all(looked.failed.values())
    assert len(looked.hashes) == 7


def test_a_turned_photo_is_looked_at_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    Image.new("RGB", (96, 64), "red").save(tmp_path / "a.jpg", exif=exif)
    judge = CountingJudge()
    data_set = DataSet("made", Scale(1, 5), tmp_path, (), {"a.jpg": 3.0})
    with LookStore(tmp_path / "looks.sqlite") as store:
        look_at(judge, data_set, ["a.jpg"], store)
    assert judge.last is not None
    assert judge.last.pixels.shape == (96, 64, 3)


def test_no_folder_no_store_and_no_pixels_have_sentences(tmp_path: Path) -> None:
    data_set = a_set(tmp_path / "photos")
    with LookStore(tmp_path / "looks.sqlite") as store:
        elsewhere = DataSet("made", Scale(1, 5), tmp_path / "no", (), {})
        with pytest.raises(CoreError, match="say where they are with --photos"):
            look_at(FakeJudge(), elsewhere, [], store)
        with pytest.raises(CoreError, match="pixels keeps nothing of a photo"):
            look_at(PixelsJudge(), data_set, [], store)
    (tmp_path / "other").write_text("this is no database, whatever its name may be " * 40)
    with pytest.raises(CoreError, match="is no file of looks"):
        LookStore(tmp_path / "other")


def test_halving_keeps_order_and_gives_up_on_one() -> None:
    def small(items: list[int]) -> list[int]:
        if len(items) > 2:
            raise DeviceMemoryError("full")
        return [2 * item for item in items]

    assert halving(small, list(range(9))) == [2 * item for item in range(9)]

    def never(items: list[int]) -> list[int]:
        raise DeviceMemoryError("full")

    with pytest.raises(DeviceMemoryError):
        halving(never, [1, 2])

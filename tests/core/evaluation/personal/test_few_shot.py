"""Few shots, with a judge that describes photos by their brightness alone."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.evaluation.datasets import DataSet, Rating, Scale
from core.evaluation.personal.few_shot import FewShot, learn, measure_few_shot
from core.evaluation.personal.figures import Bootstrap
from core.evaluation.personal.looking import LookStore
from core.judge import Look
from core.profile import Profile
from tests.fakes import FAKE_IDENTITY, FakeJudge

PHOTOS = [f"{number:03}.png" for number in range(70)]


class DescribingJudge(FakeJudge):
    """Brightness, and how far it is from the middle."""

    def describe(self, looks: Sequence[Look], profile: Profile) -> np.ndarray:
        bright = np.array([struct.unpack_from("<f", look.payload)[0] for look in looks], np.float32)
        return np.stack([bright, np.abs(bright - 0.5)], axis=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LookStore]:
    with LookStore(tmp_path / "looks.sqlite") as opened:
        opened.add(
            [
                Look(photo, FAKE_IDENTITY.vision_id, struct.pack("<f", number / len(PHOTOS)))
                for number, photo in enumerate(PHOTOS)
            ]
        )
        yield opened


@pytest.fixture
def dark_lovers() -> DataSet:
    """Twelve raters of whom nothing is known, who like dark photos; the judge likes bright ones."""
    ratings = tuple(
        Rating(f"r{rater}", photo, 5 - 4 * number / len(PHOTOS))
        for rater in range(12)
        for number, photo in enumerate(PHOTOS)
    )
    return DataSet("made", Scale(1, 5), Path(), ratings, dict.fromkeys(PHOTOS, 3.0))


def _measure(
    judge: FakeJudge, data_set: DataSet, store: LookStore, shots: tuple[int, ...] = (10, 100)
) -> FewShot:
    hashes = {photo: photo for photo in PHOTOS}
    return measure_few_shot(
        judge, data_set, data_set.ratings, hashes, store, shots=shots, bootstrap=Bootstrap(50)
    )


def test_a_judge_that_describes_photos_learns(store: LookStore, dark_lovers: DataSet) -> None:
    found = _measure(DescribingJudge(), dark_lovers, store)
    (ten,) = found.shots
    assert (ten.support, ten.raters, ten.repeats, ten.measured) == (10, 12, 1, 50)
    assert ten.before.value == pytest.approx(-1)
    assert ten.after.value > 0.95
    assert ten.gain.low > 1.9
    assert found.missing == ("100 shots take 150 ratings of one rater; here 70 are the most.",)


def test_the_protocol_of_flickr_aes(store: LookStore, dark_lovers: DataSet) -> None:
    found = _measure(DescribingJudge(), replace(dark_lovers, name="flickr-aes"), store, (10,))
    (ten,) = found.shots
    assert (ten.repeats, ten.measured) == (10, None)
    assert ten.after.value > 0.95


def test_why_there_are_no_rows_is_said(store: LookStore, dark_lovers: DataSet) -> None:
    sentence = "The judge fake cannot learn from ratings: it does not describe photos."
    assert _measure(FakeJudge(), dark_lovers, store) == FewShot((), (sentence,))
    means = replace(dark_lovers, ratings=())
    assert "does not say who" in _measure(DescribingJudge(), means, store).missing[0]
    assert _measure(DescribingJudge(), dark_lovers, store, ()) == FewShot((), ())


def test_a_support_that_says_nothing_leaves_the_order() -> None:
    rng = np.random.default_rng(0)
    score, numbers = rng.random(30), rng.random((30, 5))
    noise = rng.random(10) * 1e-3 + score[:10]  # the judge is right already
    learned = learn(score, numbers, noise)
    assert np.corrcoef(learned[10:], score[10:])[0, 1] > 0.9
    assert np.ptp(learn(score, numbers, np.full(10, 0.5))) == pytest.approx(0)

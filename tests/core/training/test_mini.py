"""Training the mini judge, small: it runs, it learns, and the same seed gives the same bytes."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from core.errors import CoreError
from core.mini.attributes import ATTRIBUTES
from core.mini.judge import MiniJudge
from core.mini.lexicon import Lexicon
from core.training.edits import EDITS
from core.training.end_to_end import answers, simulate_raters, target_levels, utility
from core.training.mini import MiniSettings, train_mini
from core.training.pool import build_pool, find_photos, held_out
from tests.core.mini import scenes

TINY = MiniSettings(
    edits=2,
    statements=256,
    typed=0,
    gate_epochs=1,
    raters=8,
    blank=2,
    rehearsed=64,
    fusion_steps=3,
    end_to_end_steps=2,
)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for seed in range(32):
        image = scenes.blocks(seed, height=120, width=180)
        cv2.imwrite(str(folder / f"{seed:02}.png"), image[..., ::-1])
    return folder


@pytest.mark.slow
def test_the_same_seed_trains_the_same_bytes(photos: Path, tmp_path: Path) -> None:
    one = train_mini(photos, tmp_path / "a", cache=tmp_path / "c", seed=3, settings=TINY)
    other = train_mini(photos, tmp_path / "b", cache=tmp_path / "d", seed=3, settings=TINY)
    assert one.read_bytes() == other.read_bytes()
    assert (tmp_path / "a" / "card.json").read_text() == (tmp_path / "b" / "card.json").read_text()
    judge = MiniJudge.load(device="cpu", weights=one)
    assert judge.identity.judge_id != MiniJudge.load(device="cpu").identity.judge_id


def test_too_few_photos_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CoreError, match="no photo"):
        find_photos(tmp_path)
    cv2.imwrite(str(tmp_path / "one.png"), scenes.flat(100))
    with pytest.raises(CoreError, match="too few"):
        train_mini(tmp_path, tmp_path / "out", cache=tmp_path / "c", seed=0)


def test_an_index_chooses_by_label(photos: Path, tmp_path: Path) -> None:
    (tmp_path / "INDEX.csv").write_text("path,labels\nb.jpg,lic:open;x\na.jpg,lic:open\nc.jpg,no\n")
    assert find_photos(tmp_path) == ["a.jpg", "b.jpg"]
    share = np.mean([held_out(f"{i}.jpg") for i in range(2000)])
    assert 0.15 < share < 0.25


def test_the_pool_does_not_depend_on_processes_and_is_cached(photos: Path, tmp_path: Path) -> None:
    names = find_photos(photos)[:4]
    one = build_pool(photos, names, edits=3, seed=1, cache=tmp_path / "a", processes=1)
    two = build_pool(photos, names, edits=3, seed=1, cache=tmp_path / "b", processes=2)
    again = build_pool(tmp_path, names, edits=3, seed=1, cache=tmp_path / "a")
    assert np.array_equal(one.raw, two.raw, equal_nan=True)
    assert np.array_equal(one.raw, again.raw, equal_nan=True)
    assert one.originals.sum() == 4
    assert set(one.edit[~one.originals]) <= set(range(len(EDITS)))


def test_raters_want_what_they_say() -> None:
    raters = simulate_raters(Lexicon.load("train"), 40, blank=5, seed=2)
    assert sum(not rater.statements for rater in raters) == 5
    values = torch.zeros(2, len(ATTRIBUTES))
    wishing = next(rater for rater in raters if rater.wishes.any() and not rater.contents)
    values[0] = wishing.wishes.sign()
    liked = utility(values, wishing.wishes, torch.tensor([-1.0, 1.0]))
    assert liked[0] > liked[1], "the generic opinion weighs less than their own wishes"
    silent = utility(values, raters[0].wishes, torch.tensor([-1.0, 1.0]))
    assert silent[0] < silent[1], "without wishes it is all there is"


def test_answers_keep_the_order_and_are_seldom_extreme() -> None:
    given = answers(np.linspace(0, 1, 101))
    assert (np.diff(given) >= 0).all()
    assert given[[0, 50, 100]].tolist() == pytest.approx([0, 0.5, 1])
    assert given[1:-1].std() == pytest.approx(0.256, abs=0.005), "as people's"
    assert ((given > 0.25) & (given < 0.75)).mean() > 0.6


def test_target_levels_are_soft_labels_around_the_answer() -> None:
    target = target_levels(np.array([0.0, 0.5, 1.0]), 5)
    assert target.sum(1).tolist() == pytest.approx([1, 1, 1])
    assert target.argmax(1).tolist() == [0, 2, 4]

"""Statements that ask for what an edit does, and the pairs."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.evaluation.bench import Bench, Settings, differ
from core.evaluation.edited import FURTHER, TWELVE, asking, edited_figures
from core.mini.lexicon import Lexicon
from core.training.edits import EDITS
from tests.core.mini import scenes


def test_the_edits_are_twelve_and_known_to_move_something() -> None:
    effects = {edit.name: edit.effects for edit in EDITS}
    assert len(set(TWELVE)) == 12
    assert all(effects[name] for name in (*TWELVE, *FURTHER))


def test_statements_speak_of_the_edits_attributes_only() -> None:
    lexicon = Lexicon.load("validation")
    effects = {"saturation": -1, "monochrome": 1}
    asked = asking(lexicon, effects, 40, np.random.default_rng(1))
    assert len({statement.text for statement, _ in asked}) == 40
    for statement, asks in asked:
        ((attribute, wish),) = statement.wanted.items()
        assert asks == np.sign(wish) * effects[attribute]
    assert {asks for _, asks in asked} == {-1, 1}
    again = asking(lexicon, effects, 40, np.random.default_rng(1))
    assert [s.text for s, _ in again] == [s.text for s, _ in asked]


def test_a_photo_that_an_edit_leaves_alone_is_no_pair(
    tmp_path: Path, bench_of: Callable[[Settings], Bench]
) -> None:
    grey = np.repeat(scenes.blocks(1).mean(2, keepdims=True).astype(np.uint8), 3, axis=2)
    cv2.imwrite(str(tmp_path / "grey.png"), grey)
    cv2.imwrite(str(tmp_path / "colour.png"), scenes.blocks(2)[..., ::-1])
    bench = bench_of(Settings(photos=tmp_path, label="any"))
    assert bench.held_out == ("colour.png", "grey.png")
    assert bench.copies("black_and_white").changed.tolist() == [True, False]
    assert bench.copies("exposure_up").changed.tolist() == [True, True]
    assert bench.copies("crop_wide") is bench.copies("crop_wide")


def test_what_nobody_sees_is_no_difference() -> None:
    image = scenes.flat(100)
    nearly = image.copy()
    nearly[:100] += 1
    assert not differ(image, nearly)
    assert differ(image, image + 1)
    assert differ(image, image[:-1])


@pytest.mark.slow
def test_cells_are_counted_and_summed_up(
    photos: Path, bench_of: Callable[[Settings], Bench]
) -> None:
    figures = edited_figures(bench_of(Settings(photos=photos, per_edit=3)))
    counted = [cell for cell in figures.cells if cell.edit in TWELVE]
    assert len(counted) == 36
    assert figures.photos == 6
    accuracies = [cell.accuracy for cell in counted]
    assert figures.mean == np.mean(accuracies)
    assert figures.lowest == min(accuracies)
    assert figures.high == np.mean(np.array(accuracies) >= 0.8)
    assert figures.worst[0].accuracy == figures.lowest
    understood = [cell.accuracy for cell in counted if cell.understood]
    assert figures.mean_understood == np.mean(understood)
    # the shipped judge orders what it understands far better than chance
    assert figures.mean_understood > 0.7
    assert set(figures.by_edit) == set(TWELVE)
    assert set(figures.further) == set(FURTHER)

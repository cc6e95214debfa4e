"""Folds, refitted opinions, and which rated photos are used."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.evaluation.bench import Bench, NotMeasuredError, Settings
from core.evaluation.human import human_figures, load_rated, predict_unseen
from core.training.prior import Rated


def test_figures_of_made_photos(
    photos: Path, ratings: Path, bench_of: Callable[[Settings], Bench]
) -> None:
    bench = bench_of(Settings(photos=photos, ratings=ratings, resamples=40))
    figures = human_figures(bench)
    assert (figures.photos, figures.themes) == (9, 9)
    assert figures.unseen_low <= figures.unseen <= figures.unseen_high
    assert -1 <= figures.as_shipped <= 1
    assert figures.fidelity > 0.6, "the empty profile follows the generic opinion"


def test_a_photo_is_judged_by_an_opinion_that_never_saw_its_theme(
    photos: Path, ratings: Path, bench_of: Callable[[Settings], Bench]
) -> None:
    bench = bench_of(Settings(photos=photos, ratings=ratings))
    names, rated = load_rated(bench)
    looks = bench.looks(names)
    predicted, folds = predict_unseen(bench, looks, rated, seed=2)
    here = folds == folds[0]
    lied = Rated(rated.seen, np.where(here, 8 - rated.ratings, rated.ratings), rated.themes)
    again, _ = predict_unseen(bench, looks, lied, seed=2)
    assert np.array_equal(predicted[here], again[here]), "its own rating changed nothing"
    assert not np.array_equal(predicted[~here], again[~here]), "but that of the others"


def test_only_photos_that_are_there_are_rated(
    photos: Path, ratings: Path, bench_of: Callable[[Settings], Bench]
) -> None:
    names, rated = load_rated(bench_of(Settings(photos=photos, ratings=ratings)))
    assert "gone.png" not in names
    assert rated.ratings[:2].tolist() == [3.0, 4.0]


def test_without_a_folder_or_themes_nothing_is_measured(
    photos: Path, tmp_path: Path, bench_of: Callable[[Settings], Bench]
) -> None:
    with pytest.raises(NotMeasuredError, match="--ratings"):
        load_rated(bench_of(Settings(photos=photos)))
    few = tmp_path / "few"
    few.mkdir()
    name = sorted(path.name for path in photos.iterdir())[0]
    (few / "a_per_image.csv").write_text(f"path,theme,beauty_mean\n{name},one,4\n")
    with pytest.raises(NotMeasuredError, match="themes"):
        load_rated(bench_of(Settings(photos=photos, ratings=few)))

"""Folds, fits and ratings."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.evaluation.bench import Bench, NotMeasuredError, Settings
from core.evaluation.human import (
    Rated,
    human_figures,
    load_rated,
    predict_unseen,
    read_prior,
    ridge,
)
from core.evaluation.metrics import srocc
from core.mini.attributes import ATTRIBUTES
from core.resources import resource
from core.training.prior import basis

RNG = np.random.default_rng(5)
VALUES = RNG.uniform(-1, 1, (300, len(ATTRIBUTES))).astype(np.float32)


def rated(means: np.ndarray) -> Rated:
    return Rated(
        tuple(f"{i}.jpg" for i in range(len(means))),
        tuple(f"theme {i // 3}" for i in range(len(means))),
        means,
    )


def test_ridge_finds_a_planted_taste_on_unseen_themes() -> None:
    taste = RNG.normal(0, 1, 2 * len(ATTRIBUTES))
    means = 4 + basis(VALUES) @ taste * 0.3
    predicted, folds = predict_unseen(VALUES, rated(means), ridge, seed=1)
    assert srocc(predicted, means) > 0.85
    assert sorted(set(folds.tolist())) == [0, 1, 2, 3, 4]


def test_ridge_finds_nothing_in_noise() -> None:
    means = RNG.normal(4, 1, len(VALUES))
    predicted, _ = predict_unseen(VALUES, rated(means), ridge, seed=1)
    assert abs(srocc(predicted, means)) < 0.2


def test_the_fit_never_sees_the_fold_that_it_predicts() -> None:
    means = np.arange(len(VALUES), dtype=float)
    photos = rated(means)
    seen: list[set[str]] = []

    def fit(values: np.ndarray, ratings: np.ndarray) -> np.ndarray:
        assert values.tolist() == VALUES[ratings.astype(int)].tolist()
        seen.append({photos.themes[int(rating)] for rating in ratings})
        return np.zeros(2 * len(ATTRIBUTES))

    _, folds = predict_unseen(VALUES, photos, fit, seed=2)
    for fold, themes in enumerate(seen):
        here = {photos.themes[i] for i in np.flatnonzero(folds == fold)}
        assert here.isdisjoint(themes)
        assert len(here | themes) == 100


def test_figures_of_made_photos(
    photos: Path, ratings: Path, bench_of: Callable[[Settings], Bench]
) -> None:
    bench = bench_of(Settings(photos=photos, ratings=ratings, resamples=40))
    figures = human_figures(bench, card=resource("mini", "card.json"))
    assert (figures.photos, figures.themes) == (9, 9)
    assert figures.unseen_low <= figures.unseen <= figures.unseen_high
    assert -1 <= figures.as_shipped <= 1
    assert figures.fidelity is not None
    assert -1 <= figures.fidelity <= 1
    assert human_figures(bench).fidelity is None


def test_only_photos_that_are_there_are_rated(
    photos: Path, ratings: Path, bench_of: Callable[[Settings], Bench]
) -> None:
    found = load_rated(bench_of(Settings(photos=photos, ratings=ratings)))
    assert "gone.png" not in found.names
    assert found.means[0] == 3.0
    assert found.means[1] == 4.0


def test_without_a_folder_or_themes_nothing_is_measured(
    photos: Path, tmp_path: Path, bench_of: Callable[[Settings], Bench]
) -> None:
    with pytest.raises(NotMeasuredError, match="--ratings"):
        load_rated(bench_of(Settings(photos=photos)))
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NotMeasuredError, match="themes"):
        load_rated(bench_of(Settings(photos=photos, ratings=empty)))


def test_the_shipped_card_holds_the_prior(tmp_path: Path) -> None:
    prior = read_prior(resource("mini", "card.json"))
    assert prior is not None
    assert prior.shape == (2 * len(ATTRIBUTES),)
    assert np.any(prior != 0)
    assert read_prior(tmp_path / "none.json") is None
    (tmp_path / "bare.json").write_text("{}")
    assert read_prior(tmp_path / "bare.json") is None

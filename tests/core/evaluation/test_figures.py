"""Figures on made photos with the shipped judge."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.evaluation.bench import Bench, NotMeasuredError, Settings, handed_over, made_looks
from core.evaluation.distractors import distractor_figures, with_facts
from core.evaluation.profiles import ORDINARY, ordinary_profiles
from core.evaluation.sizes import reduced, size_figures
from core.evaluation.soundness import soundness_figures
from core.evaluation.speed import look_figures, speed_figures
from core.evaluation.spread import EMPTY, spread_figures
from core.evaluation.tastes import taste_figures
from core.evaluation.unusual import FOREIGN, profiles, try_case, unusual_figures
from core.profile import Profile
from core.training.edits import EDITS
from tests.core.mini import scenes

BenchOf = Callable[[Settings], Bench]


def test_there_are_twenty_profiles_of_several_sentences() -> None:
    assert len(set(ORDINARY)) == 20
    assert all(len(profile.statements) >= 2 for profile in ordinary_profiles(20))


def test_spread_is_that_of_the_judges_scores(photos: Path, bench_of: BenchOf) -> None:
    bench = bench_of(Settings(photos=photos, profiles=2))
    figures = spread_figures(bench)
    assert figures.photos == 9
    assert len(figures.profiles) == 3
    scores = bench.judge.judge(bench.looks(bench.every), Profile()).score
    empty = figures.profiles[EMPTY]
    assert empty.width == pytest.approx(np.quantile(scores, 0.95) - np.quantile(scores, 0.05), 1e-3)
    assert sum(empty.histogram) == 9
    assert figures.narrowest == min(spread.width for spread in figures.profiles.values())
    assert figures.largest_fall < 0.05


def test_facts_are_put_between_statements_that_keep_their_order() -> None:
    profile = Profile.from_text("One. Two. Three.")
    facts = ["I am 61", "I drive a taxi"]
    longer = with_facts(profile, facts, np.random.default_rng(3))
    texts = [statement.text for statement in longer.statements]
    assert [text for text in texts if text not in facts] == ["One.", "Two.", "Three."]
    assert sorted(text for text in texts if text in facts) == facts


def test_facts_hardly_change_a_ranking(photos: Path, bench_of: BenchOf) -> None:
    figures = distractor_figures(bench_of(Settings(photos=photos, profiles=3)))
    assert len(figures.profiles) == 3
    assert figures.lowest <= figures.mean <= 1
    assert figures.mean > 0.7


def test_soundness_has_every_ruin(photos: Path, bench_of: BenchOf) -> None:
    figures = soundness_figures(bench_of(Settings(photos=photos)))
    assert set(figures.by_ruin) == {edit.name for edit in EDITS if edit.ruins}
    assert figures.mean == pytest.approx(np.mean(list(figures.by_ruin.values())))
    assert figures.mean > 0.5


def test_sizes_of_photos_that_are_large_enough(photos_full: Path, bench_of: BenchOf) -> None:
    figures = size_figures(bench_of(Settings(photos_full=photos_full, profiles=2)))
    assert (figures.photos, figures.all_sizes) == (2, 0)
    assert figures.largest == max(figures.by_photo.values())
    assert 0 <= figures.median <= figures.largest


def test_photos_are_reduced_and_handed_over_in_their_format() -> None:
    image = scenes.blocks(height=700, width=2100)
    assert reduced(image, 1000).shape == (333, 1000, 3)
    assert handed_over(scenes.blocks(height=1000, width=4096)).shape == (500, 2048, 3)
    assert handed_over(image[:, :2048]) is not None
    small = scenes.flat(9)
    assert handed_over(small) is small


def test_speed_is_measured(photos_full: Path, bench_of: BenchOf) -> None:
    bench = bench_of(Settings(photos_full=photos_full, looks=64, repeats=1))
    figures = speed_figures(bench)
    assert figures.photos == 64
    assert figures.photos_per_second > 10
    assert 0 < figures.rerank_s <= figures.slowest_rerank_s
    looked = look_figures(bench)
    assert looked.photos == 2
    assert looked.attributes_ms > 0
    assert 0 < looked.look_ms <= looked.slowest_ms


@pytest.mark.parametrize("figure", [size_figures, look_figures])
def test_without_large_photos_nothing_is_measured(
    figure: Callable[[Bench], object], photos: Path, bench_of: BenchOf
) -> None:
    with pytest.raises(NotMeasuredError, match="--photos-full"):
        figure(bench_of(Settings()))
    with pytest.raises(NotMeasuredError, match="no photo"):
        figure(bench_of(Settings(photos_full=photos)))


@pytest.mark.slow
def test_unusual_profiles_do_no_harm(bench_of: BenchOf) -> None:
    figures = unusual_figures(bench_of(Settings(looks=8)))
    assert figures.problems == 0, figures.cases
    assert set(figures.by_language) == set(FOREIGN)
    assert figures.cases["empty lines"].statements == 0
    assert figures.cases["2,000 words"].statements == 250
    assert figures.foreign_not_understood > 0.5


def test_two_thousand_words_are_about_that_many() -> None:
    cases = profiles()
    for name in ("2,000 words", "2,000 words without a stop"):
        words = sum(len(statement.text.split()) for statement in cases[name].statements)
        assert 2000 <= words <= 2250


def test_what_goes_wrong_is_a_problem(bench_of: BenchOf) -> None:
    bench = bench_of(Settings())
    foreign = [type(look)(look.content_hash, "another", b"") for look in made_looks(bench, 2)]
    case = try_case(bench, foreign, Profile.from_text("dark light"))
    assert case.problem is not None
    assert "another version" in case.problem


def test_tastes_are_followed(photos: Path, bench_of: BenchOf) -> None:
    figures = taste_figures(bench_of(Settings(photos=photos, raters=3)))
    assert figures.highest_opposite == max(figures.opposites.values())
    assert figures.simulated_raters > 0

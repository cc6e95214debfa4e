"""Ranking by content, and content words, on made photos."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.evaluation.bench import Bench, NotMeasuredError, Settings
from core.evaluation.content import content_figures, rank_contents, word_figures
from tests.core.training.semantic_set import make_set

BenchOf = Callable[[Settings], Bench]


def test_areas_are_of_clear_photos_only(photos: Path, bench_of: BenchOf) -> None:
    bench = bench_of(Settings(photos=photos))
    names = list(bench.every)
    lists = {
        "kind": "word",
        "statements": ["I love dogs", "puppies please"],
        "photos": names[:4],
        "unclear": names[4:6],
    }
    figures = rank_contents(bench, {"seen": [*names, "gone.png"], "content": {"dog": lists}})
    assert (figures.statements, figures.photos) == (2, len(names))
    assert figures.in_set == figures.by_statement["I love dogs"]
    assert figures.outside == figures.by_statement["puppies please"]
    clear = [*names[:4], *names[6:]]
    alone = lists | {"unclear": []}
    again = rank_contents(bench, {"seen": clear, "content": {"dog": alone}})
    assert again.by_statement == figures.by_statement, "unclear photos were left out"
    with pytest.raises(NotMeasuredError, match="too few"):
        rank_contents(bench, {"seen": names, "content": {"dog": lists | {"photos": names[:2]}}})


def test_the_shipped_list_wants_its_photos(photos: Path, bench_of: BenchOf) -> None:
    with pytest.raises(NotMeasuredError, match="too few"):
        content_figures(bench_of(Settings(photos=photos)))


def test_words_are_measured_on_photos_that_were_kept_apart(
    tmp_path: Path, bench_of: BenchOf
) -> None:
    folder = make_set(tmp_path / "semantic", each=120)
    figures = word_figures(bench_of(Settings(semantic=folder)))
    assert set(figures.by_word) == {"flower", "plant", "car"}, "of 100 examples or more"
    assert 0 < figures.mean <= 1
    assert 10 < figures.photos < 50
    with pytest.raises(NotMeasuredError, match="--semantic"):
        word_figures(bench_of(Settings()))
    with pytest.raises(NotMeasuredError, match="none of the tower's words"):
        word_figures(bench_of(Settings(semantic=make_set(tmp_path / "few", each=60))))

"""Shares of read statements, counted by hand; and the shipped judge on plain ones."""

from collections.abc import Callable, Mapping

import pytest

from core.evaluation.bench import Bench, Settings
from core.evaluation.reading import (
    NOTHING,
    ReadStatement,
    Said,
    _compare,
    _named,
    reading_figures,
    simulated_reading,
    summarise,
)
from core.judge import Reading, Understood


def read(
    wanted: Mapping[str, float],
    found: Mapping[str, int],
    *,
    sure: float = 0.9,
    kind: str = "single",
) -> ReadStatement:
    return ReadStatement(Said("words", wanted, kind, next(iter(wanted), "")), found, sure)


DARK = {"brightness": -0.7}
DARK_AND_SHARP = {"brightness": -0.7, "sharpness": 0.7}


def test_a_statement_is_right_by_its_main_attribute_unless_another_is_reversed() -> None:
    assert read(DARK, {"brightness": -1}).right
    assert read(DARK, {"brightness": -1, "noise": 1}).right
    assert not read(DARK, {"brightness": 1}).right
    assert not read(DARK, {"contrast": -1}).right
    assert read(DARK_AND_SHARP, {"brightness": -1}).right
    assert not read(DARK_AND_SHARP, {"sharpness": 1}).right
    assert not read(DARK_AND_SHARP, {"brightness": -1, "sharpness": -1}).right


def test_shares_by_hand() -> None:
    figures = summarise(
        [
            read(DARK, {"brightness": -1}),
            read(DARK, {"brightness": 1}, sure=0.6),
            read(DARK, {}),
            read(DARK_AND_SHARP, {"brightness": -1, "noise": 1}, sure=0.8, kind="several"),
            read(DARK_AND_SHARP, {"brightness": -1, "sharpness": 1, "noise": 1}, kind="several"),
            read({}, {"noise": 1}, kind="fact"),
            read({}, {}, kind="fact"),
        ]
    )
    assert figures.statements == 5
    assert figures.not_understood == pytest.approx(1 / 5)
    assert figures.right == pytest.approx(3 / 4)
    assert figures.reversed == pytest.approx(1 / 5)
    assert figures.reversed_of_understood == pytest.approx(1 / 4)
    assert figures.all_right == pytest.approx(2 / 4)
    assert figures.exact == pytest.approx(1 / 4)
    assert figures.invented == pytest.approx(2 / 5)
    assert figures.says_nothing == 2
    assert figures.rightly_not_understood == 0.5
    assert figures.by_kind["several"].right == 1.0
    assert figures.by_kind["single"].not_understood == pytest.approx(1 / 3)
    assert "fact" not in figures.by_kind
    assert list(figures.worst) == ["brightness"]
    assert len(figures.reversals) == 1


def test_the_confusion_counts_every_statement_once() -> None:
    figures = summarise(
        [read(DARK, {"contrast": -1, "brightness": -1}), read(DARK, {}), read({}, {"noise": 1})]
    )
    at = figures.names.index
    assert figures.confusion[at("brightness")][at("contrast")] == 1
    assert figures.confusion[at("brightness")][at(NOTHING)] == 1
    assert figures.confusion[at(NOTHING)][at("noise")] == 1
    assert sum(map(sum, figures.confusion)) == 3


def test_the_curve_ends_with_all_that_was_understood() -> None:
    right = read(DARK, {"brightness": -1}, sure=0.95)
    wrong = read(DARK, {"brightness": 1}, sure=0.6)
    figures = summarise([wrong, right, read(DARK, {}), read(DARK, {})])
    assert figures.coverage == pytest.approx((0.25, 0.5))
    assert figures.risk == pytest.approx((0.0, 0.5))


def test_contents_are_counted_together() -> None:
    figures = summarise([read({"dogs": 1.0}, {"noise": 1}), read({"cats": -1.0}, {"cats": -1})])
    assert figures.right == 0.5
    content, noise = figures.names.index("content"), figures.names.index("noise")
    assert figures.confusion[content][noise] == 1
    assert figures.confusion[content][content] == 1
    assert (figures.about_content.statements, figures.about_attributes.statements) == (2, 0)


def test_a_content_is_known_by_nearly_the_same_words() -> None:
    assert _named("old fishing boat", ["old fishing boats", "dogs"]) == "old fishing boats"
    assert _named("cows", ["dogs"]) == "cows"
    assert _named("noise", ["noises"]) == "noise", "an attribute is itself"


@pytest.mark.parametrize(
    ("read_as", "right"),
    [
        ({"deer": 1, "foxes": 1}, True),
        ({"deer": 1, "foxes": -1}, False),
        ({"deer": -1, "foxes": -1}, False),
        ({"deer": 1}, False),
        ({"foxes": 1, "water": 1}, False),
    ],
)
def test_a_pair_may_be_read_one_by_one(read_as: dict[str, int], right: bool) -> None:
    understood = tuple(
        Understood("I love deer and foxes", name, name, sign, 0.7, 0.9)
        for name, sign in read_as.items()
    )
    said = Said("I love deer and foxes", {"deer and foxes": 0.7}, "single", "content high")
    assert _compare(said, Reading(understood, ())).right == right


def test_the_judge_reads_plain_statements(bench_of: Callable[[Settings], Bench]) -> None:
    plain = [
        Said("I love dark, moody light", DARK, "single", "brightness low"),
        Said("I hate black and white", {"monochrome": -1.0}, "single", "monochrome high"),
        Said("I work as a carpenter", {}, "fact", ""),
    ]
    figures = reading_figures(bench_of(Settings()), plain)
    assert (figures.statements, figures.says_nothing) == (2, 1)
    assert figures.right == 1.0
    assert figures.reversed == 0.0
    assert figures.rightly_not_understood == 1.0


def test_the_same_seed_reads_the_same_statements(bench_of: Callable[[Settings], Bench]) -> None:
    first, again, other = (
        simulated_reading(bench_of(Settings(statements=40, seed=seed))) for seed in (7, 7, 8)
    )
    assert repr(first) == repr(again)  # a kind that was never understood has a NaN
    assert repr(first) != repr(other)
    assert first.statements + first.says_nothing == 40

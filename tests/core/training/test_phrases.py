"""Phrasings fill the gaps that they fit, and verbs agree with them."""

import pytest

from core.training.phrases import fill, fitting, is_plural, takes_no_negation


@pytest.mark.parametrize(
    ("phrasing", "plural"),
    [
        ("dark photos", True),
        ("bokeh", False),
        ("highlights that keep their detail", True),
        ("the darkness of old pictures", False),
        ("pictures cropped tightly", True),
        ("black and white", False),
        ("pores and eyelashes", True),
        ("rust and bark", True),
        ("people", True),
        ("people laughing", True),
        ("chaos", False),
        ("a camera kept level", False),
        ("pictures with a lot of space", True),
        ("a sky full of clouds", False),
    ],
)
def test_plurals(phrasing: str, plural: bool) -> None:
    assert is_plural(phrasing) == plural


def test_verbs_agree_with_the_gap_before_else_with_the_next() -> None:
    text = "too [much|many] {b}, {a} [is|are] better, {c} [is|are] not"
    filled = fill(text, {"{a}": "dark photos", "{b}": "light", "{c}": "grain"})
    assert filled == "too much light, dark photos are better, grain is not"
    assert fill("too [much|many] {}", {"{}": "colours"}) == "too many colours"


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ("I love {}", {"a filled frame", "bokeh", "no people", "dark photos"}),
        ("no {}", {"bokeh", "dark photos"}),
        ("photos with {}", {"bokeh", "no people"}),
        ("I long for {}", {"a filled frame", "bokeh", "dark photos"}),
        ("{}: yes", {"a filled frame", "bokeh", "no people", "dark photos", "not in colour"}),
    ],
)
def test_what_fits(frame: str, expected: set[str]) -> None:
    phrasings = ("a filled frame", "bokeh", "no people", "dark photos", "not in colour")
    assert set(fitting(phrasings, frame, "{}")) == expected


def test_something_always_fits() -> None:
    assert fitting(("dark photos",), "photos with {}", "{}") == ("dark photos",)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ("I love {}", False),
        ("{}, please", False),
        ("I never tire of {}", True),
        ("I don't mind {}", True),
        ("more {}", True),
        ("{} [makes|make] my day", True),
        ("I find {} lovely", True),
    ],
)
def test_frames_that_take_no_second_negation(frame: str, expected: bool) -> None:
    assert takes_no_negation(frame, "{}") == expected

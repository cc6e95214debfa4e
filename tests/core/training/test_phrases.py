"""Phrasings fill the gaps that they fit, and verbs agree with them."""

import pytest

from core.mini.lexicon import Lexicon
from core.training.phrases import (
    core_of,
    fill,
    fitting,
    is_plural,
    says_no,
    takes_no_negation,
)


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


@pytest.mark.parametrize(
    ("phrasing", "core", "sign"),
    [
        ("bare trees", "bare trees", 1),
        ("no leaves", "leaves", -1),
        ("no leaves at all", "leaves", -1),
        ("without any tree", "tree", -1),
        ("nothing too busy", "busy", -1),
        ("anything but blurred", "blurred", -1),
        ("as little blue as possible", "blue", -1),
        ("as much blue as possible", "blue", 1),
        ("never without sky", "sky", 1),
        ("not a photo without sky", "sky", 1),
        ("a bit more grain", "grain", 1),
        ("pictures with dark corners", "dark corners", 1),
        ("pictures with hardly any grain", "grain", -1),
        ("photos without people", "people", -1),
        ("walls that aren't yellow", "yellow", -1),
        ("a camera that's not tilted", "tilted", -1),
        ("when nothing is tilted", "tilted", -1),
        ("clutter kept to a minimum", "clutter", -1),
        ("vivid colours rather than pale ones", "vivid colours", 1),
        ("no blur rather than some", "blur rather than some", -1),
        ("whites without detail", "whites without detail", 1),
        ("not wide but tall", "not wide but tall", 1),
    ],
)
def test_words_that_name_something(phrasing: str, core: str, sign: int) -> None:
    first, last, more = core_of(phrasing)
    assert (" ".join(phrasing.split(" ")[first:last]), more) == (core, sign)


def test_it_is_known_what_every_wrapper_is_put_around() -> None:
    train = Lexicon.load("train")
    for wrappers, sign in ((train.present, 1), (train.absent, -1)):
        for wrapper in wrappers:
            phrasing = wrapper.replace("{}", "dark corners")
            first, last, more = core_of(phrasing)
            assert (phrasing.split(" ")[first:last], more) == (["dark", "corners"], sign), wrapper


@pytest.mark.parametrize(
    ("phrasing", "expected"),
    [
        ("dark corners", False),
        ("leafy lanes", False),
        ("no leaves", True),
        ("walls without a window", True),
        ("leafless lanes", True),
        ("more grain", True),
        ("when it rains", True),
    ],
)
def test_of_what_there_can_be_none(phrasing: str, expected: bool) -> None:
    assert says_no(phrasing) == expected

"""The written statements are well formed, cover every pole and occur in no split of the lexicon."""

from collections import Counter
from typing import get_args

import pytest

from core.evaluation.written import WrittenStatement, load_written
from core.mini.attributes import ATTRIBUTES
from core.mini.lexicon import Lexicon, Split
from core.profile import split_statements
from core.training.written import load_written as load_trained
from tests.core.mini.test_lexicon import entries, normalised

MEASURED: tuple[Split, ...] = ("validation", "development", "test")


def everything() -> list[WrittenStatement]:
    return [statement for split in MEASURED for statement in load_written(split)]


def test_they_load() -> None:
    assert [len(load_written(split)) for split in MEASURED] == [340, 443, 512]
    by_text = {statement.text: statement for statement in load_written("validation")}
    assert by_text["I like my dog best."].means == {}
    bright = by_text["Bright, sharp and simple."]
    assert bright.means == {"brightness": 1, "sharpness": 1, "clutter": -1}
    mixed = by_text["No cars, no garish colours."]
    assert (dict(mixed.means), mixed.wanted, mixed.unwanted) == ({"saturation": -1}, (), ("cars",))
    assert by_text["Cats over dogs, sorry."].wanted == ("cats",)


def test_those_that_are_trained_on_are_no_measure() -> None:
    with pytest.raises(ValueError, match="no measure"):
        load_written("train")


@pytest.mark.parametrize("split", MEASURED)
def test_both_poles_of_every_attribute_and_content_are_asked_for(split: Split) -> None:
    written = load_written(split)
    poles = Counter(pole for statement in written for pole in statement.means.items())
    assert set(poles) == {(attribute.id, pole) for attribute in ATTRIBUTES for pole in (-1, 1)}
    assert min(poles.values()) >= 3
    assert sum(bool(s.wanted) for s in written) >= 40
    assert sum(bool(s.unwanted) for s in written) >= 20
    assert sum(bool(s.means) and bool(s.wanted or s.unwanted) for s in written) >= 12
    assert sum(not (s.means or s.wanted or s.unwanted) for s in written) >= 40
    assert [s.text for s in written if set(s.wanted) & set(s.unwanted)] == []


def test_each_is_there_once_and_none_is_trained_on() -> None:
    texts = [normalised(statement.text) for statement in everything()]
    assert len(set(texts)) == len(texts)
    assert {normalised(statement.text) for statement in load_trained()}.isdisjoint(texts)


def test_those_of_validation_are_one_sentence_each() -> None:
    texts = [statement.text for statement in load_written("validation")]
    assert [text for text in texts if split_statements(text) != (text,)] == []


@pytest.mark.parametrize("split", get_args(Split))
def test_none_is_in_the_lexicon(split: Split) -> None:
    known = set(map(normalised, entries(Lexicon.load(split))))
    assert [s.text for s in everything() if normalised(s.text) in known] == []

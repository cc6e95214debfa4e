"""The written statements are well formed, cover every pole and occur in no split of the lexicon."""

from collections import Counter
from typing import get_args

import pytest

from core.evaluation.written import load_written, load_written_content, load_written_test
from core.mini.attributes import ATTRIBUTES
from core.mini.lexicon import Lexicon, Split
from core.profile import split_statements
from core.training.written import load_written as load_trained
from tests.core.mini.test_lexicon import entries, normalised


def test_they_load() -> None:
    written = load_written()
    assert len(written) == 260
    assert sum(not statement.means for statement in written) == 50
    by_text = {statement.text: statement.means for statement in written}
    assert by_text["I like my dog best."] == {}
    assert by_text["Bright, sharp and simple."] == {"brightness": 1, "sharpness": 1, "clutter": -1}


def test_both_poles_of_every_known_attribute_are_asked_for() -> None:
    poles = Counter(pole for statement in load_written() for pole in statement.means.items())
    assert set(poles) == {(attribute.id, pole) for attribute in ATTRIBUTES for pole in (-1, 1)}
    assert min(poles.values()) >= 3


def test_those_about_content_load() -> None:
    written = load_written_content()
    assert len(written) == 80
    by_text = {statement.text: statement for statement in written}
    mixed = by_text["No cars, no garish colours."]
    assert (dict(mixed.means), mixed.wanted, mixed.unwanted) == ({"saturation": -1}, (), ("cars",))
    assert by_text["Cats over dogs, sorry."].wanted == ("cats",)


def test_content_is_wanted_and_unwanted_alone_and_beside_attributes() -> None:
    written = load_written_content()
    assert sum(bool(s.wanted) for s in written) >= 40
    assert sum(bool(s.unwanted) for s in written) >= 20
    assert sum(bool(s.means) and bool(s.wanted or s.unwanted) for s in written) >= 12
    assert sum(not (s.means or s.wanted or s.unwanted) for s in written) >= 10
    known = {attribute.id for attribute in ATTRIBUTES}
    for statement in written:
        assert set(statement.means) <= known
        assert set(statement.means.values()) <= {-1, 1}
        assert not set(statement.wanted) & set(statement.unwanted), statement


def test_those_of_the_test_split_name_every_pole_that_photos_have() -> None:
    written = load_written_test()
    assert len(written) >= 400
    poles = Counter(pole for statement in written for pole in statement.means.items())
    assert set(poles) == {(attribute.id, pole) for attribute in ATTRIBUTES for pole in (-1, 1)}
    assert set().union(*(set(s.wanted) & set(s.unwanted) for s in written)) == set()
    assert sum(bool(s.wanted) for s in written) >= 30
    assert sum(bool(s.unwanted) for s in written) >= 20
    assert sum(not (s.means or s.wanted or s.unwanted) for s in written) >= 40


def test_each_is_there_once() -> None:
    texts = [s.text for s in (*load_written(), *load_written_content(), *load_written_test())]
    assert len(set(map(normalised, texts))) == len(texts)


def test_those_that_are_measured_one_by_one_are_one_statement_each() -> None:
    texts = [s.text for s in (*load_written(), *load_written_content())]
    assert [text for text in texts if split_statements(text) != (text,)] == []


def test_those_of_the_test_split_are_not_among_those_that_are_trained_on() -> None:
    trained = {normalised(statement.text) for statement in load_trained()}
    assert [s.text for s in load_written_test() if normalised(s.text) in trained] == []


@pytest.mark.parametrize("split", get_args(Split))
def test_none_is_in_the_lexicon(split: Split) -> None:
    known = set(map(normalised, entries(Lexicon.load(split))))
    written = (*load_written(), *load_written_content(), *load_written_test())
    assert [s.text for s in written if normalised(s.text) in known] == []

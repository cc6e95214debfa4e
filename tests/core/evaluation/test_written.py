"""The written statements are well formed, cover every pole and occur in no split of the lexicon."""

from collections import Counter
from typing import get_args

import pytest

from core.evaluation.written import load_written
from core.mini.attributes import ATTRIBUTES
from core.mini.lexicon import Lexicon, Split
from core.profile import split_statements
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


def test_each_is_one_statement_and_there_once() -> None:
    texts = [statement.text for statement in load_written()]
    assert [text for text in texts if split_statements(text) != (text,)] == []
    assert len(set(map(normalised, texts))) == len(texts)


@pytest.mark.parametrize("split", get_args(Split))
def test_none_is_in_the_lexicon(split: Split) -> None:
    known = set(map(normalised, entries(Lexicon.load(split))))
    assert [s.text for s in load_written() if normalised(s.text) in known] == []

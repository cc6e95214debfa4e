"""The written statements to train on: well labelled, and none of those that figures are made on."""

import re
from collections.abc import Iterator

import pytest

from core.evaluation.written import load_written as load_measured
from core.mini.attributes import ATTRIBUTES
from core.mini.lexicon import Lexicon, Split
from core.training.statements import CONTENT, SimulatedStatement
from core.training.written import exchanged, load_written, typed

HELD_OUT: tuple[Split, ...] = ("validation", "development", "test")
KNOWN = {attribute.id for attribute in ATTRIBUTES} | {CONTENT}


def test_every_label_names_words_of_its_statement() -> None:
    written = load_written()
    assert len(written) > 15_000
    for statement in written:
        words = statement.text.split(" ")
        for label, place in zip(statement.labels, statement.places, strict=True):
            assert label.attribute in KNOWN
            assert label.pole in (-1, 1)
            assert label.strength in (0, 0.4, 0.7, 1)
            assert label.attribute != CONTENT or label.pole == 1
            assert place is not None, statement.text
            assert label.phrasing in " ".join(words[slice(*place)])


def test_every_pole_is_liked_and_disliked() -> None:
    found = {
        (label.attribute, label.pole, label.like)
        for statement in load_written()
        for label in statement.labels
        if label.strength
    }
    poles = {(attribute.id, pole) for attribute in ATTRIBUTES for pole in (-1, 1)}
    assert {(*pole, like) for pole in poles for like in (True, False)} <= found


def test_none_is_a_statement_of_the_test_of_reading() -> None:
    measured = {_plain(one.text) for split in HELD_OUT for one in load_measured(split)}
    texts = [_plain(statement.text) for statement in load_written()]
    assert len(set(texts)) == len(texts)
    assert measured.isdisjoint(texts)


@pytest.mark.parametrize("split", HELD_OUT)
def test_none_has_a_phrasing_that_is_held_out(split: Split) -> None:
    held_out = {_plain(phrasing) for phrasing in _phrasings(Lexicon.load(split))}
    for statement in load_written():
        named = {_plain(label.phrasing) for label in statement.labels}
        assert held_out.isdisjoint(named), statement.text


def test_each_is_typed_in_several_ways() -> None:
    some = load_written()[:50]
    drawn = typed(some, 3, seed=1)
    assert drawn == typed(some, 3, seed=1)
    assert len(drawn) == 150
    assert len({statement.text for statement in drawn}) > 80
    assert [s.labels for s in drawn[:50]] == [s.labels for s in some]


def test_what_is_named_is_exchanged_and_how_it_is_valued_stays() -> None:
    some = load_written()[:400]
    drawn = exchanged(some, seed=1)
    assert drawn == exchanged(some, seed=1) != exchanged(some, seed=2)
    assert 300 < len(drawn) < 400
    frames = {_frame(statement): statement for statement in some}
    changed = 0
    for statement in drawn:
        before = frames[_frame(statement)]
        for old, new, place in zip(before.labels, statement.labels, statement.places, strict=True):
            assert (new.like, new.strength) == (old.like, old.strength)
            assert (new.attribute == CONTENT) == (old.attribute == CONTENT)
            assert place is not None, statement.text
            changed += new.phrasing.lower() != old.phrasing.lower()
    assert changed > 300


def _frame(statement: SimulatedStatement) -> str:
    """The words that name nothing."""
    text = statement.text
    for label in statement.labels:
        text = text.replace(label.phrasing, "{}", 1)
    return text


def _phrasings(lexicon: Lexicon) -> Iterator[str]:
    for several in (*lexicon.phrasings.values(), *lexicon.indirect.values(), lexicon.content):
        yield from several


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9' ]", " ", text.lower()).split())

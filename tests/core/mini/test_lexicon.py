"""The taste lexicon is complete, well formed, and its splits share nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import get_args

import pytest

from core.mini.lexicon import (
    STRENGTHS,
    TWO_PART_KINDS,
    WORDS,
    Frame,
    Grammar,
    Lexicon,
    Split,
)
from core.training.surface import american

ATTRIBUTES = frozenset(
    (
        "brightness",
        "contrast",
        "highlight_clipping",
        "shadow_clipping",
        "saturation",
        "colourfulness",
        "warmth",
        "monochrome",
        "sharpness",
        "noise",
        "vignette",
        "compression",
        "reds",
        "yellows",
        "blues",
        "negative_space",
        "clutter",
        "symmetry",
        "thirds",
        "centring",
        "depth_of_field",
        "horizon_tilt",
        "leading_lines",
        "texture",
        "format",
        "faces",
        "face_size",
        "sky",
        "greenery",
        "water",
        "night",
    )
)
NUMBER = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
SPLITS: tuple[Split, ...] = get_args(Split)
# Gaps that each kind of frame must have, and those it may have besides.
GAPS = {
    "comparison": ({"a", "b"}, set()),
    "change": ({"a", "b"}, set()),
    "other_people": ({"a", "b"}, set()),
    "other_people_only": ({"b"}, set()),
    "concession": ({"a", "b"}, set()),
    "several": (set(), {"a", "a2", "b", "b2"}),
}


@pytest.fixture(scope="module", params=SPLITS)
def lexicon(request: pytest.FixtureRequest) -> Lexicon:
    return Lexicon.load(request.param)


def entries(lexicon: Lexicon) -> Iterator[str]:
    """Everything a statement can be made of, but for the grammar, singular and plural."""
    for text in written(lexicon):
        yield from dict.fromkeys(NUMBER.sub(rf"\{side}", text) for side in (1, 2))


def written(lexicon: Lexicon) -> Iterator[str]:
    for table in (lexicon.phrasings, lexicon.indirect, lexicon.two_part):
        for texts in table.values():
            yield from texts
    for frames in (lexicon.like, lexicon.dislike, lexicon.hedges):
        yield from (frame.text for frame in frames)
    yield from (*lexicon.mixed, *lexicon.facts, *lexicon.fact_frames, *lexicon.content)


def grammar_parts(lexicon: Lexicon) -> Iterator[str]:
    if lexicon.grammar is not None:
        for sentences in (lexicon.grammar.like, lexicon.grammar.dislike):
            for frames in (sentences.verbs, sentences.predicates, sentences.commands):
                yield from (frame.text for frame in frames)


def cores(grammar: Grammar) -> Iterator[str]:
    """All sentences that the grammar makes, without tails, reasons and what goes before."""
    adverbs = [frame.text + " " for frame in (*grammar.degree, *grammar.frequency)]
    adverbs += ["", *(text + " " for text in grammar.intensifiers)]
    for sentences in (grammar.like, grammar.dislike):
        yield from (frame.text for frame in sentences.commands)
        for frame in sentences.predicates:
            yield from {re.sub(r"[*~]", adverb, frame.text) for adverb in adverbs}
        for frame in sentences.verbs:
            text = f"I {frame.text}" if "{}" in frame.text else f"I {frame.text} {{}}"
            yield from {re.sub(r"[*~]", adverb, text) for adverb in adverbs}
        for words in WORDS:
            for negator in sentences.negators[words]:
                for said in sentences.negated[words]:
                    yield f"I {negator.text} {said}" + ("" if "{}" in said else " {}")


def normalised(text: str) -> str:
    """Equal for texts that differ in case, articles or punctuation only."""
    text = re.sub(r"['’]", "", text.lower())
    words = re.sub(r"[^a-z0-9{}]+", " ", text).split()
    return " ".join(word for word in words if word not in ("a", "an", "the"))


def uncontracted(text: str) -> str:
    for short, long in (("I'm", "I am"), ("I've", "I have"), ("I'd", "I would")):
        text = re.sub(rf"\b{short}\b", long, text)
    return normalised(text)


def gaps(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{(\w*)\}", text))


def test_every_attribute_has_both_poles(lexicon: Lexicon) -> None:
    poles = {(attribute, pole) for attribute in ATTRIBUTES for pole in (-1, 1)}
    assert set(lexicon.phrasings) == poles
    assert set(lexicon.indirect) == poles
    assert set(lexicon.attributes) == ATTRIBUTES


@pytest.mark.parametrize(
    ("split", "phrasings", "indirect", "frames", "two_part", "facts", "content"),
    [
        ("train", 450, 18, 1700, 1700, 1200, 2900),
        ("validation", 8, 2, 15, 10, 20, 250),
        ("development", 8, 3, 40, 40, 20, 350),
        ("test", 5, 1, 35, 40, 20, 130),
    ],
)
def test_it_is_large_enough(
    split: Split,
    phrasings: int,
    indirect: int,
    frames: int,
    two_part: int,
    facts: int,
    content: int,
) -> None:
    lexicon = Lexicon.load(split)
    assert min(map(len, lexicon.phrasings.values())) >= phrasings
    assert min(map(len, lexicon.indirect.values())) >= indirect
    assert len(lexicon.like) >= frames
    assert len(lexicon.dislike) >= frames
    assert sum(map(len, lexicon.two_part.values())) >= two_part
    assert len(lexicon.facts) >= facts
    assert len(lexicon.content) >= content
    assert lexicon.mixed


def test_nothing_is_there_twice(lexicon: Lexicon) -> None:
    counts = Counter(map(normalised, entries(lexicon)))
    twice = {text for text, count in counts.items() if count > 1}
    assert twice == set()


@pytest.mark.parametrize(("one", "other"), tuple(combinations(SPLITS, 2)))
def test_the_splits_share_nothing(one: Split, other: Split) -> None:
    first, second = (
        {american(normalised(text)) for text in entries(Lexicon.load(split))}
        for split in (one, other)
    )
    assert first & second == set()


@pytest.mark.parametrize("split", [split for split in SPLITS if split != "train"])
def test_the_grammar_says_nothing_of_another_split(split: Split) -> None:
    grammar = Lexicon.load("train").grammar
    assert grammar is not None
    measured = {american(uncontracted(text)) for text in entries(Lexicon.load(split))}
    said = {core for core in cores(grammar) if core not in grammar.unsaid}
    assert len(said) > 4000
    for side in (1, 2):
        sentences = {american(uncontracted(NUMBER.sub(rf"\{side}", core))) for core in said}
        assert sentences & measured == set()


def test_frames_have_each_gap_once(lexicon: Lexicon) -> None:
    for frame in (*lexicon.like, *lexicon.dislike, *lexicon.hedges):
        assert gaps(frame.text) == {"": 1}, frame
    for text in lexicon.mixed:
        assert gaps(text) in [{x: 1, y: 1} for x in ("a", "b") for y in ("w", "u", "d")], text
    assert set(lexicon.two_part) == set(TWO_PART_KINDS)
    for kind in TWO_PART_KINDS:
        must, may = GAPS[kind]
        for text in lexicon.two_part[kind]:
            found = gaps(text)
            assert must <= set(found) <= must | may, text
            assert set(found.values()) == {1}, text


def test_square_brackets_hold_a_singular_and_a_plural(lexicon: Lexicon) -> None:
    for text in (*written(lexicon), *grammar_parts(lexicon)):
        assert not set(NUMBER.sub("", text)) & set("[]|"), text


def test_what_fills_gaps_has_none(lexicon: Lexicon) -> None:
    filling = [*lexicon.facts, *lexicon.content]
    for table in (lexicon.phrasings, lexicon.indirect):
        filling += [text for texts in table.values() for text in texts]
    for text in filling:
        assert "{" not in text
        assert text == text.strip() != ""
        assert text[-1] not in ".,;:!?", text


def test_every_slot_of_a_fact_can_be_filled() -> None:
    train = Lexicon.load("train")
    assert len(train.fact_frames) >= 350
    assert {slot for frame in train.fact_frames for slot in gaps(frame)} == set(train.slots)
    for name, words in train.slots.items():
        assert len(set(words)) == len(words) >= 30, name
        assert not set("".join(words)) & set("{}"), name


def test_every_strength_is_there(lexicon: Lexicon) -> None:
    for frames in (lexicon.like, lexicon.dislike, lexicon.hedges):
        assert {frame.strength for frame in frames} == set(STRENGTHS.values())


def test_the_groups_name_the_strength() -> None:
    train = Lexicon.load("train")
    assert Frame("I don't mind {}", 0.4) in train.like
    assert Frame("nothing beats {}", 1.0) in train.like
    assert Frame("I don't like {}", 0.7) in train.dislike
    assert Frame("above all, {}", 1.0) in train.hedges


def test_poles_are_not_swapped() -> None:
    phrasings = Lexicon.load("train").phrasings
    assert "dark photos" in phrasings["brightness", -1]
    assert "black and white" in phrasings["monochrome", 1]
    assert "bokeh" in phrasings["depth_of_field", 1]
    assert "no people" in phrasings["faces", -1]

"""Simulated statements say what their labels say, and a seed gives the same ones."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from core.mini.lexicon import Frame, Lexicon
from core.training.statements import (
    CONTENT,
    KINDS,
    Kind,
    Label,
    Mixture,
    SimulatedStatement,
    combine,
    place_of,
    simulate,
    simulate_many,
    simulate_rater,
)
from core.training.surface import Surface, roughen

NAMES = {
    ("light", -1): "dark",
    ("light", 1): "bright",
    ("sea", -1): "land",
    ("sea", 1): "waves",
    ("focus", -1): "soft",
    ("focus", 1): "crisp",
}
PLAIN = Surface(0, 0, 0, 0, 0, 0, 0)
NOTHING = Mixture(**dict.fromkeys(KINDS, 0.0), contents=0.0, paired=0.0, surface=PLAIN)


@pytest.fixture(scope="module")
def train() -> Lexicon:
    return Lexicon.load("train")


@pytest.fixture(scope="module")
def tiny(train: Lexicon) -> Lexicon:
    """One phrasing a pole, one frame a kind: every statement can be foretold."""
    return replace(
        train,
        phrasings={pole: (name,) for pole, name in NAMES.items()},
        indirect=dict.fromkeys(NAMES, ("no gloom",)),
        like=(Frame("I love {}", 0.7),),
        dislike=(Frame("I hate {}", 0.7),),
        hedges=(Frame("a bit: {}", 0.4),),
        two_part={
            "comparison": ("{a} not {b}",),
            "concession": (),
            "change": ("once {b} now {a}",),
            "other_people": ("she {b} I {a}",),
            "other_people_only": ("she {b}",),
            "several": ("{a} and {a2} without {b}",),
        },
        mixed=("{w} and {a}",),
        facts=("I am 34",),
        fact_frames=(),
        content=("dogs",),
        grammar=None,
        present=(),
        absent=(),
    )


def only(kind: Kind, **options: float) -> Mixture:
    return replace(NOTHING, **{kind: 1.0}, indirect=0.0, **options)  # type: ignore[arg-type]


def draw(lexicon: Lexicon, kind: Kind, n: int = 40, **options: float) -> list[SimulatedStatement]:
    return simulate_many(lexicon, n, 5, mixture=only(kind, **options))


def named(label: Label) -> str:
    return NAMES[label.attribute, label.pole]


def test_direction_is_pole_times_liking() -> None:
    assert Label("brightness", -1, True, 0.7).direction == -1
    assert Label("brightness", -1, False, 0.7).direction == 1
    assert Label("brightness", 1, False, 0.7).direction == -1


def test_single_statements_like_or_dislike(tiny: Lexicon) -> None:
    for statement in draw(tiny, "single"):
        (label,) = statement.labels
        verb = "love" if label.like else "hate"
        assert statement.text == f"I {verb} {named(label)}"
        assert statement.wanted == {label.attribute: label.direction * 0.7}


def test_a_hedge_sets_the_strength(tiny: Lexicon) -> None:
    for statement in draw(tiny, "hedged"):
        assert statement.text.startswith("A bit: I ")
        assert [label.strength for label in statement.labels] == [0.4]


@pytest.mark.parametrize(("kind", "strength"), [("comparison", 0.7), ("change", 0.4)])
def test_two_parts_want_one_and_not_the_other(tiny: Lexicon, kind: Kind, strength: float) -> None:
    for statement in draw(tiny, kind):
        a, b = statement.labels
        assert (a.like, b.like, b.strength) == (True, False, strength)
        expected = {"comparison": "{a} not {b}", "change": "once {b} now {a}"}[kind]
        text = expected.format(a=named(a), b=named(b))
        assert statement.text.lower() == text
        if a.attribute == b.attribute:
            assert a.direction == b.direction
            assert statement.wanted == {a.attribute: a.direction * 0.7}


def test_the_parts_are_the_two_poles_as_often_as_asked(tiny: Lexicon) -> None:
    for statement in draw(tiny, "comparison", opposed=1.0):
        assert len(statement.wanted) == 1


def test_other_peoples_taste_says_nothing(tiny: Lexicon) -> None:
    for statement in draw(tiny, "other_people"):
        label, theirs = sorted(statement.labels, key=lambda one: -one.strength)
        assert label.like
        assert theirs.strength == 0
        assert set(statement.wanted) == {label.attribute}
        assert statement.text.endswith(f" I {named(label)}")
    for statement in draw(tiny, "other_people_only"):
        assert {label.strength for label in statement.labels} == {0.0}
        assert statement.wanted == {}


def test_several_parts_are_of_different_attributes(train: Lexicon) -> None:
    statements = draw(train, "several", n=300)
    assert {len(statement.labels) for statement in statements} == {2, 3, 4}
    for statement in statements:
        liked = [label.attribute for label in statement.labels if label.like]
        assert len(set(liked)) == len(liked)
        assert len({(label.attribute, label.pole) for label in statement.labels}) == len(
            statement.labels
        )


def test_facts_say_nothing(tiny: Lexicon) -> None:
    statements = draw(tiny, "fact")
    assert {statement.text for statement in statements} == {"I am 34"}
    assert not any(statement.labels for statement in statements)


def test_facts_are_put_together_from_frames_and_slots(tiny: Lexicon) -> None:
    slots = {"who": ("my wife", "my dad"), "place": ("Kent", "Bonn")}
    framed = replace(tiny, fact_frames=("{who} left {place} for {place}",), slots=slots)
    found = {statement.text for statement in draw(framed, "fact", n=200)}
    assert {"I am 34", "My wife left Kent for Bonn", "My dad left Bonn for Bonn"} <= found
    assert all(text == "I am 34" or text.startswith("My ") for text in found)


def test_a_fact_beside_a_statement_changes_nothing_of_what_it_says(tiny: Lexicon) -> None:
    framed = replace(tiny, facts=("I am 34", "I see dark"), fact_frames=("I live in {place}",))
    framed = replace(framed, slots={"place": ("Kent",)})
    statements = draw(framed, "single", n=300, beside=1.0)
    alone = re.compile(r"I (love|hate) \w+")
    for statement in statements:
        (label,) = statement.labels
        assert alone.search(statement.text)
        place = place_of(statement.text, label.phrasing)
        assert statement.places == (place,)
        assert statement.wanted == {label.attribute: label.direction * label.strength}
        assert statement.text.lower().count(label.phrasing) == 1
    texts = {statement.text for statement in statements}
    assert {"I am 34. I love crisp", "I hate waves, I live in Kent"} <= texts
    assert draw(tiny, "single", beside=1.0) == draw(tiny, "single")


def test_contents_are_liked_and_disliked_like_poles(tiny: Lexicon) -> None:
    statements = draw(tiny, "single", contents=1.0)
    assert {s.text: s.wanted for s in statements} == {
        "I love dogs": {"dogs": 0.7},
        "I hate dogs": {"dogs": -0.7},
    }
    assert {s.labels[0].attribute for s in statements} == {CONTENT}
    for statement in draw(tiny, "comparison", contents=0.5, opposed=1.0):
        assert statement.wanted.get("dogs", 0.7) in (0.7, -0.7)


def test_content_beside_a_phrasing_has_a_label_of_its_own(tiny: Lexicon) -> None:
    for frame, strength in (("{w} and {a}", 0.7), ("{u}? {a}", -0.7), ("{d} with {a}", 0)):
        for statement in draw(replace(tiny, mixed=(frame,)), "mixed"):
            attribute, content = statement.labels
            assert named(attribute) in statement.text
            assert (content.attribute, content.phrasing) == (CONTENT, "dogs")
            assert content.direction * content.strength == strength


def test_what_is_listed_is_wanted_but_for_a_last_no(tiny: Lexicon) -> None:
    statements = draw(tiny, "listed", n=200)
    assert {len(statement.labels) for statement in statements} == {2, 3}
    for statement in statements:
        *first, last = statement.labels
        assert all(label.like for label in first)
        if "#" in statement.text:
            assert statement.text == " ".join(f"#{named(label)}" for label in statement.labels)
            assert last.like
        else:
            said = re.split(r", | and | / | \+ |; | & ", statement.text.lower())
            assert said[:-1] == [named(label) for label in first]
            assert (said[-1] == named(last)) == last.like
            assert said[-1].split()[-1] == named(last)
    assert 20 < sum(not statement.labels[-1].like for statement in statements) < 80


def test_two_disliked_parts_are_of_two_attributes(tiny: Lexicon) -> None:
    lexicon = replace(tiny, two_part={**tiny.two_part, "several": ("neither {b} nor {b2}",)})
    for statement in draw(lexicon, "several"):
        one, other = statement.labels
        assert not one.like
        assert not other.like
        assert one.attribute != other.attribute
        assert statement.text == f"Neither {named(one)} nor {named(other)}"


def test_the_outdone_part_is_the_opposite(tiny: Lexicon) -> None:
    lexicon = replace(
        tiny,
        two_part={**tiny.two_part, "comparison": (), "concession": ("{b} is fine, {a} is better",)},
    )
    for statement in draw(lexicon, "comparison", opposed=0.0):
        a, b = statement.labels
        assert statement.text.lower() == f"{named(b)} is fine, {named(a)} is better"
        assert (b.attribute, b.pole) == (a.attribute, -a.pole)
        assert statement.wanted == {a.attribute: a.direction * 0.7}


def test_content_beside_what_is_not_wanted(tiny: Lexicon) -> None:
    for statement in draw(replace(tiny, mixed=("no {u}, no {b}",)), "mixed"):
        assert [label.like for label in statement.labels] == [False, False]


def test_nobody_says_no_twice(train: Lexicon) -> None:
    for statement in simulate_many(train, 3000, 2):
        assert "no no " not in statement.text.lower(), statement


def test_all_kinds_and_poles_are_drawn(train: Lexicon) -> None:
    statements = simulate_many(train, 4000, 3)
    assert {statement.kind for statement in statements} == set(KINDS)
    labels = [label for statement in statements for label in statement.labels]
    assert {(label.attribute, label.pole) for label in labels} == {
        *train.phrasings,
        (CONTENT, 1),
    }
    assert {label.strength for label in labels} == {0.0, 0.4, 0.7, 1.0}


def test_single_statements_are_balanced(train: Lexicon) -> None:
    directions = Counter(s.labels[0].direction for s in draw(train, "single", n=2000))
    assert 0.45 < directions[1] / 2000 < 0.55


def test_indirect_phrasings_are_said_of_what_is_wanted(tiny: Lexicon) -> None:
    statements = simulate_many(tiny, 100, 4, mixture=replace(only("single"), indirect=1.0))
    assert {s.text for s in statements if s.labels[0].like} == {"I love no gloom"}
    assert not any("gloom" in s.text for s in statements if not s.labels[0].like)


def test_a_pole_is_what_there_is_none_of_the_other(tiny: Lexicon) -> None:
    lexicon = replace(tiny, present=("pictures with {}",), absent=("no {}", "pictures without {}"))
    statements = simulate_many(lexicon, 200, 4, mixture=replace(only("single"), wrapped=1.0))
    said = Counter()
    for statement in statements:
        (label,) = statement.labels
        other = NAMES[label.attribute, -label.pole]
        verb = "love" if label.like else "hate"
        frames = [f"I {verb} pictures with {named(label)}", f"I {verb} pictures without {other}"]
        if label.like:  # nobody hates "no waves"
            frames.append(f"I love no {other}")
        assert statement.text in frames
        said[label.like, frames.index(statement.text)] += 1
        assert statement.wanted == {label.attribute: label.direction * 0.7}
    assert set(said) == {(True, 0), (True, 1), (True, 2), (False, 0), (False, 1)}


def test_a_gap_may_hold_two(tiny: Lexicon) -> None:
    lexicon = replace(tiny, pairs=("{a} or {b}",))
    statements = simulate_many(lexicon, 60, 4, mixture=replace(only("single"), paired=1.0))
    for statement in statements:
        one, other = statement.labels
        verb = "love" if one.like else "hate"
        assert statement.text == f"I {verb} {named(one)} or {named(other)}"
        assert other.like == one.like
        assert (other.attribute == one.attribute) == (other.pole == one.pole and one == other)
    assert {len(statement.wanted) for statement in statements} == {1, 2}


def test_a_seed_gives_the_same_statements(train: Lexicon) -> None:
    assert simulate_many(train, 200, 7) == simulate_many(train, 200, 7)
    assert simulate_many(train, 200, 7) != simulate_many(train, 200, 8)
    one, other = np.random.default_rng(3), np.random.default_rng(3)
    assert simulate(train, one) == simulate(train, other)
    assert simulate_rater(train, one) == simulate_rater(train, other)


def test_it_is_known_which_words_name_a_pole(train: Lexicon) -> None:
    for statement in simulate_many(train, 1000, 6, mixture=replace(Mixture(), surface=PLAIN)):
        for label, place in zip(statement.labels, statement.places, strict=True):
            assert place is not None
            words = " ".join(statement.text.split(" ")[slice(*place)])
            assert label.phrasing.lower() in words.lower()


def test_raters_do_not_contradict_themselves(train: Lexicon) -> None:
    rng = np.random.default_rng(0)
    lengths = set()
    for _ in range(200):
        statements = simulate_rater(train, rng)
        lengths.add(len(statements))
        wanted = combine(statements)
        for statement in statements:
            for attribute, value in statement.wanted.items():
                assert wanted[attribute] * value > 0
    assert lengths == {1, 2, 3, 4}
    assert len(simulate_rater(train, rng, statements=9)) == 9


def test_the_strongest_statement_counts() -> None:
    weak = SimulatedStatement("a bit of grain", (Label("noise", 1, True, 0.4),), "single")
    strong = SimulatedStatement("grain above all", (Label("noise", 1, True, 1.0),), "single")
    assert combine([strong, weak]) == combine([weak, strong]) == {"noise": 1.0}


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        (PLAIN, "I don't like grey Colours"),
        (replace(PLAIN, lower_case=1), "i don't like grey colours"),
        (replace(PLAIN, upper_case=1), "I DON'T LIKE GREY COLOURS"),
        (replace(PLAIN, final_stop=1), "I don't like grey Colours."),
        (replace(PLAIN, plain_contraction=1), "I dont like grey Colours"),
        (replace(PLAIN, curly_apostrophe=1), "I don’t like grey Colours"),
        (replace(PLAIN, american=1), "I don't like gray Colors"),
    ],
)
def test_statements_are_roughened(surface: Surface, expected: str) -> None:
    assert roughen("I don't like grey Colours", np.random.default_rng(0), surface) == expected


def test_typing_errors_spare_short_words() -> None:
    rng = np.random.default_rng(0)
    surface = replace(PLAIN, typing_error=1)
    typed = {roughen("I do not like landscapes", rng, surface) for _ in range(50)}
    assert len(typed) > 10
    assert all(text.startswith("I do not like l") for text in typed)
    assert roughen("I do not", rng, surface) == "I do not"

"""Profiles: statements, corrections, digests, renderings."""

import pickle

import pytest

from core import Correction, Profile, Statement, split_statements


def test_statements_are_sentences_and_lines() -> None:
    text = "I love dark light. No sunsets!\n- 3.5 stops of contrast\n\n* grain; soft edges"
    assert split_statements(text) == (
        "I love dark light.",
        "No sunsets!",
        "3.5 stops of contrast",
        "grain",
        "soft edges",
    )


@pytest.mark.parametrize(
    "thought",
    [
        "Fog had me hooked once. Now I pass it by.",
        "Everyone calls haze dull. I could live in it.",
        "Handbags fill my calendar; I'd rather not see either again.",
        "Guns? Never.",
        "Kittens! Especially in a basket.",
    ],
)
def test_sentences_that_need_each_other_are_one_statement(thought: str) -> None:
    assert split_statements(f"I love dark light. {thought}\nNot too much grain.") == (
        "I love dark light.",
        thought,
        "Not too much grain.",
    )


def test_a_long_text_of_one_thought_is_not_one_statement() -> None:
    sentences = [f"It is more {n} than they say." for n in range(40)]
    statements = split_statements(" ".join(sentences))
    assert " ".join(statements).split() == " ".join(sentences).split()
    assert [len(statement.split()) for statement in statements[:-1]] == [49] * 5
    assert len(statements[-1].split()) == 35


def test_repeats_count_once() -> None:
    assert split_statements("dark. dark.") == ("dark.",)


BRIGHT = Correction((("brightness", 0.8),))
OFF = Correction((("noise", 0),))


def test_an_edit_keeps_corrections_of_unchanged_statements_only() -> None:
    profile = Profile("a", {}, (Statement("dark.", BRIGHT), Statement("grain.", OFF)))
    edited = profile.with_taste("dark.\nmuch grain.")
    assert edited.statements == (Statement("dark.", BRIGHT), Statement("much grain."))
    assert Statement("dark.", BRIGHT).with_text("light.") == Statement("light.")
    assert Statement("dark.", BRIGHT).with_text("dark.") == Statement("dark.", BRIGHT)


def test_a_statement_says_what_was_meant() -> None:
    dark = Statement("I love dark light!!").with_wish("brightness", 0.9).with_wish("noise", 0)
    assert dark.meant("brightness") == "I love dark light (that is: bright wanted strongly)!!"
    assert dark.meant("noise") == "I love dark light (that is: not about grain)!!"
    assert dark.meant("warmth") == Statement(dark.text).meant("brightness") == dark.text


def test_a_correction_has_one_form_for_one_meaning() -> None:
    one = Correction((("warmth", -0.0), ("brightness", 1)))
    other = Correction((("brightness", 1.0), ("warmth", 0.00001)))
    assert one == other
    assert hash(one) == hash(other)
    assert one.wishes == (("brightness", 1.0), ("warmth", 0.0))
    profiles = [Profile("", {}, (Statement("dark.", c),)) for c in (one, other)]
    assert profiles[0].digest() == profiles[1].digest()


def test_wishes_are_given_and_taken_back() -> None:
    plain = Statement("tidy rooms!")
    assert plain.wish_of("clutter") is None
    given = plain.with_wish("clutter", -0.7)
    assert given == Statement("tidy rooms!", Correction((("clutter", -0.7),)))
    more = given.with_wish("brightness", 0.2).with_wish("clutter", -1)
    assert more.correction == Correction((("brightness", 0.2), ("clutter", -1.0)))
    assert more.wish_of("clutter") == -1
    assert more.wish_of("warmth") is None
    assert more.without("brightness").without("warmth").wish_of("clutter") == -1
    assert more.without("brightness").without("clutter") == plain == plain.without("clutter")
    profile = Profile.from_text("dark. tidy rooms!")
    assert profile.with_statement(1, given).statements == (Statement("dark."), given)


def test_the_digest_knows_all_that_a_judge_sees_and_not_the_name() -> None:
    profile = Profile.from_text("dark.", "Anna", {"age": "34"})
    assert profile.digest() == Profile.from_text("dark.", "Ben", {"age": "34"}).digest()
    assert profile.digest() != Profile.from_text("dark.", "Anna", {"age": "35"}).digest()
    assert profile.digest() != Profile.from_text("light.", "Anna", {"age": "34"}).digest()
    digests = [
        profile.with_statement(0, Statement("dark.").with_wish(attribute, wish)).digest()
        for attribute, wish in (("brightness", 0), ("brightness", 1), ("warmth", 0))
    ]
    assert len({profile.digest(), *digests}) == 4
    back = profile.with_statement(0, Statement("dark.").with_wish("warmth", 1).without("warmth"))
    assert back.digest() == profile.digest()


def test_traits_cannot_be_changed_and_survive_pickling() -> None:
    profile = Profile.from_text("dark.", "Anna", {"age": "34"})
    with pytest.raises(TypeError):
        profile.traits["age"] = "35"  # type: ignore[index]
    assert pickle.loads(pickle.dumps(profile)) == profile


def test_renderings() -> None:
    profile = Profile(
        "Anna",
        {"age": "34", "photography_experience": "expert"},
        (
            Statement("I love dark light"),
            Statement("No grain.", Correction((("noise", 0.9),))),
            Statement("My dog!", Correction((("dog", -0.4), ("faces", 0)))),
        ),
    )
    exact = profile.prompt()
    assert exact == (
        "Age: 34. Photography experience: expert. I love dark light. "
        "No grain (that is: grainy wanted strongly). "
        "My dog (that is: dog unwanted clearly, not about faces)!"
    )
    assert profile.prompt("coarse") == "Age: 34."
    assert profile.prompt("blank") == ""
    shuffled = profile.prompt("shuffled", seed=1)
    assert shuffled != exact
    assert sorted(shuffled.split()) == sorted(exact.split())
    assert shuffled == profile.prompt("shuffled", seed=1)


@pytest.mark.parametrize("wish", [1.1, -1.1, float("nan")])
def test_a_wish_has_bounds(wish: float) -> None:
    with pytest.raises(ValueError, match="between -1 and 1"):
        Correction((("noise", wish),))


@pytest.mark.parametrize("wishes", [(), (("noise", 1.0), ("noise", 0.5))])
def test_a_correction_names_each_attribute_once(wishes: tuple[tuple[str, float], ...]) -> None:
    with pytest.raises(ValueError, match="at least one attribute, and each once"):
        Correction(wishes)


def test_blank() -> None:
    assert Profile("Anna").is_blank
    assert not Profile.from_text("dark").is_blank

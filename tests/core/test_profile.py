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


def test_repeats_count_once() -> None:
    assert split_statements("dark. dark.") == ("dark.",)


def test_an_edit_keeps_corrections_of_unchanged_statements_only() -> None:
    profile = Profile(
        "a", {}, (Statement("dark.", Correction(-1)), Statement("grain.", Correction(0)))
    )
    edited = profile.with_taste("dark.\nmuch grain.")
    assert edited.statements == (Statement("dark.", Correction(-1)), Statement("much grain."))
    assert Statement("dark.", Correction(1)).with_text("light.") == Statement("light.")


def test_the_digest_knows_all_that_a_judge_sees_and_not_the_name() -> None:
    profile = Profile.from_text("dark.", "Anna", {"age": "34"})
    assert profile.digest() == Profile.from_text("dark.", "Ben", {"age": "34"}).digest()
    assert profile.digest() != Profile.from_text("dark.", "Anna", {"age": "35"}).digest()
    assert profile.digest() != Profile.from_text("light.", "Anna", {"age": "34"}).digest()
    corrected = Profile("Anna", {"age": "34"}, (Statement("dark.", Correction(0)),))
    assert profile.digest() != corrected.digest()


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
            Statement("No grain.", Correction(-1)),
            Statement("Sharp.", Correction(0)),
            Statement("Calm.", Correction(2)),
        ),
    )
    exact = profile.prompt()
    assert exact == (
        "Age: 34. Photography experience: expert. I love dark light. "
        "It is not true of me that: No grain. Very much: Calm."
    )
    assert profile.prompt("coarse") == "Age: 34."
    assert profile.prompt("blank") == ""
    shuffled = profile.prompt("shuffled", seed=1)
    assert shuffled != exact
    assert sorted(shuffled.split()) == sorted(exact.split())
    assert shuffled == profile.prompt("shuffled", seed=1)


def test_a_correction_has_bounds() -> None:
    with pytest.raises(ValueError, match="between -2 and 2"):
        Correction(2.5)


def test_blank() -> None:
    assert Profile("Anna").is_blank
    assert not Profile.from_text("dark").is_blank

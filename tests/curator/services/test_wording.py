import pytest

from core import ATTRIBUTES, Reason, Statement, Understood
from curator.services.phrases import PHRASES
from curator.services.wording import (
    judge_label,
    meaning_lines,
    reason_seen,
    reason_sentence,
    shown_in_words,
    wanted,
    wish_in_words,
)
from tests.fakes import FAKE_IDENTITY


def test_reasons_are_plain_sentences() -> None:
    liked = Reason("attribute", 12.34, "depth_of_field", -1, -0.8, "all in\n  focus.")
    assert reason_sentence(liked) == "Sharp throughout: suits “all in focus” (+12.3)."
    disliked = Reason("attribute", -3.0, "contrast", 1, 0.1, "strong contrast")
    assert reason_sentence(disliked) == "Medium contrast: goes against “strong contrast” (−3.0)."
    generic = Reason("attribute", 2.0, "sharpness", 1, 0.5)
    assert reason_sentence(generic) == "Sharp: a plus in general (+2.0)."
    scale = Reason("scale", -2.0, "middle")
    assert reason_sentence(scale) == "Layout and lines: lowers the score (−2.0)."
    content = Reason("content", 4.0, "dog", words="I love my dog")
    assert reason_sentence(content) == "What is in it (dog): suits “I love my dog” (+4.0)."
    people = Reason("content", 3.0, "sea/beach")
    assert reason_sentence(people) == "What is in it (sea/beach): people like that (+3.0)."
    fewer = Reason("content", -2.0, "car")
    assert reason_sentence(fewer) == "What is in it (car): people like that less (−2.0)."
    model = Reason("model", -1.0)
    assert reason_sentence(model) == (
        "The judge's impression of the whole photo: a minus in general (−1.0)."
    )


@pytest.mark.parametrize(
    ("value", "direction", "contribution", "sentence"),
    [
        (0.9, 1, 8.0, "My dogs in it: suits “I love my dogs” (+8.0)."),
        (0.1, 1, 1.0, "Perhaps my dogs in it: suits “I love my dogs” (+1.0)."),
        (-0.4, 1, 0.9, "Perhaps my dogs in it: suits “I love my dogs” (+0.9)."),
        (-0.7, 1, -3.0, "My dogs not in it: goes against “I love my dogs” (−3.0)."),
        (-0.7, -1, 2.0, "My dogs not in it: suits “no dogs” (+2.0)."),
        (0.9, -1, -7.0, "My dogs in it: goes against “no dogs” (−7.0)."),
    ],
)
def test_reasons_of_content_are_plain_sentences(
    value: float, direction: int, contribution: float, sentence: str
) -> None:
    words = "I love my dogs." if direction > 0 else "no dogs"
    reason = Reason("content", contribution, "my dogs", direction, value, words)
    assert reason_sentence(reason) == sentence


def test_what_photos_show_is_one_line() -> None:
    assert shown_in_words(["people", "city"]) == "In the photo: people, city"
    assert shown_in_words([]) == ""


@pytest.mark.parametrize(
    ("attribute", "value", "seen"),
    [
        ("monochrome", 0.97, "Black and white"),
        ("monochrome", 0.7, "In few tones of colour"),
        ("monochrome", -0.9, "In full colour"),
        ("greenery", -0.94, "No greenery"),
        ("faces", -0.06, "No faces"),  # where nearly all reference photos stand
        ("brightness", -0.9, "Very dark"),
        ("brightness", -0.4, "Rather dark"),
        ("brightness", 0.0, "Medium light"),
        ("horizon_tilt", -0.9, "Level horizon"),
        ("style", 0.4, "Style"),  # an attribute of another judge
    ],
)
def test_what_a_photo_shows(attribute: str, value: float, seen: str) -> None:
    assert reason_seen(Reason("attribute", 1.0, attribute, 1, value)) == seen


def test_every_attribute_has_its_phrases() -> None:
    assert set(PHRASES) == {attribute.id for attribute in ATTRIBUTES}
    for phrases in PHRASES.values():
        assert list(phrases.cuts) == sorted(phrases.cuts)
        assert (phrases.at(-1.0), phrases.at(1.0)) == (phrases.shown[0], phrases.shown[-1])


DARK = Understood("Dark moods.", "brightness", "dark", -1, 0.9, 0.9)
DOG = Understood("My dog.", "dog", "dogs", 1, 0.5, 0.9)  # of a judge that knows content


def test_readings_are_plain_sentences() -> None:
    both = (DOG, DARK)
    assert meaning_lines(Statement("Dark dogs."), both) == [
        "I read: dark photos, strongly wanted; dog, clearly wanted"
    ]
    assert meaning_lines(Statement("My age."), ()) == ["not understood: it changes no score"]
    assert wish_in_words("street life", 0.1) == "street life, wanted a little"
    assert wish_in_words("selfies", -0.1) == "selfies, a little unwanted"
    assert wish_in_words("selfies", -0.9) == "selfies, strongly unwanted"
    assert (wanted("selfies", -1), wanted("sea/beach", 1)) == ("no selfies", "sea/beach")


def test_what_the_person_changed_is_said_with_what_was_read() -> None:
    statement = Statement("Dark dogs.").with_wish("brightness", 0.4).with_wish("clutter", -1)
    assert meaning_lines(statement, (DARK, DOG)) == [
        "I read: dog, clearly wanted",
        "changed by you: bright photos, clearly wanted (I read: dark photos, strongly wanted)",
        "changed by you: simple, tidy pictures, strongly wanted",
    ]
    off = Statement("Dark moods.").with_wish("brightness", 0)
    assert meaning_lines(off, (DARK,)) == ["switched off by you: dark photos, strongly wanted"]
    mine = Statement("My dog.").with_wish("dog", -0.5).with_wish("our garden", 1)
    assert meaning_lines(mine, (DOG,)) == [
        "changed by you: dog, clearly unwanted (I read: dog, clearly wanted)",
        "changed by you: our garden, strongly wanted",
    ]
    gone = Statement("My dog.").with_wish("dog", 0)
    assert meaning_lines(gone, (DOG,)) == ["switched off by you: dog, clearly wanted"]
    assert meaning_lines(Statement("Tidy!").with_wish("night", 0), ()) == [
        "changed by you: not about time of day",
        "not understood: it changes no score",
    ]


def test_a_judge_is_named_with_a_short_id() -> None:
    assert judge_label(FAKE_IDENTITY) == "fake@fake-jud"

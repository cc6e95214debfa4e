import pytest

from core import ATTRIBUTES, Reason, Understood
from curator.services.phrases import PHRASES
from curator.services.wording import (
    judge_label,
    not_understood_sentence,
    reason_seen,
    reason_sentence,
    understood_sentence,
)
from tests.fakes import FAKE_IDENTITY


def test_reasons_are_plain_sentences() -> None:
    liked = Reason("attribute", 12.34, "depth_of_field", -1, -0.8, "all in\n  focus.")
    assert reason_sentence(liked) == "Sharp throughout: suits “all in focus” (+12.3)."
    disliked = Reason("attribute", -3.0, "contrast", 1, 0.1, "strong contrast")
    assert reason_sentence(disliked) == "Medium contrast: goes against “strong contrast” (−3.0)."
    generic = Reason("scale", 2.0, "sharpness", 1, 0.5)
    assert reason_sentence(generic) == "Sharp: a plus in general (+2.0)."
    content = Reason("content", 4.0, "dog", words="I love my dog")
    assert reason_sentence(content) == "What is in it (dog): suits “I love my dog” (+4.0)."
    model = Reason("model", -1.0)
    assert reason_sentence(model) == (
        "The judge's impression of the whole photo: a minus in general (−1.0)."
    )


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


def test_readings_are_plain_sentences() -> None:
    sure = Understood("Dark moods.", "brightness", "dark", -1, 0.9, 0.9)
    assert understood_sentence(sure) == ("“Dark moods” is read as: you like dark photos, strongly.")
    unsure = Understood("Hm.", "warmth", "warm light", 1, 0.1, 0.2)
    assert understood_sentence(unsure).endswith("a little, but this is not certain.")
    other = Understood("My dog.", "dog", "dogs", 1, 0.5, 0.9)  # of a judge that knows content
    assert understood_sentence(other) == "“My dog” is read as: you like dogs, clearly."
    assert not_understood_sentence("My age.") == (
        "“My age” was not understood, so it changes no score."
    )


def test_a_judge_is_named_with_a_short_id() -> None:
    assert judge_label(FAKE_IDENTITY) == "fake@fake-jud"

from core import Reason, Understood
from curator.services.wording import (
    judge_label,
    not_understood_sentence,
    reason_sentence,
    understood_sentence,
)
from tests.fakes import FAKE_IDENTITY


def test_reasons_are_plain_sentences() -> None:
    liked = Reason("attribute", 12.34, "depth_of_field", -1, -0.8, "all in\n  focus")
    assert reason_sentence(liked) == (
        "Depth of field: clearly sharp throughout, which suits “all in focus” (+12.3)."
    )
    disliked = Reason("attribute", -3.0, "contrast", 1, 0.1, "strong contrast")
    assert reason_sentence(disliked) == (
        "Contrast: middling, which goes against “strong contrast” (-3.0)."
    )
    generic = Reason("scale", 2.0, "sharpness", 1, 0.5)
    assert reason_sentence(generic) == "Sharpness: sharp, which speaks for it (+2.0)."
    content = Reason("content", 4.0, "dog", words="I love my dog")
    assert reason_sentence(content) == "What is in it (dog), which suits “I love my dog” (+4.0)."
    model = Reason("model", -1.0)
    assert reason_sentence(model) == (
        "The judge's impression of the whole photo, which speaks against it (-1.0)."
    )


def test_readings_are_plain_sentences() -> None:
    sure = Understood("Dark moods.", "brightness", "dark light", -1, 0.9, 0.9)
    assert understood_sentence(sure) == (
        "“Dark moods.” is read as: you like dark light (light), strongly."
    )
    unsure = Understood("Hm.", "warmth", "warm light", 1, 0.1, 0.2)
    assert understood_sentence(unsure).endswith("a little, but this is not certain.")
    assert not_understood_sentence("My age.") == (
        "“My age.” was not understood, so it changes no score."
    )


def test_a_judge_is_named_with_a_short_id() -> None:
    assert judge_label(FAKE_IDENTITY) == "fake@fake-jud"

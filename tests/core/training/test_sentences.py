"""Frames of the grammar: many, of the asked sign, with one gap."""

from dataclasses import replace

import numpy as np
import pytest

from core.mini.lexicon import STRENGTHS, Frame, Grammar, Lexicon, Sentences
from core.training.sentences import draw_frame


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    grammar = Lexicon.load("train").grammar
    assert grammar is not None
    return grammar


def sentences(verb: str, negated: str, negator: str) -> Sentences:
    """One part of each kind, so that every frame can be foretold."""
    return Sentences(
        verbs=(Frame(f"*{verb}", 0.7),),
        predicates=(Frame(f"{{}} [gets|get] my {verb}", 0.7),),
        commands=(Frame(f"please {verb} {{}}", 0.7),),
        tails=(Frame("so much", 1.0),),
        reasons=("because I do",),
        negated={"do": (negated,), "be": (negated,)},
        negators={"do": (Frame(negator, 0.4),), "be": (Frame(negator, 0.4),)},
    )


@pytest.fixture
def tiny() -> Grammar:
    return Grammar(
        openers=("well,",),
        contexts=("at home",),
        degree=(Frame("rather", 0.4),),
        intensifiers=("just",),
        frequency=(Frame("always", 1.0),),
        polite_after=("thanks",),
        negated_tails=(Frame("either", 0.7),),
        unsaid=frozenset(),
        like=sentences("love", "love", "don't"),
        dislike=sentences("hate", "hate", "never"),
    )


def drawn(grammar: Grammar, *, like: bool, n: int = 400) -> dict[str, float]:
    rng = np.random.default_rng(0)
    frames = [draw_frame(grammar, rng, like=like) for _ in range(n)]
    return {frame.text: frame.strength for frame in frames}


def test_what_is_negated_has_the_other_sign(tiny: Grammar) -> None:
    likes, dislikes = drawn(tiny, like=True), drawn(tiny, like=False)
    assert not any("love" in text for text in dislikes if "don't" not in text)
    assert not any("hate" in text for text in likes if "never" not in text)
    assert likes["I love {}"] == dislikes["I hate {}"] == 0.7
    assert likes["I never hate {}"] == dislikes["I don't love {}"] == 0.4
    assert likes["{} [gets|get] my love"] == 0.7
    assert likes["please love {}, thanks"] == 0.7


def test_adverbs_and_tails_set_the_strength(tiny: Grammar) -> None:
    likes = drawn(tiny, like=True, n=2000)
    assert likes["I rather love {}"] == 0.4
    assert likes["I always love {}"] == 1.0
    assert likes["I love {} so much"] == 1.0
    assert "I rather love {} so much" not in likes
    assert likes["I love {} because I do"] == likes["well, I love {}"] == 0.7
    assert likes["at home I love {}"] == likes["we love {}"] == 0.7


def test_what_is_unsaid_is_not_drawn(tiny: Grammar) -> None:
    likes = drawn(replace(tiny, unsaid=frozenset({"I love {}"})), like=True, n=2000)
    assert not any("I love {}" in text for text in likes)
    assert "I rather love {}" in likes


def test_thousands_of_frames_with_one_gap(grammar: Grammar) -> None:
    frames = {**drawn(grammar, like=True, n=6000), **drawn(grammar, like=False, n=6000)}
    assert len(frames) > 5000
    assert all(text.count("{}") == 1 and "*" not in text and "~" not in text for text in frames)
    assert set(frames.values()) == set(STRENGTHS.values())


def test_no_frame_likes_and_dislikes(grammar: Grammar) -> None:
    likes, dislikes = drawn(grammar, like=True, n=8000), drawn(grammar, like=False, n=8000)
    assert likes.keys() & dislikes.keys() == set()


def test_the_same_state_gives_the_same_frames(grammar: Grammar) -> None:
    assert drawn(grammar, like=False) == drawn(grammar, like=False)

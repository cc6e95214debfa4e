"""What the gate learns from: which words of a statement name a pole, and how that is valued."""

import numpy as np
import pytest

from core.mini.language import find_minilm
from core.pmllm.frozen_lm import FrozenEncoder
from core.training.gates import Named, _other_runs, key_of, read_statements
from core.training.statements import Label, SimulatedStatement, place_of


@pytest.fixture(scope="module")
def minilm() -> FrozenEncoder:
    return FrozenEncoder.load(find_minilm())


def _named(minilm: FrozenEncoder, text: str, *labels: Label) -> list[tuple[str, Named]]:
    places = tuple(place_of(text, label.phrasing) for label in labels)
    read = read_statements(minilm, [SimulatedStatement(text, labels, "single", places)])
    return [(minilm.words_of(text, one.first, one.last), one) for one in read.named[0]]


@pytest.mark.parametrize(
    ("text", "label", "words", "pole", "valence"),
    [
        ("I love bare trees", Label("greenery", 1, True, 0.7, "bare trees"), "bare trees", 1, 0.7),
        ("I hate fog", Label("contrast", -1, False, 1.0, "fog"), "fog", -1, -1.0),
        ("I love no leaves", Label("greenery", -1, True, 0.7, "no leaves"), "leaves", 1, -0.7),
        (
            "Photos without people bore me",
            Label("faces", -1, False, 0.7, "Photos without people"),
            "people",
            1,
            0.7,
        ),
        ("Above all more sky", Label("sky", 1, True, 1.0, "more sky"), "sky", 1, 1.0),
    ],
)
def test_a_negation_belongs_to_the_value_not_to_the_words(
    minilm: FrozenEncoder, text: str, label: Label, words: str, pole: int, valence: float
) -> None:
    ((said, named),) = _named(minilm, text, label)
    assert said == words
    assert named.key == key_of(label.attribute, pole)
    assert named.valence == valence


def test_words_inside_a_phrasing_name_nothing() -> None:
    rng = np.random.default_rng(0)
    named = Named(2, 8, 0, 0.7)
    runs = [run for _ in range(50) for run in _other_runs([named], 12, rng)]
    inside = [run for run in runs if 2 <= run[0] < run[1] <= 8]
    assert (2, 8) not in runs
    assert len(set(inside)) == 20, "all other runs of the six words"
    assert all(1 <= first < last <= 11 for first, last in runs)

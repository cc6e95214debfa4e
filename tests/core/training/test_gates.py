"""What the gate learns from: which words of a statement name a pole, and how that is valued."""

import numpy as np
import pytest
import torch

from core.mini.language import find_minilm
from core.mini.reading import CONTENT_KEY
from core.pmllm.config import GateConfig
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.gate import ProfileGate, Spans
from core.training.gates import Named, _other_runs, key_of, read_statements, train_gate
from core.training.statements import CONTENT, Label, SimulatedStatement, place_of


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


def test_what_might_be_named_in_a_fact_is_short() -> None:
    rng = np.random.default_rng(0)
    runs = {run for _ in range(200) for run in _other_runs([], 12, rng)}
    assert all(1 <= first < last <= min(11, first + 3) for first, last in runs)
    assert {first for first, _ in runs} == set(range(1, 11))


def test_a_fact_values_nothing_though_its_words_are_those_of_a_wish(minilm: FrozenEncoder) -> None:
    things = ("bees", "horses", "old clocks", "biology", "trains", "orchids", "violins", "maps")
    wishes = [
        SimulatedStatement(text, (label,), "single", (place_of(text, thing),))
        for thing in things
        for text in (f"I love {thing}", f"show me {thing} please")
        for label in (Label(CONTENT, 1, True, 0.7, thing),)
    ]
    facts = [
        SimulatedStatement(text, (), "fact")
        for thing in things
        for text in (f"I have a degree in {thing}", f"my brother sells {thing} in Kent")
    ]
    torch.manual_seed(0)
    gate = ProfileGate(GateConfig(minilm.hidden_size, CONTENT_KEY + 1, minilm.num_layers + 1))
    read = read_statements(minilm, wishes + facts)
    train_gate(gate, read, epochs=15, seed=0, batch_size=16)

    def wish(text: str, word: str) -> float:
        begin = text.index(word)
        states, mask = minilm.states([text])
        first, last = minilm.run_of(text, begin, begin + len(word))
        span = Spans(*torch.tensor([[0, first, last]]).unbind(1))
        return float(gate.valences(gate.values(states), mask, span).mean())

    with torch.inference_mode():
        assert wish("I love tortoises", "tortoises") > 0.4
        assert abs(wish("I have a degree in tortoises", "tortoises")) < 0.2
        assert abs(wish("my brother sells tortoises in Kent", "tortoises")) < 0.2

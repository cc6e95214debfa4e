"""From what the gate says to a profile's gates."""

import pytest
import torch

from core.mini.reading import GENERIC_SHARE, combine, gate_weights, per_attribute
from core.pmllm.gate import GateOutput


def test_a_disliked_low_pole_is_a_wished_high_pole() -> None:
    presence = torch.tensor([[0.9, 0.1, 0.0, 0.8]])  # low, high of two attributes
    valence = torch.tensor([[-1.0, 0.0, 0.0, 0.5]])
    wish, confidence = per_attribute(GateOutput(presence, valence))
    assert wish.tolist() == [pytest.approx([0.9, 0.4])]
    assert confidence.tolist() == [pytest.approx([0.9, 0.8])]


def test_poles_that_are_confused_cancel() -> None:
    wish, _ = per_attribute(GateOutput(torch.tensor([[0.5, 0.5]]), torch.tensor([[1.0, 1.0]])))
    assert wish.item() == 0


def test_statements_add_up_within_bounds() -> None:
    wishes = torch.tensor([[0.7, -0.3, 0.0], [0.7, 0.3, -0.2]])
    assert combine(wishes).tolist() == pytest.approx([1.0, 0.0, -0.2])


def test_gates_have_length_one_whatever_the_number_of_wishes() -> None:
    one, share = gate_weights(torch.tensor([0.0, 0.7, 0.0]))
    many, _ = gate_weights(torch.tensor([0.9, -0.9, 0.4]))
    assert one.tolist() == pytest.approx([0, 1, 0])
    assert float(many.norm()) == pytest.approx(1)
    assert float(share) == pytest.approx(GENERIC_SHARE / 0.7)


def test_the_generic_opinion_weighs_more_beside_faint_wishes_and_alone_without_any() -> None:
    strong = gate_weights(torch.tensor([1.0, 0.0]))[1]
    weak = gate_weights(torch.tensor([0.3, 0.0]))[1]
    gates, alone = gate_weights(torch.zeros(2))
    assert strong < weak < alone == 1
    assert gates.tolist() == [0, 0]

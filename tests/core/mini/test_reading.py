"""From what the gate says to a profile's gates."""

from dataclasses import replace

import pytest
import torch

from core.mini.attributes import ATTRIBUTES
from core.mini.reading import (
    CONTENT_KEY,
    GENERIC_SHARE,
    ContentWish,
    StatementGates,
    combine,
    counting_words,
    describe,
    gate_weights,
    per_attribute,
    read_gates,
)
from core.pmllm.gate import GateOutput, Runs, Spans
from core.profile import Profile, Statement

NO_RUNS = Runs(Spans(*torch.zeros(3, 0, dtype=torch.long)), torch.zeros(0, 63), torch.zeros(0))


def said(presence: list[float], valence: list[float]) -> GateOutput:
    """What a gate says of the first attributes' low and high poles; nothing of the others."""
    rest = [0.0] * (CONTENT_KEY + 1 - len(presence))
    return GateOutput(torch.tensor([presence + rest]), torch.tensor([valence + rest]), NO_RUNS)


def statement_gates(**wishes: float) -> StatementGates:
    """As if a statement had been read: attributes' wishes, surely."""
    wish = torch.zeros(len(ATTRIBUTES))
    for name, value in wishes.items():
        wish[[attribute.id for attribute in ATTRIBUTES].index(name)] = value
    return StatementGates(wish, (wish != 0).float(), ())


def naming(*content: ContentWish) -> StatementGates:
    return replace(statement_gates(), content=content)


def test_a_disliked_low_pole_is_a_wished_high_pole() -> None:
    wish, confidence = per_attribute(said([0.9, 0.1, 0.0, 0.8], [-1.0, 0.0, 0.0, 0.5]))
    assert wish[0, :2].tolist() == pytest.approx([0.9, 0.4])
    assert confidence[0, :2].tolist() == pytest.approx([0.9, 0.8])
    assert not wish[0, 2:].any()


def test_poles_that_are_confused_cancel() -> None:
    assert not per_attribute(said([0.5, 0.5], [1.0, 1.0]))[0].any()


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


DOGS = ContentWish("dogs", 0.7, 0.9)
TASTE = {
    "I love dogs.": naming(DOGS, ContentWish("a thing", 0.6, 0.35)),
    "No dogs, but light.": replace(
        statement_gates(brightness=0.8), content=(ContentWish("dogs", -0.5, 0.8),)
    ),
    "Hm.": statement_gates(),
}


def test_contents_have_gates_behind_the_attributes() -> None:
    profile = Profile.from_text("I love dogs. No dogs, but light. Hm.")
    gates = read_gates(TASTE.__getitem__, profile)
    assert gates.content == ("dogs",), "what is read faintly does not count"
    assert gates.names[-1] == "dogs"
    assert gates.by_statement[:, -1].tolist() == pytest.approx([0.7, -0.5, 0.0])
    assert gates.wishes[-1] == pytest.approx(0.2)
    reading = describe(gates, profile)
    assert [(u.attribute, u.pole, u.direction) for u in reading.understood] == [
        ("dogs", "dogs", 1),
        ("brightness", "bright", 1),
        ("dogs", "no dogs", -1),
    ]
    assert reading.not_understood == ("Hm.",)


def test_a_judge_that_sees_no_content_says_so() -> None:
    profile = Profile.from_text("I love dogs.")
    gates = read_gates(TASTE.__getitem__, profile, content=False)
    assert gates.content == ()
    assert describe(gates, profile).not_understood == ("I love dogs.",)


def test_corrections_switch_contents_off_and_name_others() -> None:
    statement = Statement("I love dogs.").with_wish("dogs", 0).with_wish("cats", -1)
    profile = Profile(statements=(statement,))
    gates = read_gates(TASTE.__getitem__, profile)
    assert gates.content == ("dogs", "cats")
    assert gates.wishes[-2:].tolist() == [0, -1]
    assert counting_words(gates, profile) == ["no cats"]
    reading = describe(gates, profile)
    assert [(u.pole, u.corrected) for u in reading.understood] == [("no cats", True)]
    assert [u.attribute for u in reading.own] == ["dogs"], "an undo finds it"

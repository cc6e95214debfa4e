"""How the mini judge reads a profile: statements -> signed gates, and what to show of them."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from core.judge import Reading, Understood
from core.mini.attributes import ATTRIBUTES
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.gate import GateOutput, ProfileGate
from core.profile import Profile

StatementReader = Callable[[str], tuple[Tensor, Tensor]]

MIN_CONFIDENCE = 0.5
"""Below this presence a reading is not used but reported as not understood."""

MIN_STRENGTH = 0.15
"""Below this strength a statement says nothing either way."""

GENERIC_SHARE = 0.08
"""How much the generic opinion weighs beside a person's own wishes."""

_FAINT = 0.5  # length of the wishes below which they count as this long


@dataclass(frozen=True, slots=True)
class ProfileGates:
    """A profile as gates.

    `by_statement` (statements, attributes) and `wishes` (attributes,): -1 (the low pole is wanted)
    to 1 (the high pole is wanted); `confidence` (statements, attributes), 0 to 1.
    """

    by_statement: Tensor
    confidence: Tensor
    wishes: Tensor


def per_attribute(output: GateOutput) -> tuple[Tensor, Tensor]:
    """The gate's keys (low, high of each attribute in turn) -> wish and confidence an attribute.

    Both (statements, attributes); a disliked low pole is a wished high pole.
    """
    wish = output.signed().view(len(output.presence), -1, 2)
    presence = output.presence.sigmoid().view(len(output.presence), -1, 2)
    return (wish[..., 1] - wish[..., 0]).clamp(-1, 1), presence.amax(-1)


def combine(wishes: Tensor) -> Tensor:
    """Wishes (statements, attributes) -> the profile's (attributes,), each from -1 to 1."""
    total: Tensor = wishes.sum(0).clamp(-1, 1)
    return total


def gate_weights(wishes: Tensor) -> tuple[Tensor, Tensor]:
    """A profile's wishes (attributes,) -> its gates (attributes,), the generic opinion's gate ().

    The gates have length one, so that every profile, of one statement or of ten, uses the whole
    scale of scores. The generic opinion weighs more beside faint wishes, and alone where there is
    none.
    """
    length = wishes.norm()
    share = torch.where(length > 0, GENERIC_SHARE / length.clamp(min=_FAINT), 1.0)
    return wishes / length.clamp(min=1e-6), share


def statement_reader(gate: ProfileGate, language_model: FrozenEncoder) -> StatementReader:
    """A function that reads a statement: wish and confidence, (1, attributes) each.

    One by one: beside a longer one, padding would change a statement's last digits; and while a
    profile is typed, all but one of its statements were read before.
    """

    @functools.lru_cache(maxsize=4096)
    def read(text: str) -> tuple[Tensor, Tensor]:
        return per_attribute(gate(*language_model.states([text])))

    return read


def read_gates(read_statement: StatementReader, profile: Profile) -> ProfileGates:
    """Read every statement; corrections of the person win."""
    if not profile.statements:
        nothing = read_statement("")[0][:0]
        return ProfileGates(nothing, nothing, nothing.sum(0))
    read = [read_statement(statement.text) for statement in profile.statements]
    wish = torch.cat([wish for wish, _ in read])
    confidence = torch.cat([confidence for _, confidence in read])
    sure = (confidence >= MIN_CONFIDENCE) & (wish.abs() >= MIN_STRENGTH)
    wish = torch.where(sure, wish, torch.zeros_like(wish))
    scale = [1.0 if s.correction is None else s.correction.strength for s in profile.statements]
    wish = (wish * torch.tensor(scale, device=wish.device).unsqueeze(1)).clamp(-1, 1)
    return ProfileGates(wish, confidence, combine(wish))


def describe(gates: ProfileGates, profile: Profile) -> Reading:
    """What to tell the person about how their profile was read."""
    understood: list[Understood] = []
    not_understood: list[str] = []
    for row, statement in enumerate(profile.statements):
        wishes = gates.by_statement[row].tolist()
        found = [index for index, wish in enumerate(wishes) if wish != 0]
        if not found:
            switched_off = statement.correction is not None and statement.correction.strength == 0
            if not switched_off:
                not_understood.append(statement.text)
            continue
        for index in sorted(found, key=lambda i: -abs(wishes[i])):
            attribute, wish = ATTRIBUTES[index], wishes[index]
            understood.append(
                Understood(
                    statement=statement.text,
                    attribute=attribute.id,
                    pole=attribute.high if wish > 0 else attribute.low,
                    direction=1 if wish > 0 else -1,
                    strength=round(abs(wish), 3),
                    confidence=round(float(gates.confidence[row, index]), 3),
                )
            )
    return Reading(tuple(understood), tuple(not_understood))

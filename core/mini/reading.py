"""How the mini judge reads a profile: statements -> signed gates, and what to show of them."""

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.judge import Reading, Understood
from core.mini.attributes import ATTRIBUTES
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.gate import GateOutput, ProfileGate
from core.profile import Profile, Statement

StatementReader = Callable[[str], tuple[Tensor, Tensor]]

MIN_CONFIDENCE = 0.7
"""Below this presence a reading is not used but reported as not understood."""

MIN_STRENGTH = 0.25
"""Below this strength a statement says nothing either way."""

GENERIC_SHARE = 0.08
"""How much the generic opinion weighs beside a person's own wishes."""

_FAINT = 0.5  # length of the wishes below which they count as this long


@dataclass(frozen=True, slots=True)
class ProfileGates:
    """A profile as gates.

    `by_statement` (statements, attributes) and `wishes` (attributes,): -1 (the low pole is wanted)
    to 1 (the high pole is wanted); `confidence` (statements, attributes), 0 to 1. `own`
    (statements, attributes) is what was read before the person's corrections.
    """

    by_statement: Tensor
    confidence: Tensor
    wishes: Tensor
    own: Tensor


def per_attribute(output: GateOutput) -> tuple[Tensor, Tensor]:
    """The gate's keys (low, high of each attribute in turn) -> wish and confidence an attribute.

    Both (statements, attributes); a disliked low pole is a wished high pole.
    """
    wish = output.signed().view(len(output.presence), -1, 2)
    presence = output.presence.view(len(output.presence), -1, 2)
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
        return ProfileGates(nothing, nothing, nothing.sum(0), nothing)
    read = [read_statement(statement.text) for statement in profile.statements]
    wish = torch.cat([wish for wish, _ in read])
    confidence = torch.cat([confidence for _, confidence in read])
    sure = (confidence >= MIN_CONFIDENCE) & (wish.abs() >= MIN_STRENGTH)
    own = torch.where(sure, wish, torch.zeros_like(wish))
    said = torch.tensor([_corrections(s) for s in profile.statements], device=own.device)
    wish = torch.where(said.isnan(), own, said)
    return ProfileGates(wish, confidence, combine(wish), own)


def _corrections(statement: Statement) -> list[float]:
    """The person's wish for each attribute, NaN where the judge's reading stands."""
    said = [statement.wish_of(attribute.id) for attribute in ATTRIBUTES]
    return [math.nan if wish is None else wish for wish in said]


def counting_words(gates: ProfileGates, profile: Profile) -> list[str]:
    """The statements that count, as the language model may read them beside the score.

    A corrected one is put in the words of the poles that count: its own may say the contrary.
    """
    words = []
    for statement, wishes in zip(profile.statements, gates.by_statement.tolist(), strict=True):
        poles = [ATTRIBUTES[i].pole(wishes[i]) for i in _strongest_first(wishes)]
        if poles:
            words.append(", ".join(poles) if _is_corrected(statement) else statement.text)
    return words


def describe(gates: ProfileGates, profile: Profile) -> Reading:
    """What to tell the person about how their profile was read."""
    understood: list[Understood] = []
    not_understood: list[str] = []
    own: list[Understood] = []
    for row, statement in enumerate(profile.statements):
        confidence = gates.confidence[row].tolist()
        counts = _understood(statement, gates.by_statement[row].tolist(), confidence)
        read = _understood(Statement(statement.text), gates.own[row].tolist(), confidence)
        understood += counts
        if _is_corrected(statement):
            own += read
        if not counts and not read:
            not_understood.append(statement.text)
    return Reading(tuple(understood), tuple(not_understood), tuple(own))


def _understood(
    statement: Statement, wishes: Sequence[float], confidence: Sequence[float]
) -> list[Understood]:
    """A statement's wishes, one an attribute, as records; the person's own are certain."""
    found = []
    for index in _strongest_first(wishes):
        attribute, wish = ATTRIBUTES[index], wishes[index]
        corrected = statement.wish_of(attribute.id) is not None
        found.append(
            Understood(
                statement=statement.text,
                attribute=attribute.id,
                pole=attribute.pole(wish),
                direction=1 if wish > 0 else -1,
                strength=round(abs(wish), 3),
                confidence=1.0 if corrected else round(confidence[index], 3),
                corrected=corrected,
            )
        )
    return found


def _is_corrected(statement: Statement) -> bool:
    """Whether the person corrected it in an attribute that this judge knows."""
    return any(statement.wish_of(attribute.id) is not None for attribute in ATTRIBUTES)


def _strongest_first(wishes: Sequence[float]) -> list[int]:
    """The places of the wishes that are not 0."""
    return sorted((i for i, wish in enumerate(wishes) if wish), key=lambda i: -abs(wishes[i]))

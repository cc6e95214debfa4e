"""How the mini judge reads a profile: statements -> signed gates, and what to show of them."""

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.judge import Reading, Understood
from core.mini.attributes import ATTRIBUTES, wanted_end
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.gate import GateOutput, ProfileGate
from core.profile import Profile, Statement

_ATTRIBUTE_IDS = tuple(attribute.id for attribute in ATTRIBUTES)

CONTENT_KEY = 2 * len(ATTRIBUTES)
"""The gate's key of words that name what a photo shows; those before are poles of attributes."""

MIN_CONFIDENCE = 0.5
"""Below this presence a reading is not used but reported as not understood."""

MIN_CONTENT_CONFIDENCE = 0.4
"""The same for words that name what a photo shows: many other sentences name things, too."""

MIN_STRENGTH = 0.3
"""Below this strength a statement says nothing either way."""

GENERIC_SHARE = 0.08
"""How much the generic opinion weighs beside a person's own wishes."""

_FAINT = 0.5  # length of the wishes below which they count as this long


@dataclass(frozen=True, slots=True)
class ContentWish:
    """Words of a statement that name what a photo shows, how much that is wanted, -1 to 1, and how
    sure the reading is, 0 to 1."""

    words: str
    wish: float
    confidence: float


@dataclass(frozen=True, slots=True)
class StatementGates:
    """A statement as gates: `wish` (attributes,) from -1 (the low pole is wanted) to 1 (the high
    pole is wanted), `confidence` (attributes,) from 0 to 1, and what it says of content."""

    wish: Tensor
    confidence: Tensor
    content: tuple[ContentWish, ...]


StatementReader = Callable[[str], StatementGates]


@dataclass(frozen=True, slots=True)
class ProfileGates:
    """A profile as gates, one for each attribute and for each content that it names.

    `content`: the words of those contents, behind the attributes. `by_statement` (statements,
    attributes + contents) and `wishes` (attributes + contents,): -1 (the low pole is wanted, the
    content unwanted) to 1 (the high pole, the content wanted); `confidence` (statements, attributes
    + contents), 0 to 1. `own` (as `by_statement`) is what was read before the person's corrections.
    """

    content: tuple[str, ...]
    by_statement: Tensor
    confidence: Tensor
    wishes: Tensor
    own: Tensor

    @property
    def names(self) -> tuple[str, ...]:
        """What each gate is for: an attribute's id, or a content's words."""
        return (*_ATTRIBUTE_IDS, *self.content)


def per_attribute(output: GateOutput) -> tuple[Tensor, Tensor]:
    """The gate's keys (low, high of each attribute in turn) -> wish and confidence an attribute.

    Both (statements, attributes); a disliked low pole is a wished high pole.
    """
    poles = (len(output.presence), len(ATTRIBUTES), 2)
    wish = output.signed()[:, :CONTENT_KEY].reshape(poles)
    presence = output.presence[:, :CONTENT_KEY].reshape(poles)
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


def statement_reader(
    gate: ProfileGate,
    language_model: FrozenEncoder,
    is_shown: Callable[[str], bool] = lambda words: False,
) -> StatementReader:
    """A function that reads a statement.

    `is_shown`: whether words name what a photo shows. Where such words are read as the high pole of
    an attribute ("sunsets", for warm colours), they are a content, too.

    One by one: beside a longer one, padding would change a statement's last digits; and while a
    profile is typed, all but one of its statements were read before.
    """

    @functools.lru_cache(maxsize=4096)
    def read(text: str) -> StatementGates:
        output = gate(*language_model.states([text]))
        wish, confidence = per_attribute(output)
        runs = output.runs
        content = []
        for first, last, presence, valence in zip(
            runs.spans.first.tolist(),
            runs.spans.last.tolist(),
            runs.presence,
            runs.valence.tolist(),
            strict=True,
        ):
            words, key = language_model.words_of(text, first, last).lower(), int(presence.argmax())
            clear = key % 2 == 1 and float(presence[key]) >= MIN_CONTENT_CONFIDENCE
            also = clear and is_shown(words)
            sure = float(presence[key if also else CONTENT_KEY])
            content.append(ContentWish(words, wish=sure * valence, confidence=sure))
        return StatementGates(wish[0].cpu(), confidence[0].cpu(), tuple(content))

    return read


def read_gates(
    read_statement: StatementReader, profile: Profile, *, content: bool = True
) -> ProfileGates:
    """Read every statement; corrections of the person win. `content` False: the judge sees none."""
    read = [read_statement(statement.text) for statement in profile.statements]
    named = [[one for one in gates.content if content and _is_sure(one)] for gates in read]
    corrected = [_content_of(statement) if content else () for statement in profile.statements]
    words = tuple(
        dict.fromkeys(
            word
            for row, corrections in zip(named, corrected, strict=True)
            for word in (*(one.words for one in row), *corrections)
        )
    )
    place = {word: len(ATTRIBUTES) + i for i, word in enumerate(words)}
    own = torch.zeros(len(read), len(ATTRIBUTES) + len(words))
    confidence = torch.zeros_like(own)
    for row, gates in enumerate(read):
        sure = (gates.confidence >= MIN_CONFIDENCE) & (gates.wish.abs() >= MIN_STRENGTH)
        own[row, : len(ATTRIBUTES)] = gates.wish * sure
        confidence[row, : len(ATTRIBUTES)] = gates.confidence
        for one in named[row]:
            own[row, place[one.words]] = one.wish
            confidence[row, place[one.words]] = one.confidence
    said = torch.tensor(
        [
            [_corrected_wish(statement, name) for name in (*_ATTRIBUTE_IDS, *words)]
            for statement in profile.statements
        ]
    ).view_as(own)
    wish = torch.where(said.isnan(), own, said)
    return ProfileGates(words, wish, confidence, combine(wish), own)


def _is_sure(one: ContentWish) -> bool:
    return one.confidence >= MIN_CONTENT_CONFIDENCE and abs(one.wish) >= MIN_STRENGTH


def _content_of(statement: Statement) -> tuple[str, ...]:
    """The contents that the person named in a correction."""
    wishes = () if statement.correction is None else statement.correction.wishes
    return tuple(name for name, _ in wishes if name not in _ATTRIBUTE_IDS)


def _corrected_wish(statement: Statement, name: str) -> float:
    """The person's wish, NaN where the judge's reading stands."""
    wish = statement.wish_of(name)
    return math.nan if wish is None else wish


def counting_words(gates: ProfileGates, profile: Profile) -> list[str]:
    """The statements that count, as the language model may read them beside the score.

    A corrected one is put in the words of the poles that count: its own may say the contrary.
    """
    words = []
    for statement, wishes in zip(profile.statements, gates.by_statement.tolist(), strict=True):
        poles = [wanted_end(gates.names[i], wishes[i]) for i in _strongest_first(wishes)]
        if poles:
            corrected = _is_corrected(statement, gates.names)
            words.append(", ".join(poles) if corrected else statement.text)
    return words


def describe(gates: ProfileGates, profile: Profile) -> Reading:
    """What to tell the person about how their profile was read."""
    understood: list[Understood] = []
    not_understood: list[str] = []
    own: list[Understood] = []
    for row, statement in enumerate(profile.statements):
        confidence = gates.confidence[row].tolist()
        wishes, read_wishes = gates.by_statement[row].tolist(), gates.own[row].tolist()
        counts = _understood(statement, gates.names, wishes, confidence)
        read = _understood(Statement(statement.text), gates.names, read_wishes, confidence)
        understood += counts
        if _is_corrected(statement, gates.names):
            own += read
        if not counts and not read:
            not_understood.append(statement.text)
    return Reading(tuple(understood), tuple(not_understood), tuple(own))


def _understood(
    statement: Statement,
    names: Sequence[str],
    wishes: Sequence[float],
    confidence: Sequence[float],
) -> list[Understood]:
    """A statement's wishes, one a gate, as records; the person's own are certain."""
    found = []
    for index in _strongest_first(wishes):
        name, wish = names[index], wishes[index]
        corrected = statement.wish_of(name) is not None
        found.append(
            Understood(
                statement=statement.text,
                attribute=name,
                pole=wanted_end(name, wish),
                direction=1 if wish > 0 else -1,
                strength=round(abs(wish), 3),
                confidence=1.0 if corrected else round(confidence[index], 3),
                corrected=corrected,
            )
        )
    return found


def _is_corrected(statement: Statement, names: Sequence[str]) -> bool:
    """Whether the person corrected it in something that this judge knows."""
    return any(statement.wish_of(name) is not None for name in names)


def _strongest_first(wishes: Sequence[float]) -> list[int]:
    """The places of the wishes that are not 0."""
    return sorted((i for i, wish in enumerate(wishes) if wish), key=lambda i: -abs(wishes[i]))

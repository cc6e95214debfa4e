"""Simulated raters: statements of taste whose meaning is known, drawn from the taste lexicon."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar, get_args

import numpy as np

from core.mini.lexicon import STRENGTHS, Frame, Lexicon, Pole
from core.training.surface import Surface, roughen

Kind = Literal[
    "bare",  # the phrasing alone: "dark moody light"
    "single",  # one frame
    "hedged",  # a frame inside a hedge
    "comparison",
    "change",
    "other_people",
    "other_people_only",
    "several",
    "mixed",  # a phrasing beside content that no attribute covers
    "fact",
    "content",  # content in a frame: "I love dogs"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_WEAK, _NORMAL = STRENGTHS["weak"], STRENGTHS["normal"]
_T = TypeVar("_T")

# "No no water", "I hate not much light": said by nobody, so such pairs are drawn again.
_TAKES_NO_NEGATION = frozenset(
    {"no", "not", "more", "less", "without", "never", "any", "some", "much", "a"}
)
_NEGATION = re.compile(
    r"(no|not|nothing|never|hardly|anything|as|at least|more|less|fewer|plenty|letting)\b"
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a statement says of one attribute: a pole (-1 low, 1 high), liked or not, how strongly.

    `strength` lies between 0 and 1.
    """

    attribute: str
    pole: int
    like: bool
    strength: float

    @property
    def direction(self) -> int:
        """The wanted end of the attribute: 1 the high pole, -1 the low pole."""
        return self.pole if self.like else -self.pole


@dataclass(frozen=True, slots=True)
class SimulatedStatement:
    """A statement and its meaning; without labels it says nothing about any attribute."""

    text: str
    labels: tuple[Label, ...]
    kind: Kind

    @property
    def wanted(self) -> dict[str, float]:
        """Attribute to direction times strength, -1 to 1; the strongest label of each counts."""
        wanted: dict[str, float] = {}
        for label in self.labels:
            if label.strength > abs(wanted.get(label.attribute, 0.0)):
                wanted[label.attribute] = label.direction * label.strength
        return wanted


@dataclass(frozen=True, slots=True)
class Mixture:
    """How often each kind of statement is drawn (relative weights), and how it is drawn.

    `liked` is the share of single statements that like; `indirect` the share of
    indirect phrasings among what is wanted; `opposed` the share of two-part statements whose parts
    are the two poles of one attribute.
    """

    bare: float = 0.06
    single: float = 0.42
    hedged: float = 0.10
    comparison: float = 0.09
    change: float = 0.04
    other_people: float = 0.05
    other_people_only: float = 0.03
    several: float = 0.08
    mixed: float = 0.04
    fact: float = 0.05
    content: float = 0.04
    liked: float = 0.5
    indirect: float = 0.12
    opposed: float = 0.6
    surface: Surface = field(default_factory=Surface)

    def kind_at(self, chance: float) -> Kind:
        """The kind that a chance between 0 and 1 falls on."""
        weights = np.cumsum([float(getattr(self, kind)) for kind in KINDS])
        at = int(np.searchsorted(weights, chance * weights[-1], side="right"))
        return KINDS[min(at, len(KINDS) - 1)]


def simulate(
    lexicon: Lexicon, rng: np.random.Generator, *, mixture: Mixture | None = None
) -> SimulatedStatement:
    """Draw one statement. The same generator state gives the same statement."""
    mixture = mixture or Mixture()
    kind = mixture.kind_at(float(rng.random()))
    text, labels = _Draw(lexicon, rng, mixture).statement(kind)
    return SimulatedStatement(roughen(text, rng, mixture.surface), labels, kind)


def simulate_many(
    lexicon: Lexicon, n: int, seed: int, *, mixture: Mixture | None = None
) -> list[SimulatedStatement]:
    """Draw n statements; the same seed gives the same ones."""
    rng = np.random.default_rng(seed)
    return [simulate(lexicon, rng, mixture=mixture) for _ in range(n)]


def simulate_rater(
    lexicon: Lexicon,
    rng: np.random.Generator,
    *,
    statements: int | None = None,
    mixture: Mixture | None = None,
) -> list[SimulatedStatement]:
    """Draw one rater's statements (1 to 4 unless given), none of which contradicts another."""
    n = int(rng.integers(1, 5)) if statements is None else statements
    taste: dict[str, float] = {}
    drawn: list[SimulatedStatement] = []
    while len(drawn) < n:
        statement = simulate(lexicon, rng, mixture=mixture)
        wanted = statement.wanted
        if any(taste.get(attribute, 0.0) * value < 0 for attribute, value in wanted.items()):
            continue
        taste.update(wanted)
        drawn.append(statement)
    return drawn


def combine(statements: Sequence[SimulatedStatement]) -> dict[str, float]:
    """What a rater wants: attribute to direction times strength; the strongest statement counts."""
    wanted: dict[str, float] = {}
    for statement in statements:
        for attribute, value in statement.wanted.items():
            if abs(value) > abs(wanted.get(attribute, 0.0)):
                wanted[attribute] = value
    return wanted


@dataclass(frozen=True, slots=True)
class _Draw:
    """Draws the parts of one statement."""

    lexicon: Lexicon
    rng: np.random.Generator
    mixture: Mixture

    def statement(self, kind: Kind) -> tuple[str, tuple[Label, ...]]:
        lexicon = self.lexicon
        if kind == "fact":
            return self._one(lexicon.facts), ()
        if kind == "content":
            frame, _ = self._frame()
            return frame.text.replace("{}", self._one(lexicon.content)), ()
        if kind == "mixed":
            pole = self._pole()
            text = self._one(lexicon.mixed)
            text = text.replace("{d}", self._one(lexicon.content))
            return self._fill(text, "{a}", pole), (_label(pole, True, _NORMAL),)
        if kind == "bare":
            pole = self._pole()
            return self._fill("{}", "{}", pole), (_label(pole, True, _NORMAL),)
        if kind == "single":
            pole = self._pole()
            frame, like = self._frame()
            return self._fill(frame.text, "{}", pole, like=like), (
                _label(pole, like, frame.strength),
            )
        if kind == "hedged":
            return self._hedged()
        return self._two_part(self._one(lexicon.two_part[kind]), kind)

    def _hedged(self) -> tuple[str, tuple[Label, ...]]:
        pole = self._pole()
        frame, like = self._frame()
        while frame.strength != _NORMAL:  # "I can't stand X, just a little" is said by nobody
            frame, like = self._frame()
        hedge = self._one(self.lexicon.hedges)
        text = hedge.text.replace("{}", self._fill(frame.text, "{}", pole, like=like))
        return text, (_label(pole, like, hedge.strength),)

    def _two_part(self, text: str, kind: Kind) -> tuple[str, tuple[Label, ...]]:
        a = self._pole()
        a2 = self._pole(other_than=(a,))
        b = (a[0], -a[1])
        if self.rng.random() >= self.mixture.opposed:
            b = self._pole(other_than=(a, a2))
        labels: list[Label] = []
        for gap, pole in (("{a}", a), ("{a2}", a2), ("{b}", b)):
            if gap not in text:
                continue
            text = self._fill(text, gap, pole, like=gap != "{b}")
            if gap != "{b}":
                labels.append(_label(pole, True, _NORMAL))
            elif kind in ("comparison", "several"):
                labels.append(_label(pole, False, _NORMAL))
            elif kind == "change":  # left behind, not hated
                labels.append(_label(pole, False, _WEAK))
        return text, tuple(labels)

    def _frame(self) -> tuple[Frame, bool]:
        like = bool(self.rng.random() < self.mixture.liked)
        return self._one(self.lexicon.like if like else self.lexicon.dislike), like

    def _pole(self, other_than: Sequence[Pole] = ()) -> Pole:
        """Any pole, of none of the attributes of `other_than`."""
        taken = {attribute for attribute, _ in other_than}
        poles = [pole for pole in self.lexicon.phrasings if pole[0] not in taken]
        return self._one(poles)

    def _fill(self, text: str, gap: str, pole: Pole, *, like: bool = True) -> str:
        words = text[: text.index(gap)].split()
        plain = not like or bool(words and words[-1].lower() in _TAKES_NO_NEGATION)
        phrasings = self.lexicon.phrasings[pole]
        if self.rng.random() < self.mixture.indirect and not plain:
            phrasings = self.lexicon.indirect[pole]
        phrasing = self._one(phrasings)
        while plain and _NEGATION.match(phrasing):
            phrasing = self._one(phrasings)
        return text.replace(gap, phrasing)

    def _one(self, choices: Sequence[_T]) -> _T:
        return choices[int(self.rng.integers(len(choices)))]


def _label(pole: Pole, like: bool, strength: float) -> Label:
    return Label(pole[0], pole[1], like, strength)

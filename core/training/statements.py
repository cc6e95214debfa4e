"""Simulated raters: statements of taste whose meaning is known, drawn from the taste lexicon."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar, get_args

import numpy as np

from core.mini.lexicon import STRENGTHS, Frame, Lexicon, Pole
from core.training.facts import beside, draw_fact
from core.training.phrases import fill, fitting, is_negated, says_no, takes_no_negation
from core.training.sentences import draw_frame
from core.training.surface import Surface, roughen

Kind = Literal[
    "bare",  # the phrasing alone: "dark moody light"
    "listed",  # phrasings side by side: "dark and moody, grain, no people"
    "single",  # one frame
    "hedged",  # a frame inside a hedge
    "comparison",
    "change",
    "other_people",
    "other_people_only",
    "several",
    "mixed",  # a phrasing of an attribute beside content that no attribute covers
    "fact",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_WEAK, _NORMAL = STRENGTHS["weak"], STRENGTHS["normal"]
_LAST_UNWANTED = 0.25
_HASHTAGS = 0.05
_ABSENT = 0.7  # of wrapped phrasings
_ALIKE = 0.6  # of pairs: both name the same pole
# "Without exception, I often like X", "Top priority: likes: X" and the like are said by nobody.
_TAKES_NO_HEDGE = re.compile(
    r"\b(usually|often|generally|mostly|typically|normally|tend|as a rule|from now on)\b|"
    r"[:=?!]|^([+-]|likes|enjoys|prefers|looks|avoids|skips|dislikes|does|into|fond|fan|a fan|big|"
    r"keen|interested|drawn|put off|turned|annoyed|fed up|sick|done)(?! \{\} [a-z])(?!\w)"
)
_T = TypeVar("_T")

CONTENT = "content"
"""The attribute of a label whose phrasing is what a photo shows."""

_CONTENT_POLE: Pole = (CONTENT, 1)
_CONTENT_GAPS = (("{w}", True, _NORMAL), ("{u}", False, _NORMAL), ("{d}", True, 0.0))
_SOME = 40  # contents that are looked through for one that fits a frame

_SEPARATORS = (", ", ", ", ", ", " and ", " / ", " + ", "; ", " & ")
_UNWANTED = (
    *("no {b}", "no {b}", "not {b}", "without {b}", "never {b}", "avoid {b}"),
    *("hardly any {b}", "anything but {b}"),
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a statement says of one attribute: a pole (-1 low, 1 high), liked or not, how strongly.

    What a photo shows is no attribute but CONTENT, always with pole 1. `strength` lies between 0
    and 1, 0 where the pole is named but neither wanted nor not; `phrasing` are the words that name
    it.
    """

    attribute: str
    pole: int
    like: bool
    strength: float
    phrasing: str = ""

    @property
    def about(self) -> str:
        """The attribute, or the words for what a photo shows."""
        return self.phrasing if self.attribute == CONTENT else self.attribute

    @property
    def direction(self) -> int:
        """The wanted end of the attribute: 1 the high pole, -1 the low pole."""
        return self.pole if self.like else -self.pole


@dataclass(frozen=True, slots=True)
class SimulatedStatement:
    """A statement and its meaning; where nothing is `wanted` it says nothing of the person's taste.

    `places`: for each label which words of the text name its pole, from the first to the one
    behind the last, counted between blanks; None where they cannot be told.
    """

    text: str
    labels: tuple[Label, ...]
    kind: Kind | Literal["written"]
    places: tuple[tuple[int, int] | None, ...] = ()

    @property
    def wanted(self) -> dict[str, float]:
        """Attribute, or words for what a photo shows, to direction times strength, -1 to 1; the
        strongest label of each counts."""
        wanted: dict[str, float] = {}
        for label in self.labels:
            if label.strength > abs(wanted.get(label.about, 0.0)):
                wanted[label.about] = label.direction * label.strength
        return wanted


@dataclass(frozen=True, slots=True)
class Mixture:
    """How often each kind of statement is drawn (relative weights), and how it is drawn.

    `liked` is the share of single statements that like; `grammar` the share of frames that the
    grammar puts together, where the lexicon has one; `short` the share of the others that are as
    short as "I love {}"; `contents` the share of phrasings that name what a photo shows; `indirect`
    the share of indirect phrasings among what is wanted, `wrapped` that of phrasings in other words
    ("pictures without {}"), `paired` that of gaps filled with two ("{a} or {b}") and `beside` that
    of statements beside a fact, where the lexicon has such; `opposed` the share of two-part
    statements whose parts are the two poles of one attribute.
    """

    bare: float = 0.08
    listed: float = 0.06
    single: float = 0.43
    hedged: float = 0.06
    comparison: float = 0.08
    change: float = 0.04
    other_people: float = 0.04
    other_people_only: float = 0.03
    several: float = 0.08
    mixed: float = 0.04
    fact: float = 0.07
    liked: float = 0.5
    grammar: float = 0.5
    short: float = 0.25
    contents: float = 0.25
    indirect: float = 0.12
    wrapped: float = 0.15
    paired: float = 0.1
    beside: float = 0.0
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
    if labels and lexicon.fact_frames and rng.random() < mixture.beside:
        fact = draw_fact(lexicon, rng)
        if all(place_of(fact, label.phrasing) is None for label in labels):
            text = beside(fact, text, rng)
    places = tuple(place_of(text, label.phrasing) for label in labels)
    # roughening changes letters, never the number of words
    return SimulatedStatement(roughen(text, rng, mixture.surface), labels, kind, places)


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
            return draw_fact(lexicon, self.rng), ()
        if kind == "bare":
            pole = self._pole()
            phrasing = self._phrasing("{}", "{}", pole)
            return phrasing, (_label(pole, True, _NORMAL, phrasing),)
        if kind == "listed":
            return self._listed()
        if kind == "single":
            return self._single(*self._frame())
        if kind == "hedged":
            return self._hedged()
        if kind == "mixed":
            return self._two_part(self._one(lexicon.mixed), kind)
        if kind == "comparison":
            concession = lexicon.two_part["concession"]
            at = int(self.rng.integers(len(lexicon.two_part[kind]) + len(concession)))
            if at < len(concession):
                return self._two_part(concession[at], "concession")
        return self._two_part(self._one(lexicon.two_part[kind]), kind)

    def _single(self, frame: Frame, like: bool) -> tuple[str, tuple[Label, ...]]:
        pole = self._pole()
        filling, named = self._filling(frame.text, "{}", pole, like=like)
        text = fill(frame.text, {"{}": filling})
        return text, tuple(_label(one, like, frame.strength, words) for one, words in named)

    def _hedged(self) -> tuple[str, tuple[Label, ...]]:
        frame, like = self._frame()
        while frame.strength != _NORMAL or _TAKES_NO_HEDGE.search(frame.text):
            frame, like = self._frame()
        hedge = self._one(self.lexicon.hedges)
        text, labels = self._single(frame, like)
        hedged = tuple(replace(label, strength=hedge.strength) for label in labels)
        return hedge.text.replace("{}", text), hedged

    def _listed(self) -> tuple[str, tuple[Label, ...]]:
        """Phrasings side by side, the last of them now and then unwanted."""
        separator = self._one(_SEPARATORS)
        poles: list[Pole] = []
        for _ in range(min(int(self.rng.integers(2, 5)), len(self.lexicon.attributes))):
            poles.append(self._pole(other_than=poles))
        if self.rng.random() < _HASHTAGS:
            tags = [self._hashtag(pole) for pole in poles]
            labels = [_label(p, True, _NORMAL, tag) for p, tag in zip(poles, tags, strict=True)]
            return " ".join(tags), tuple(labels)
        words = [self._phrasing("{}", "{}", pole) for pole in poles[:-1]]
        unwanted = bool(self.rng.random() < _LAST_UNWANTED)
        text = self._one(_UNWANTED) if unwanted else "{b}"
        last = self._phrasing(text, "{b}", poles[-1], like=not unwanted)
        labels = [_label(p, True, _NORMAL, w) for p, w in zip(poles[:-1], words, strict=True)]
        labels.append(_label(poles[-1], not unwanted, _NORMAL, last))
        return separator.join([*words, fill(text, {"{b}": last})]), tuple(labels)

    def _hashtag(self, pole: Pole) -> str:
        content = pole == _CONTENT_POLE
        phrasings = self.lexicon.content if content else self.lexicon.phrasings[pole]
        short = [p for p in phrasings if len(p.split()) <= 2 and not is_negated(p)]
        return "#" + re.sub(r"\W", "", self._one(short or phrasings)).lower()

    def _two_part(
        self, text: str, kind: Kind | Literal["concession"]
    ) -> tuple[str, tuple[Label, ...]]:
        a = self._pole()
        poles = {"{a}": a}
        if "{a2}" in text:
            poles["{a2}"] = self._pole(other_than=(a,))
        # the opposite of what is wanted; but two disliked parts are of two attributes
        opposed = kind == "concession" or self.rng.random() < self.mixture.opposed
        if not opposed or "{b2}" in text or a == _CONTENT_POLE:
            poles["{b}"] = self._pole(other_than=tuple(poles.values()))
        else:
            poles["{b}"] = (a[0], -a[1])
        if "{b2}" in text:
            poles["{b2}"] = self._pole(other_than=tuple(poles.values()))
        fillings: dict[str, str] = {}
        labels: list[Label] = []
        for gap, pole in poles.items():
            if gap not in text:
                continue
            wanted = gap.startswith("{a")
            fillings[gap], named = self._filling(text, gap, pole, like=wanted)
            if wanted:
                like, strength = True, _NORMAL
            elif kind in ("comparison", "several", "mixed"):
                like, strength = False, _NORMAL
            elif kind in ("change", "concession"):  # left behind or outdone, not hated
                like, strength = False, _WEAK
            else:  # somebody else's taste
                like, strength = True, 0.0
            labels += [_label(one, like, strength, words) for one, words in named]
        for gap, wanted, strength in _CONTENT_GAPS:
            if gap in text:
                fillings[gap] = self._content(text, gap)
                labels.append(_label(_CONTENT_POLE, wanted, strength, fillings[gap]))
        return fill(text, fillings), tuple(labels)

    def _frame(self) -> tuple[Frame, bool]:
        like = bool(self.rng.random() < self.mixture.liked)
        chance = self.rng.random()
        if self.lexicon.grammar is not None and chance < self.mixture.grammar:
            return draw_frame(self.lexicon.grammar, self.rng, like=like), like
        frames = self.lexicon.like if like else self.lexicon.dislike
        if self.rng.random() < self.mixture.short:
            frames = tuple(frame for frame in frames if len(frame.text.split()) <= 3) or frames
        return self._one(frames), like

    def _pole(self, other_than: Sequence[Pole] = ()) -> Pole:
        """Any pole, of none of the attributes of `other_than`; now and then that of content."""
        if self.rng.random() < self.mixture.contents:
            return _CONTENT_POLE
        taken = {attribute for attribute, _ in other_than}
        poles = [pole for pole in self.lexicon.phrasings if pole[0] not in taken]
        return self._one(poles)

    def _filling(
        self, text: str, gap: str, pole: Pole, *, like: bool
    ) -> tuple[str, list[tuple[Pole, str]]]:
        """What a gap is filled with, and the phrasings of poles that are in it: one, or two."""
        named = [(pole, self._phrasing(text, gap, pole, like=like))]
        if not self.lexicon.pairs or self.rng.random() >= self.mixture.paired:
            return named[0][1], named
        second = pole if self.rng.random() < _ALIKE else self._pole(other_than=(pole,))
        named.append((second, self._phrasing(text, gap, second, like=like)))
        pair = self._one(self.lexicon.pairs)
        return fill(pair, {"{a}": named[0][1], "{b}": named[1][1]}), named

    def _phrasing(self, text: str, gap: str, pole: Pole, *, like: bool = True) -> str:
        """What a pole is called in the gap of a frame."""
        if pole == _CONTENT_POLE:
            return self._content(text, gap)
        plain = not like or takes_no_negation(text, gap)
        if self.lexicon.absent and self.rng.random() < self.mixture.wrapped:
            return self._wrapped(text, gap, pole, plain=plain)
        phrasings = self.lexicon.phrasings[pole]
        if self.rng.random() < self.mixture.indirect and not plain:
            phrasings = self.lexicon.indirect[pole]
        if plain:
            phrasings = tuple(p for p in phrasings if not is_negated(p)) or phrasings
        return self._one(fitting(phrasings, text, gap))

    def _wrapped(self, text: str, gap: str, pole: Pole, *, plain: bool) -> str:
        """A pole called by what a picture has, or by what of the other pole it has not."""
        absent = bool(self.rng.random() < _ABSENT)
        if absent:
            pole = pole[0], -pole[1]
        wrappers: Sequence[str] = self.lexicon.absent if absent else self.lexicon.present
        if plain:
            wrappers = [wrapper for wrapper in wrappers if not is_negated(wrapper)]
        wrapper = self._one(fitting(wrappers, text, gap))
        phrasings = [p for p in self.lexicon.phrasings[pole] if not says_no(p)]
        return wrapper.replace("{}", self._one(fitting(phrasings, "photos with no {}", "{}")))

    def _content(self, text: str, gap: str) -> str:
        some = [self._one(self.lexicon.content) for _ in range(_SOME)]
        return self._one(fitting(some, text, gap))

    def _one(self, choices: Sequence[_T]) -> _T:
        return choices[int(self.rng.integers(len(choices)))]


def _label(pole: Pole, like: bool, strength: float, phrasing: str) -> Label:
    return Label(pole[0], pole[1], like, strength, phrasing)


def place_of(text: str, phrasing: str) -> tuple[int, int] | None:
    """Which words of the text a phrasing is, from the first to the one behind the last, counted
    between blanks; None where it is not in it."""
    letters = letters_of(text, phrasing)
    if letters is None:
        return None
    first = len(text[: letters[0]].split(" ")) - 1
    return first, first + len(phrasing.split(" "))


def letters_of(text: str, phrasing: str) -> tuple[int, int] | None:
    """Which letters of the text a phrasing is, from the first to the one behind the last; None
    where it is not in it."""
    found = re.search(rf"(?<!\w){re.escape(phrasing)}(?!\w)", text, re.IGNORECASE)
    return found and found.span()

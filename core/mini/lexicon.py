"""The taste lexicon: how people name the poles of the attributes, and how they say what they like.

It is data to train and to measure on. No reading of a profile ever looks words up in it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, Self, get_args

from core.resources import resource

Split = Literal["train", "validation", "development", "test"]
Pole = tuple[str, int]
"""An attribute's id, and -1 for its low pole or 1 for its high pole."""

TwoPartKind = Literal[
    "comparison", "concession", "change", "other_people", "other_people_only", "several"
]
"""How the parts of a frame relate.

In `comparison`, `change` and `several` {a} and {a2} are wanted, {b} and {b2} are not; in
`concession` {b} is only liked less than its opposite {a}; in `other_people` {b} is somebody else's
taste and says nothing; `other_people_only` says nothing at all.
"""
TWO_PART_KINDS: tuple[TwoPartKind, ...] = get_args(TwoPartKind)

STRENGTHS: Mapping[str, float] = MappingProxyType({"weak": 0.4, "normal": 0.7, "strong": 1.0})
"""How strongly a frame of each group says what it says, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence with a gap, "{}", and how strongly (0 to 1) it likes or dislikes what fills it."""

    text: str
    strength: float


Words = Literal["do", "be"]
"""What a negated sentence takes: a verb after "don't", or a predicate after "am not"."""
WORDS: tuple[Words, ...] = get_args(Words)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The parts of the grammar's sentences that like, or of those that dislike.

    `verbs` follow the subject, a phrasing follows them or fills their gap, and "*" or "~" marks
    where an adverb may stand; `predicates` follow a phrasing; `commands` stand alone. `tails` end a
    sentence and have a strength of their own, `reasons` come last. `negated` are the words of this
    sign that `negators` turn into the other sign; the strength of the whole is the negator's.
    """

    verbs: tuple[Frame, ...]
    predicates: tuple[Frame, ...]
    commands: tuple[Frame, ...]
    tails: tuple[Frame, ...]
    reasons: tuple[str, ...]
    negated: Mapping[Words, tuple[str, ...]]
    negators: Mapping[Words, tuple[Frame, ...]]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Parts that frames are put together from.

    `openers` and `contexts` go before a sentence. Adverbs of `degree` and of `frequency` go with
    verbs of normal strength and set their strength, `intensifiers` go with strong ones;
    `negated_tails` follow a negation. `unsaid` are sentences that the parts would make, but that
    another split measures with.
    """

    openers: tuple[str, ...]
    contexts: tuple[str, ...]
    degree: tuple[Frame, ...]
    intensifiers: tuple[str, ...]
    frequency: tuple[Frame, ...]
    polite_after: tuple[str, ...]
    negated_tails: tuple[Frame, ...]
    unsaid: frozenset[str]
    like: Sentences
    dislike: Sentences


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One split of the taste lexicon.

    `phrasings` are noun phrases that name a pole and fit after "I love"; `indirect` name it by what
    there is none, less or more of, and are said of what is wanted only. `like` and `dislike` are
    frames for a phrasing, `hedges` frames for a whole statement, whose strength replaces its own;
    `two_part` are frames with the gaps {a}, {a2}, {b} and {b2}; `mixed` have {a}, which is wanted,
    or {b}, which is not, and a content that is wanted, {w}, unwanted, {u}, or only spoken of, {d}.
    `content` are noun phrases of what a photo shows that no attribute measures; `facts` are
    sentences that say nothing of any photo, `fact_frames` such sentences with gaps for `slots`
    ("I live in {place}"). `grammar` puts more frames together, where a split has one; `present` and
    `absent` make a phrasing of another one of the same or of the other pole ("pictures with {}",
    "pictures without {}"), `pairs` one of two ("{a} or {b}"). In any frame "[is|are]" agrees in
    number with the gap before it, else with the next one.
    """

    split: Split
    phrasings: Mapping[Pole, tuple[str, ...]]
    indirect: Mapping[Pole, tuple[str, ...]]
    like: tuple[Frame, ...]
    dislike: tuple[Frame, ...]
    hedges: tuple[Frame, ...]
    two_part: Mapping[TwoPartKind, tuple[str, ...]]
    mixed: tuple[str, ...]
    facts: tuple[str, ...]
    content: tuple[str, ...]
    grammar: Grammar | None = None
    fact_frames: tuple[str, ...] = ()
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes' ids, in the order of the file."""
        return tuple(dict.fromkeys(attribute for attribute, _ in self.phrasings))

    @classmethod
    def load(cls, split: Split) -> Self:
        """Read a split from the shipped resources. Raises FileNotFoundError when it is missing."""
        data = tomllib.loads(resource("lexicon", f"{split}.toml").read_text(encoding="utf-8"))
        return cls(
            split=split,
            phrasings=_by_pole(data["phrasings"]),
            indirect=_by_pole(data["indirect"]),
            like=_frames(data["like"]),
            dislike=_frames(data["dislike"]),
            hedges=_frames(data["hedges"]),
            two_part=MappingProxyType(
                {k: tuple(data["two_part"].get(k, ())) for k in TWO_PART_KINDS}
            ),
            mixed=tuple(data["mixed"]["frames"]),
            facts=tuple(data["distractors"]["facts"]),
            fact_frames=tuple(data["distractors"].get("frames", ())),
            slots=MappingProxyType(
                {k: tuple(v) for k, v in data["distractors"].get("slots", {}).items()}
            ),
            content=tuple(data["content"]["phrases"]),
            grammar=_grammar(data["grammar"]) if "grammar" in data else None,
            present=tuple(data.get("wrappers", {}).get("present", ())),
            absent=tuple(data.get("wrappers", {}).get("absent", ())),
            pairs=tuple(data.get("wrappers", {}).get("pairs", ())),
        )


def _by_pole(table: Mapping[str, Mapping[str, list[str]]]) -> Mapping[Pole, tuple[str, ...]]:
    sides = (("low", -1), ("high", 1))
    return MappingProxyType(
        {(name, pole): tuple(poles[side]) for name, poles in table.items() for side, pole in sides}
    )


def _frames(groups: Mapping[str, list[str]]) -> tuple[Frame, ...]:
    return tuple(Frame(text, STRENGTHS[name]) for name, texts in groups.items() for text in texts)


def _grammar(data: Mapping[str, Any]) -> Grammar:
    return Grammar(
        openers=tuple(data["openers"]),
        contexts=tuple(data["contexts"]),
        degree=_frames(data["degree"]),
        intensifiers=tuple(data["intensifiers"]),
        frequency=_frames(data["frequency"]),
        polite_after=tuple(data["polite_after"]),
        negated_tails=_frames(data["negated"]["tails"]),
        unsaid=frozenset(data["unsaid"]),
        like=_sentences(data, "like"),
        dislike=_sentences(data, "dislike"),
    )


def _sentences(data: Mapping[str, Any], sign: str) -> Sentences:
    own, negators = data[sign], data["negators"][sign]
    return Sentences(
        verbs=_frames(own["verbs"]),
        predicates=_frames(own["predicates"]),
        commands=_frames(own["commands"]),
        tails=_frames(own["tails"]),
        reasons=tuple(own["reasons"]),
        negated=MappingProxyType({kind: tuple(data["negation"][sign][kind]) for kind in WORDS}),
        negators=MappingProxyType({kind: _frames(negators[kind]) for kind in WORDS}),
    )

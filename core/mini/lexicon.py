"""The taste lexicon: how people name the poles of the attributes, and how they say what they like.

It is data to train and to measure on. No reading of a profile ever looks words up in it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Self

from core.resources import resource

Split = Literal["train", "validation", "test"]
Pole = tuple[str, int]
"""An attribute's id, and -1 for its low pole or 1 for its high pole."""

TwoPartKind = Literal["comparison", "change", "other_people", "other_people_only", "several"]
"""How the parts of a frame relate.

In `comparison`, `change` and `several` {a} and {a2} are wanted and {b} is not; in `other_people`
{b} is somebody else's taste and says nothing; `other_people_only` says nothing at all.
"""
TWO_PART_KINDS: tuple[TwoPartKind, ...] = (
    "comparison",
    "change",
    "other_people",
    "other_people_only",
    "several",
)

STRENGTHS: Mapping[str, float] = MappingProxyType({"weak": 0.4, "normal": 0.7, "strong": 1.0})
"""How strongly a frame of each group says what it says, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence with a gap, "{}", and how strongly (0 to 1) it likes or dislikes what fills it."""

    text: str
    strength: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One split of the taste lexicon.

    `phrasings` are noun phrases that name a pole and fit after "I love"; `indirect` name it by what
    there is none, less or more of, and are said of what is wanted only. `like` and `dislike` are
    frames for a phrasing, `hedges` frames for a whole statement, whose strength replaces its own;
    `two_part` are frames with the gaps {a}, {a2} and {b}; `mixed` have {a}, a phrasing, and {d},
    a content. `facts` (sentences) and `content` (noun phrases) say nothing about any attribute.
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
            two_part=MappingProxyType({k: tuple(data["two_part"][k]) for k in TWO_PART_KINDS}),
            mixed=tuple(data["mixed"]["frames"]),
            facts=tuple(data["distractors"]["facts"]),
            content=tuple(data["distractors"]["content"]),
        )


def _by_pole(table: Mapping[str, Mapping[str, list[str]]]) -> Mapping[Pole, tuple[str, ...]]:
    sides = (("low", -1), ("high", 1))
    return MappingProxyType(
        {(name, pole): tuple(poles[side]) for name, poles in table.items() for side, pole in sides}
    )


def _frames(groups: Mapping[str, list[str]]) -> tuple[Frame, ...]:
    return tuple(Frame(text, STRENGTHS[name]) for name, texts in groups.items() for text in texts)

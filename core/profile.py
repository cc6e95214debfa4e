"""Who a person is and what they like, and how that is put into words for a language model."""

import hashlib
import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Self

Rendering = Literal["exact", "coarse", "blank", "shuffled"]

# A sentence ends at . ! ? ; or a line break; a full stop inside a number or abbreviation does not.
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\s*[\n;]+\s*")


@dataclass(frozen=True, slots=True)
class Correction:
    """How the person changed the reading of a statement; it wins over the judge's own reading.

    `strength` scales the reading: 0 switches it off, 1 leaves it, -1 turns it round; range -2..2.
    """

    strength: float

    def __post_init__(self) -> None:
        if not -2.0 <= self.strength <= 2.0:
            raise ValueError(f"a correction's strength lies between -2 and 2, not {self.strength}")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of taste in the person's own words, and the correction of its reading, if any.

    A correction belongs to the text: `with_text` drops it when the text changes.
    """

    text: str
    correction: Correction | None = None

    def with_text(self, text: str) -> "Statement":
        """The statement with another text; an unchanged text keeps its correction."""
        return self if text == self.text else Statement(text)


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as a judge sees them: a name, traits (`{"age": "34"}`), statements of taste."""

    name: str = ""
    traits: Mapping[str, str] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "traits", MappingProxyType(dict(self.traits)))

    def __reduce__(self) -> tuple[object, ...]:  # a mapping proxy cannot be pickled
        return (Profile, (self.name, dict(self.traits), self.statements))

    @classmethod
    def from_text(cls, taste: str, name: str = "", traits: Mapping[str, str] | None = None) -> Self:
        """A profile from free text, one statement a sentence or line."""
        return cls(name, traits or {}, tuple(Statement(text) for text in split_statements(taste)))

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing: such a profile gets the generic score."""
        return not self.statements and not self.traits

    @property
    def taste(self) -> str:
        """The statements as one text, one a line."""
        return "\n".join(statement.text for statement in self.statements)

    def with_taste(self, taste: str) -> "Profile":
        """The profile with another text of taste; unchanged statements keep their corrections."""
        old = {statement.text: statement for statement in self.statements}
        texts = split_statements(taste)
        return Profile(
            self.name, self.traits, tuple(old.get(text, Statement(text)) for text in texts)
        )

    def digest(self) -> str:
        """A hash over all that a judge sees: renaming a profile does not change it."""
        seen = {
            "traits": dict(sorted(self.traits.items())),
            "statements": [
                [s.text, None if s.correction is None else s.correction.strength]
                for s in self.statements
            ],
        }
        text = json.dumps(seen, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def prompt(self, rendering: Rendering = "exact", *, seed: int = 0) -> str:
        """The profile in words, for judges that only read prompts; corrections are put into words.

        `exact` has everything, `coarse` only age and gender, `blank` nothing, `shuffled` the words
        of the exact rendering in a seeded random order (a control that keeps length and
        vocabulary).
        """
        if rendering == "blank":
            return ""
        if rendering == "coarse":
            return _traits_in_words({k: v for k, v in self.traits.items() if k in _COARSE})
        parts = [_traits_in_words(self.traits), *(_in_words(s) for s in self.statements)]
        text = " ".join(part for part in parts if part)
        if rendering == "exact":
            return text
        words = text.split()
        random.Random(seed).shuffle(words)
        return " ".join(words)


_COARSE = frozenset({"age", "gender"})


def split_statements(text: str) -> tuple[str, ...]:
    """The statements of a free text: one a sentence or line, trimmed, no empty ones, no repeats."""
    parts = (part.strip(" \t\r-•*") for part in _SENTENCE_END.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _traits_in_words(traits: Mapping[str, str]) -> str:
    return " ".join(
        f"{key.replace('_', ' ').capitalize()}: {traits[key]}." for key in sorted(traits)
    )


def _in_words(statement: Statement) -> str:
    text = statement.text if statement.text[-1:] in ".!?" else f"{statement.text}."
    if statement.correction is None:
        return text
    strength = statement.correction.strength
    if strength == 0:
        return ""
    if strength < 0:
        return f"It is not true of me that: {text}"
    return text if strength == 1 else f"{'Very much' if strength > 1 else 'A little'}: {text}"

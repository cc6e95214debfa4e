"""Who a person is and what they like, and how that is put into words for a language model."""

import hashlib
import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Self

from core.mini.attributes import ATTRIBUTES

Rendering = Literal["exact", "coarse", "blank", "shuffled"]

# A sentence ends at . ! ? ; or a line break; a full stop inside a number or abbreviation does not.
_SENTENCE = re.compile(r"(?:[^.!?;]|[.!?](?!\s))+[.!?;]*")
_MARKS = " \t\r-•*"
_TOGETHER = 50  # words at most of sentences that are one statement

# What begins an English sentence that goes on with the one before, and what points back from it.
_GOES_ON = re.compile(
    r"(and|or|but|yet|nor|not|neither|especially|above all|particularly|preferably|now|nowadays|"
    r"today|these days|then|still|so|the (same|more|less|fewer)|same|only|just|likewise|ditto|"
    r"otherwise|instead|because|until|which|that|ugh|yuck|no (more|thanks?)|never again|"
    r"(no|yes|never|always)(?=[.,!]|$))\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(it|its|they|them|their|theirs|this|these|those|either|neither|both|such)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Correction:
    """How the person changed what is read from a statement; it wins over a judge's own reading.

    `wishes`: (attribute id, wish) pairs, sorted by id, at least one, each id once. A wish goes from
    -1 (the low pole is wanted) to 1 (the high pole is wanted), kept to three digits; 0: the
    statement is not about it. An id that is no attribute's is words for what photos show, from -1
    (unwanted) to 1 (wanted). What is not named keeps the judge's reading; a judge ignores what it
    does not know.

    Raises ValueError for no wish, two wishes for one attribute, or a wish outside -1 to 1.
    """

    wishes: tuple[tuple[str, float], ...]

    def __post_init__(self) -> None:
        for attribute, wish in self.wishes:
            if not -1.0 <= wish <= 1.0:
                raise ValueError(f"the wish for {attribute} lies between -1 and 1, not {wish}")
        if not self.wishes or len(dict(self.wishes)) < len(self.wishes):
            raise ValueError("a correction names at least one attribute, and each once")
        # one form for one meaning (1 and 1.0, -0.0 and 0.0): it is hashed
        tidy = sorted((attribute, round(float(wish), 3) + 0.0) for attribute, wish in self.wishes)
        object.__setattr__(self, "wishes", tuple(tidy))

    def wish_of(self, attribute: str) -> float | None:
        """The wish for an attribute; None when the judge's reading stands."""
        return dict(self.wishes).get(attribute)

    def with_wish(self, attribute: str, wish: float) -> "Correction":
        """The correction with a wish for one more attribute, or another wish for one."""
        return Correction(tuple({**dict(self.wishes), attribute: wish}.items()))

    def without(self, attribute: str) -> "Correction | None":
        """The correction without an attribute's wish; None when no other is left."""
        rest = tuple(pair for pair in self.wishes if pair[0] != attribute)
        return Correction(rest) if rest else None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thought of taste in the person's own words, and the correction of its reading, if any.

    A correction belongs to the text: `with_text` drops it when the text changes.
    """

    text: str
    correction: Correction | None = None

    def with_text(self, text: str) -> "Statement":
        """The statement with another text; an unchanged text keeps its correction."""
        return self if text == self.text else Statement(text)

    def wish_of(self, attribute: str) -> float | None:
        """The person's wish for an attribute; None when the judge's reading stands."""
        return None if self.correction is None else self.correction.wish_of(attribute)

    def with_wish(self, attribute: str, wish: float) -> "Statement":
        """The statement with a wish that wins over what is read of the attribute."""
        if self.correction is None:
            return Statement(self.text, Correction(((attribute, wish),)))
        return Statement(self.text, self.correction.with_wish(attribute, wish))

    def without(self, attribute: str) -> "Statement":
        """The statement with the judge's own reading of the attribute."""
        return Statement(self.text, self.correction and self.correction.without(attribute))

    def meant(self, attribute: str) -> str:
        """The text, with what the person meant by it where an attribute was corrected."""
        wish = self.wish_of(attribute)
        return self.text if wish is None else _that_is(self.text, _wish_in_words(attribute, wish))


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
        """A profile from free text, one statement a thought."""
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

    def with_statement(self, place: int, statement: Statement) -> "Profile":
        """The profile with another statement in a place (from 0 on)."""
        statements = list(self.statements)
        statements[place] = statement
        return Profile(self.name, self.traits, tuple(statements))

    def digest(self) -> str:
        """A hash over all that a judge sees: renaming a profile does not change it."""
        seen = {
            "traits": dict(sorted(self.traits.items())),
            "statements": [
                [s.text, None if s.correction is None else dict(s.correction.wishes)]
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
            return _traits_in_words({k: v for k, v in self.traits.items() if k in COARSE_TRAITS})
        parts = [_traits_in_words(self.traits), *(_in_words(s) for s in self.statements)]
        text = " ".join(part for part in parts if part)
        if rendering == "exact":
            return text
        words = text.split()
        random.Random(seed).shuffle(words)
        return " ".join(words)


COARSE_TRAITS = frozenset({"age", "gender"})
"""The traits that the coarse rendering keeps."""

_ATTRIBUTES = {attribute.id: attribute for attribute in ATTRIBUTES}


def strength_in_words(strength: float) -> str:
    """How strong a wish is, from 0 to 1, in words."""
    if strength >= 0.67:
        return "strongly"
    return "clearly" if strength >= 0.33 else "a little"


def split_statements(text: str) -> tuple[str, ...]:
    """The statements of a free text: one a sentence or line, trimmed, no empty ones, no repeats.

    A sentence that goes on with the one before, points back at it or answers it stays with it, for
    alone either may say the contrary: "Fog had me hooked once. Now I pass it by."
    """
    found: list[str] = []
    for line in text.split("\n"):
        begin = end = 0  # of the statement that is being put together
        for sentence in _SENTENCE.finditer(line):
            if not _is_one_thought(line[begin:end].strip(), sentence[0].strip()):
                found.append(line[begin:end])
                begin = sentence.start()
            end = sentence.end()
        found.append(line[begin:end])
    trimmed = (statement.strip(_MARKS).rstrip("; ") for statement in found)
    return tuple(dict.fromkeys(statement for statement in trimmed if statement))


def _is_one_thought(before: str, sentence: str) -> bool:
    if _words(before) + _words(sentence) > _TOGETHER:
        return False
    asked = before.endswith("?")
    return asked or bool(_GOES_ON.match(sentence) or _POINTS_BACK.search(sentence))


def _words(text: str) -> int:
    return len(text.split())


def _traits_in_words(traits: Mapping[str, str]) -> str:
    return " ".join(
        f"{key.replace('_', ' ').capitalize()}: {traits[key]}." for key in sorted(traits)
    )


def _in_words(statement: Statement) -> str:
    text = statement.text if statement.text[-1:] in ".!?" else f"{statement.text}."
    if statement.correction is None:
        return text
    meant = ", ".join(_wish_in_words(*pair) for pair in statement.correction.wishes)
    return _that_is(text, meant)


def _that_is(text: str, meant: str) -> str:
    """The text with its meaning before its last stop."""
    words = text.rstrip(".!?")
    return f"{words} (that is: {meant}){text[len(words) :]}"


def _wish_in_words(attribute: str, wish: float) -> str:
    known = _ATTRIBUTES.get(attribute)
    name = attribute.replace("_", " ") if known is None else known.name
    if wish == 0:
        return f"not about {name}"
    if known is None:
        return f"{name} {'wanted' if wish > 0 else 'unwanted'} {strength_in_words(abs(wish))}"
    return f"{known.pole(wish)} wanted {strength_in_words(abs(wish))}"

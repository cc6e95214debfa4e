"""Photos beside edits of them whose effect is known, and what effects are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from core.judge import Pixels
from core.mini.attributes import ATTRIBUTES, Scale
from core.mini.lexicon import Frame, Lexicon
from core.training.edits import EDITS, Edit
from core.training.phrases import fill, fitting, is_negated, takes_no_negation

_T = TypeVar("_T")
_SCALES: dict[str, Scale] = {attribute.id: attribute.scale for attribute in ATTRIBUTES}
_WEAKEST = 0.5  # strength of an edit that can be seen at a tower's size


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit does: it moves an attribute up (1) or down (-1)."""

    edit: Edit
    attribute: str
    sign: int

    @property
    def scale(self) -> Scale:
        """The scale of the attribute."""
        return _SCALES[self.attribute]


EFFECTS = tuple(Effect(edit, name, sign) for edit in EDITS for name, sign in edit.effects.items())
"""Every effect of every edit."""

ATTRIBUTES_EDITED = tuple(dict.fromkeys(effect.attribute for effect in EFFECTS))
"""The attributes that some edit moves."""


def effects_on(attribute: str) -> tuple[Effect, ...]:
    """What moves an attribute."""
    return tuple(effect for effect in EFFECTS if effect.attribute == attribute)


def scale_of(attribute: str) -> Scale:
    """The scale of an attribute."""
    return _SCALES[attribute]


def applied(edit: Edit, pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A clearly visible edit of a photo."""
    return edit.apply(pixels, rng, float(rng.uniform(_WEAKEST, 1.0)))


def name_pole(lexicon: Lexicon, attribute: str, pole: int, rng: np.random.Generator) -> str:
    """One of the phrasings of a pole that do not say it by what there is none of."""
    phrasings = lexicon.phrasings[attribute, pole]
    plain = [phrasing for phrasing in phrasings if not is_negated(phrasing)]
    return _one(plain or phrasings, rng)


def wish_for(
    lexicon: Lexicon, attribute: str, pole: int, rng: np.random.Generator
) -> tuple[str, int]:
    """A sentence that likes or dislikes a pole, and which end of the attribute it wants, -1 or 1.

    Frames and phrasings are those of the mini judge's simulated raters.
    """
    like = bool(rng.random() < 0.5)
    frame: Frame = _one(lexicon.like if like else lexicon.dislike, rng)
    phrasings: Sequence[str] = lexicon.phrasings[attribute, pole]
    if not like or takes_no_negation(frame.text, "{}"):
        phrasings = [p for p in phrasings if not is_negated(p)] or phrasings
    phrasing = _one(fitting(tuple(phrasings), frame.text, "{}"), rng)
    return fill(frame.text, {"{}": phrasing}), pole if like else -pole


def _one(choices: Sequence[_T], rng: np.random.Generator) -> _T:
    return choices[int(rng.integers(len(choices)))]

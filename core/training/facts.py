"""Facts about a person, which say nothing of the photos they like, alone or beside a statement."""

import re

import numpy as np

from core.mini.lexicon import Lexicon
from core.training.phrases import fill

_WHOLE = 0.4  # of the facts; the others are put together
_SLOT = re.compile(r"\{(\w+)\}")
_BESIDE = ("{fact}. {}", "{}. {fact}", "{fact}, {}", "{}, {fact}", "{fact} and {}", "{fact} so {}")


def draw_fact(lexicon: Lexicon, rng: np.random.Generator) -> str:
    """A fact of the lexicon, or, more often, one put together from its frames and slots.

    The same generator state gives the same.
    """
    if not lexicon.fact_frames or rng.random() < _WHOLE:
        return _one(lexicon.facts, rng)
    frame = _one(lexicon.fact_frames, rng)
    return _SLOT.sub(lambda slot: _one(lexicon.slots[slot[1]], rng), frame)


def beside(fact: str, text: str, rng: np.random.Generator) -> str:
    """A statement with a fact before or behind it."""
    return fill(_one(_BESIDE, rng), {"{fact}": fact, "{}": text})


def _one(choices: tuple[str, ...], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]

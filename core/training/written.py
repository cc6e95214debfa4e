"""Statements of taste that were written whole, to train on beside the simulated ones: people do not
speak in frames."""

import functools
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.resources import resource
from core.training.statements import CONTENT, Label, SimulatedStatement, letters_of, place_of
from core.training.surface import Surface, roughen

_FILE = "train_statements.toml"

# Where a name stands: whether it is a content's, the word before it, whether it is plural.
_Slot = tuple[bool, str, bool]
_Named = defaultdict[_Slot, list[Label]]


@functools.cache  # 2.7 MB of text
def load_written() -> tuple[SimulatedStatement, ...]:
    """The shipped statements, in the order of the file. Raises FileNotFoundError without it."""
    data = tomllib.loads(resource("lexicon", _FILE).read_text(encoding="utf-8"))
    return tuple(_labelled(entry["text"], entry["says"]) for entry in data["statement"])


def typed(
    statements: tuple[SimulatedStatement, ...], times: int, seed: int
) -> list[SimulatedStatement]:
    """Each statement so many times, as different people may type it."""
    rng, surface = np.random.default_rng(seed), Surface()
    return [
        SimulatedStatement(roughen(one.text, rng, surface), one.labels, one.kind, one.places)
        for _ in range(times)
        for one in statements
    ]


def exchanged(
    statements: Sequence[SimulatedStatement], seed: int
) -> tuple[SimulatedStatement, ...]:
    """The statements, each thing that they name in exchange for one that another names behind the
    same word: the sentence says how a thing is valued, whatever the thing.

    Those that name nothing are left out, and those where two names share words.
    """
    rng = np.random.default_rng(seed)
    named: _Named = defaultdict(list)
    for one in statements:
        for label, letters in _found(one):
            named[_slot(one.text, label, letters)].append(label)
    return tuple(_exchanged(one, named, rng) for one in statements if _names_apart(one))


def _exchanged(
    one: SimulatedStatement, named: _Named, rng: np.random.Generator
) -> SimulatedStatement:
    text, labels = one.text, list(one.labels)
    found = [letters for _, letters in _found(one)]
    for n in sorted(range(len(found)), key=lambda n: found[n], reverse=True):  # from the end on
        begin, end = found[n]
        others = named[_slot(one.text, labels[n], found[n])]
        other = others[int(rng.integers(len(others)))]
        first = other.phrasing[0]
        words = (first.lower() if begin else first.upper()) + other.phrasing[1:]
        text = text[:begin] + words + text[end:]
        labels[n] = replace(labels[n], attribute=other.attribute, pole=other.pole, phrasing=words)
    places = tuple(place_of(text, label.phrasing) for label in labels)
    return SimulatedStatement(text, tuple(labels), one.kind, places)


def _names_apart(one: SimulatedStatement) -> bool:
    """Whether it names something, all of it is found in its text, and no two names overlap."""
    found = sorted(letters for _, letters in _found(one))
    apart = all(before[1] <= after[0] for before, after in pairwise(found))
    return bool(found) and len(found) == len(one.labels) and apart


def _found(one: SimulatedStatement) -> list[tuple[Label, tuple[int, int]]]:
    """The labels whose words are found in the text, and where."""
    found = ((label, letters_of(one.text, label.phrasing)) for label in one.labels)
    return [(label, letters) for label, letters in found if letters]


def _slot(text: str, label: Label, letters: tuple[int, int]) -> _Slot:
    before = text[: letters[0]].split()
    plural = label.phrasing.endswith("s") and not label.phrasing.endswith("ss")
    return label.attribute == CONTENT, before[-1].lower() if before else "", plural


def _labelled(text: str, says: list[tuple[str, str, int, float]]) -> SimulatedStatement:
    labels = tuple(
        Label(attribute, pole, valence >= 0, abs(valence), phrasing)
        for phrasing, attribute, pole, valence in says
    )
    places = tuple(place_of(text, label.phrasing) for label in labels)
    return SimulatedStatement(text, labels, "written", places)

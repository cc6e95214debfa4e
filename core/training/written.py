"""Statements of taste that were written whole, to train on beside the simulated ones: people do not
speak in frames."""

import tomllib

import numpy as np

from core.resources import resource
from core.training.statements import Label, SimulatedStatement, place_of
from core.training.surface import Surface, roughen

_FILE = "train_statements.toml"


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


def _labelled(text: str, says: list[tuple[str, str, int, float]]) -> SimulatedStatement:
    labels = tuple(
        Label(attribute, pole, valence >= 0, abs(valence), phrasing)
        for phrasing, attribute, pole, valence in says
    )
    places = tuple(place_of(text, label.phrasing) for label in labels)
    return SimulatedStatement(text, labels, "written", places)

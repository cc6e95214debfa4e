"""Statements of taste written whole by a person: a test of the whole reader, never trained on."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.resources import resource


@dataclass(frozen=True, slots=True)
class WrittenStatement:
    """A statement and what it means: attribute's id -> wanted pole, -1 low or 1 high.

    `means` names every attribute that the statement is about, and is empty where it is about none.
    """

    text: str
    means: Mapping[str, int]


def load_written() -> tuple[WrittenStatement, ...]:
    """The shipped statements, in the order of the file. Raises FileNotFoundError without it."""
    data = tomllib.loads(resource("lexicon", "statements.toml").read_text(encoding="utf-8"))
    return tuple(
        WrittenStatement(entry["text"], MappingProxyType(entry["means"]))
        for entry in data["statement"]
    )

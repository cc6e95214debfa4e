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
    `wanted` and `unwanted` are the content that the person wants to see or not, as short noun
    phrases; the statements about attributes have neither.
    """

    text: str
    means: Mapping[str, int]
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def load_written() -> tuple[WrittenStatement, ...]:
    """The shipped statements about attributes, in the order of the file.

    Raises FileNotFoundError without it.
    """
    return _load("statements.toml")


def load_written_content() -> tuple[WrittenStatement, ...]:
    """The shipped statements about content, in the order of the file.

    Raises FileNotFoundError without it.
    """
    return _load("content_statements.toml")


def load_written_test() -> tuple[WrittenStatement, ...]:
    """The shipped statements of final figures, about attributes and content, in the file's order.

    Raises FileNotFoundError without it.
    """
    return _load("test_statements.toml")


def _load(name: str) -> tuple[WrittenStatement, ...]:
    data = tomllib.loads(resource("lexicon", name).read_text(encoding="utf-8"))
    return tuple(
        WrittenStatement(
            entry["text"],
            MappingProxyType(entry.get("means", {})),
            tuple(entry.get("wanted", ())),
            tuple(entry.get("unwanted", ())),
        )
        for entry in data["statement"]
    )

"""Statements of taste that were written whole: a test of the whole reader, never trained on."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.mini.lexicon import Split
from core.resources import resource


@dataclass(frozen=True, slots=True)
class WrittenStatement:
    """A statement and what it means: attribute's id -> wanted pole, -1 low or 1 high.

    `means` names every attribute that the statement is about, and is empty where it is about none.
    `wanted` and `unwanted` are the content that the person wants to see or not, as short noun
    phrases. All three empty: it says nothing of the person's taste.
    """

    text: str
    means: Mapping[str, int]
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def load_written(split: Split) -> tuple[WrittenStatement, ...]:
    """The shipped statements that a split of the taste lexicon is measured with, in their order.

    Raises FileNotFoundError without them, and ValueError for the split that is trained on.
    """
    if split == "train":
        raise ValueError("statements to train on are no measure")
    text = resource("lexicon", f"{split}_statements.toml").read_text(encoding="utf-8")
    return tuple(
        WrittenStatement(
            entry["text"],
            MappingProxyType(entry.get("means", {})),
            tuple(entry.get("wanted", ())),
            tuple(entry.get("unwanted", ())),
        )
        for entry in tomllib.loads(text)["statement"]
    )

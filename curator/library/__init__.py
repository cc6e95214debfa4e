"""The library: the database of photos, looks, judgements, profiles and decisions."""

from typing import TYPE_CHECKING

from curator.library.looks_reader import read_looks
from curator.library.records import (
    KEEP,
    SHOWS,
    Change,
    Counts,
    Decision,
    ExportItem,
    FileSeen,
    Flag,
    JudgementKey,
    Keep,
    Photo,
    PhotoFacts,
    PhotoReady,
    PhotoState,
    Ranked,
    RankQuery,
    Root,
    Sort,
    StoredJudgement,
    StoredProfile,
)

if TYPE_CHECKING:
    from curator.library.library import Library

__all__ = [
    "KEEP",
    "SHOWS",
    "Change",
    "Counts",
    "Decision",
    "ExportItem",
    "FileSeen",
    "Flag",
    "JudgementKey",
    "Keep",
    "Library",
    "Photo",
    "PhotoFacts",
    "PhotoReady",
    "PhotoState",
    "RankQuery",
    "Ranked",
    "Root",
    "Sort",
    "StoredJudgement",
    "StoredProfile",
    "read_looks",
]


def __getattr__(name: str) -> object:
    # Late: the child processes need only the records and read_looks, and start without SQLAlchemy.
    if name == "Library":
        from curator.library.library import Library

        return Library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

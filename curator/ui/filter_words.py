"""Filters one by one: each in words, and what is left without it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from curator.library.narrowing import Narrowing
from curator.ui.filters import Filters


@dataclass(frozen=True, slots=True)
class Part:
    """One filter: `text` names it on its own, `phrase` follows "No photo"; `rest` is without it."""

    text: str
    phrase: str
    rest: Filters


def parts(filters: Filters, other: str = "") -> list[Part]:
    """The filters that narrow photos down; `other` is the second person's name."""
    return [*_words(filters), *_scores(filters, other), *_decisions(filters), *_facts(filters)]


def _words(f: Filters) -> Iterator[Part]:
    if f.words:
        rest = replace(f, words="", best_match=False)
        yield Part(f"Matches “{f.words}”", f"matching “{f.words}”", rest)
    if f.shows is not None:
        yield Part(f"Shows {f.shows}", f"showing {f.shows}", replace(f, shows=None))
    for word in f.narrowing.shows:
        left = tuple(one for one in f.narrowing.shows if one != word)
        yield Part(word.capitalize(), f"that is {word}", _without(f, shows=left))


def _scores(f: Filters, other: str) -> Iterator[Part]:
    n = f.narrowing
    if f.min_score is not None or n.max_score is not None:
        rest = replace(_without(f, max_score=None), min_score=None)
        yield Part(f"Score {_range(f.min_score, n.max_score)}", _above(f), rest)
    if n.min_generic is not None or n.max_generic is not None:
        said = _range(n.min_generic, n.max_generic)
        rest = _without(f, min_generic=None, max_generic=None)
        yield Part(f"Generic score {said}", f"with a generic score of {said}", rest)
    if n.min_apart is not None or n.max_apart is not None:
        said = _range(n.min_apart, n.max_apart)
        rest = _without(f, min_apart=None, max_apart=None)
        who = f"you and {other}" if other else "two people"
        yield Part(f"Difference {said}", f"on which {who} differ by {said}", rest)


def _above(f: Filters) -> str:
    low, high = f.min_score, f.narrowing.max_score
    if low is not None and high is not None:
        return f"between {low:g} and {high:g}"
    return f"above {low:g}" if low is not None else f"below {high:g}"


def _decisions(f: Filters) -> Iterator[Part]:
    n = f.narrowing
    if f.min_stars is not None:
        stars = _stars(f.min_stars)
        yield Part(f"{stars} or more", f"with {stars} or more", replace(f, min_stars=None))
    if n.stars is not None:
        said = _stars(n.stars) if n.stars else "no stars"
        exactly = f"Exactly {said}" if n.stars else "No stars"
        yield Part(exactly, f"with {'exactly ' if n.stars else ''}{said}", _without(f, stars=None))
    if f.flag is not None:
        said = "picked" if f.flag == "pick" else "rejected"
        yield Part(said.capitalize(), said, replace(f, flag=None))
    if n.undecided:
        yield Part("Undecided", "undecided", _without(f, undecided=False))
    if n.colour is not None:
        rest = _without(f, colour=None)
        yield Part(f"Label {n.colour}", f"with the label {n.colour}", rest)


def _facts(f: Filters) -> Iterator[Part]:
    n = f.narrowing
    if f.date_from is not None or f.date_to is not None:
        first, last = f.date_from, f.date_to
        if first is not None and last is not None:
            text, phrase = f"{first} – {last}", f"taken between {first} and {last}"
        elif first is not None:
            text, phrase = f"Since {first}", f"taken since {first}"
        else:
            text, phrase = f"Until {last}", f"taken until {last}"
        yield Part(text, phrase, replace(f, date_from=None, date_to=None))
    if n.camera is not None:
        yield Part(n.camera, f"taken with {n.camera}", _without(f, camera=None))
    if n.lens is not None:
        yield Part(n.lens, f"taken with {n.lens}", _without(f, lens=None))
    if f.folder is not None:
        name = f.folder.name or str(f.folder)
        yield Part(f"In {name}", f"in the folder {name}", replace(f, folder=None))
    if n.file_type is not None:
        kind = n.file_type.upper()
        yield Part(kind, f"of the type {kind}", _without(f, file_type=None))
    if n.orientation is not None:
        shape = n.orientation
        phrase = f"in {shape} format" if shape != "square" else "that is square"
        yield Part(shape.capitalize(), phrase, _without(f, orientation=None))
    if n.stacked is not None:
        said = "in a stack" if n.stacked else "in no stack"
        yield Part(said.capitalize(), said, _without(f, stacked=None))
    if n.name:
        rest = _without(f, name="")
        yield Part(f"Name has “{n.name}”", f"with “{n.name}” in its name", rest)


def _without(filters: Filters, **changes: Any) -> Filters:
    narrowing: Narrowing = replace(filters.narrowing, **changes)
    return replace(filters, narrowing=narrowing)


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g}–{high:g}"
    return f"{low:g} or more" if low is not None else f"{high:g} or less"


def _stars(number: float) -> str:
    return f"{number:g} star{'' if number == 1 else 's'}"

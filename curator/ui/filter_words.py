"""Filters one by one: each in words, and what is left without it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from curator.language import tr, trc
from curator.library.narrowing import Narrowing
from curator.ui.filters import Filters
from curator.ui.words import capital, day_in_words, short, stars_in_words


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
        text = tr("Matches “{words}”").format(words=f.words)
        yield Part(text, tr("matching “{words}”").format(words=f.words), rest)
    if f.shows is not None:
        thing = tr(f.shows)
        text = tr("Shows {thing}").format(thing=thing)
        yield Part(text, tr("showing {thing}").format(thing=thing), replace(f, shows=None))
    for word in f.narrowing.shows:
        left = tuple(one for one in f.narrowing.shows if one != word)
        phrase = tr("that is {word}").format(word=tr(word))
        yield Part(capital(tr(word)), phrase, _without(f, shows=left))


def _scores(f: Filters, other: str) -> Iterator[Part]:
    n = f.narrowing
    if f.min_score is not None or n.max_score is not None:
        rest = replace(_without(f, max_score=None), min_score=None)
        text = tr("Score {range}").format(range=_range(f.min_score, n.max_score))
        yield Part(text, _above(f), rest)
    if n.min_generic is not None or n.max_generic is not None:
        said = _range(n.min_generic, n.max_generic)
        rest = _without(f, min_generic=None, max_generic=None)
        text = tr("Generic score {range}").format(range=said)
        yield Part(text, tr("with a generic score of {range}").format(range=said), rest)
    if n.min_apart is not None or n.max_apart is not None:
        said = _range(n.min_apart, n.max_apart)
        rest = _without(f, min_apart=None, max_apart=None)
        phrase = tr("on which two people differ by {range}").format(range=said)
        if other:
            phrase = tr("on which you and {other} differ by {range}").format(
                other=other, range=said
            )
        yield Part(tr("Difference {range}").format(range=said), phrase, rest)


def _above(f: Filters) -> str:
    low, high = f.min_score, f.narrowing.max_score
    if low is not None and high is not None:
        return tr("between {low} and {high}").format(low=short(low), high=short(high))
    if low is not None:
        return tr("above {low}").format(low=short(low))
    return tr("below {high}").format(high=short(high or 0))


def _decisions(f: Filters) -> Iterator[Part]:
    n = f.narrowing
    if f.min_stars is not None:
        stars = stars_in_words(f.min_stars)
        text = tr("{stars} or more").format(stars=stars)
        phrase = tr("with {stars} or more").format(stars=stars)
        yield Part(text, phrase, replace(f, min_stars=None))
    if n.stars is not None:
        text, phrase = tr("No stars"), tr("with no stars")
        if n.stars:
            stars = stars_in_words(n.stars)
            text = tr("Exactly {stars}").format(stars=stars)
            phrase = tr("with exactly {stars}").format(stars=stars)
        yield Part(text, phrase, _without(f, stars=None))
    if f.flag is not None:
        said = tr("picked") if f.flag == "pick" else tr("rejected")
        phrase = trc("no photo", "picked") if f.flag == "pick" else trc("no photo", "rejected")
        yield Part(capital(said), phrase, replace(f, flag=None))
    if n.undecided:
        yield Part(tr("Undecided"), tr("undecided"), _without(f, undecided=False))
    if n.colour is not None:
        colour, rest = tr(n.colour), _without(f, colour=None)
        text = tr("Label {colour}").format(colour=colour)
        yield Part(text, tr("with the label {colour}").format(colour=colour), rest)


def _facts(f: Filters) -> Iterator[Part]:
    n = f.narrowing
    if f.date_from is not None or f.date_to is not None:
        first = "" if f.date_from is None else day_in_words(f.date_from)
        last = "" if f.date_to is None else day_in_words(f.date_to)
        if first and last:
            text = f"{first} – {last}"
            phrase = tr("taken between {first} and {last}").format(first=first, last=last)
        elif first:
            text = tr("Since {first}").format(first=first)
            phrase = tr("taken since {first}").format(first=first)
        else:
            text = tr("Until {last}").format(last=last)
            phrase = tr("taken until {last}").format(last=last)
        yield Part(text, phrase, replace(f, date_from=None, date_to=None))
    if n.camera is not None:
        phrase = tr("taken with {camera}").format(camera=n.camera)
        yield Part(n.camera, phrase, _without(f, camera=None))
    if n.lens is not None:
        yield Part(n.lens, tr("taken with {lens}").format(lens=n.lens), _without(f, lens=None))
    if f.folder is not None:
        name = f.folder.name or str(f.folder)
        text = tr("In {name}").format(name=name)
        yield Part(text, tr("in the folder {name}").format(name=name), replace(f, folder=None))
    if n.file_type is not None:
        kind = n.file_type.upper()
        yield Part(kind, tr("of the type {kind}").format(kind=kind), _without(f, file_type=None))
    if n.orientation is not None:
        phrase = tr("that is square")
        if n.orientation != "square":
            phrase = tr("in {shape} format").format(shape=trc("format", n.orientation))
        yield Part(capital(trc("format", n.orientation)), phrase, _without(f, orientation=None))
    if n.stacked is not None:
        said = tr("in a stack") if n.stacked else tr("in no stack")
        yield Part(capital(said), said, _without(f, stacked=None))
    if n.name:
        rest = _without(f, name="")
        text = tr("Name has “{name}”").format(name=n.name)
        yield Part(text, tr("with “{name}” in its name").format(name=n.name), rest)


def _without(filters: Filters, **changes: Any) -> Filters:
    narrowing: Narrowing = replace(filters.narrowing, **changes)
    return replace(filters, narrowing=narrowing)


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{short(low)}–{short(high)}"
    if low is not None:
        return tr("{low} or more").format(low=short(low))
    return tr("{high} or less").format(high=short(high or 0))

"""Filters as plain values for the settings file, and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any, get_args

from curator.library.narrowing import Narrowing, Orientation
from curator.library.records import Sort
from curator.ui.filters import Filters

_NUMBERS = {
    "min_score", "min_stars", "max_score", "min_generic", "max_generic", "min_apart", "max_apart",
}  # fmt: skip


def to_plain(filters: Filters) -> dict[str, Any]:
    """What differs from the default, without the words that are looked for."""
    plain: dict[str, Any] = {}
    for name, value in asdict(filters).items():
        if name in ("narrowing", "words", "best_match") or value == getattr(Filters(), name):
            continue
        plain[name] = value if isinstance(value, (int, float, str)) else str(value)
    more = asdict(filters.narrowing)
    kept = {name: more[name] for name in more if more[name] != getattr(Narrowing(), name)}
    if kept:
        plain["narrowing"] = {n: list(v) if isinstance(v, tuple) else v for n, v in kept.items()}
    return plain


def from_plain(plain: Mapping[str, Any]) -> Filters:
    """The filters again; what is unknown or damaged is left out."""
    more = plain.get("narrowing")
    narrowing = _known(Narrowing, more) if isinstance(more, Mapping) else {}
    return Filters(**_known(Filters, plain), narrowing=Narrowing(**narrowing))


def _known(kind: type, plain: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)} - {"narrowing", "words", "best_match"}
    read = {}
    for name in names & plain.keys():
        shows = name == "shows" and kind is Narrowing
        value = _words(plain[name]) if shows else _value(name, plain[name])
        if value is not None:
            read[name] = value
    return read


def _words(value: Any) -> tuple[str, ...] | None:
    good = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return tuple(value) if good else None


def _value(name: str, value: Any) -> Any:
    """A stored value as its field has it; None when it does not fit."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match name:
        case _ if name in _NUMBERS:
            return float(value) if number else None
        case "stars":
            return value if type(value) is int and 0 <= value <= 5 else None
        case "undecided" | "stacked":
            return value if isinstance(value, bool) else None
        case "sort":
            return value if value in get_args(Sort) else None
        case "flag":
            return value if value in ("pick", "reject") else None
        case "orientation":
            return value if value in get_args(Orientation) else None
        case "date_from" | "date_to":
            return _day(value)
        case "folder":
            return Path(value) if isinstance(value, str) and value else None
    return value if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None

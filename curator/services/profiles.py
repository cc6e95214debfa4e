"""Makes and changes profiles from what a person typed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from core import ATTRIBUTES, Profile, Reading, Statement
from curator.errors import UsageError
from curator.services.meanings import with_wish

Read = Callable[[Profile], Reading]


def new_profile(name: str, taste: str, traits: Sequence[str] = ()) -> Profile:
    """A profile from free text and "key=value" traits. Raises UsageError for bad traits."""
    return Profile.from_text(taste, name, with_traits({}, traits))


def changed_profile(profile: Profile, taste: str | None, traits: Sequence[str] = ()) -> Profile:
    """The profile with another taste (None keeps it) and more or fewer traits.

    Statements whose text stays keep their corrections. Raises UsageError for bad traits.
    """
    changed = profile if taste is None else profile.with_taste(taste)
    return Profile(changed.name, with_traits(dict(profile.traits), traits), changed.statements)


def with_traits(traits: dict[str, str], changes: Sequence[str]) -> dict[str, str]:
    """Traits after "key=value" changes; an empty value takes a trait away."""
    result = dict(traits)
    for change in changes:
        key, equals, value = change.partition("=")
        key, value = key.strip(), value.strip()
        if not equals or not key:
            raise UsageError(f"A trait is written KEY=VALUE, age=34 for example, not {change!r}.")
        if value:
            result[key] = value
        else:
            result.pop(key, None)
    return result


def corrected_profile(
    profile: Profile, corrections: Sequence[str], uncorrected: Sequence[int], read: Read
) -> Profile:
    """The profile with other readings of its statements.

    First the statements with the numbers (from 1 on) in `uncorrected` lose their corrections, then
    "N ATTRIBUTE=WISH" sets what counts, where WISH is a number from -1 to 1, `off`, or `flip`; the
    judge (`read`) is only asked for a flip. Raises UsageError, with a sentence, for what makes no
    sense.
    """
    orders = [_parsed(correction) for correction in corrections]
    changed = profile
    for number in uncorrected:
        text = _statement(changed, number).text
        changed = changed.with_statement(number - 1, Statement(text))
    reading: Reading | None = None
    for order in orders:
        statement = _statement(changed, order.number)
        if order.wish == "flip":
            if reading is None:
                reading = read(Profile(profile.name, profile.traits, changed.statements))
            changed_statement = _flipped(statement, order, reading)
        else:
            changed_statement = statement.with_wish(order.attribute, order.wish)
        changed = changed.with_statement(order.number - 1, changed_statement)
    return changed


@dataclass(frozen=True, slots=True)
class _Order:
    number: int
    attribute: str
    wish: float | Literal["flip"]


def _parsed(correction: str) -> _Order:
    match = re.fullmatch(r"\s*(\d{1,9})\s+(.+?)\s*=\s*(\S+)\s*", correction)
    if match is None:
        raise UsageError(
            'A correction is written "N ATTRIBUTE=WISH", "2 brightness=-0.8" for example, '
            f"not {correction!r}. N is a statement's number in 'profile show'."
        )
    return _Order(int(match[1]), _attribute(match[2]), _wish(match[3]))


def _attribute(words: str) -> str:
    """An attribute's id from its id or its name."""
    wanted = " ".join(words.replace("_", " ").split()).casefold()
    for attribute in ATTRIBUTES:
        if wanted in (attribute.id.replace("_", " "), attribute.name.casefold()):
            return attribute.id
    known = ", ".join(attribute.id for attribute in ATTRIBUTES)
    raise UsageError(f"There is no attribute {words!r}. There are: {known}.")


def _wish(word: str) -> float | Literal["flip"]:
    if word.casefold() == "flip":
        return "flip"
    if word.casefold() == "off":
        return 0.0
    try:
        wish = float(word)
    except ValueError:
        wish = 2.0
    if not -1 <= wish <= 1:
        raise UsageError(f"A wish is a number from -1 to 1, 'off' or 'flip', not {word!r}.")
    return wish


def _statement(profile: Profile, number: int) -> Statement:
    if 1 <= number <= len(profile.statements):
        return profile.statements[number - 1]
    there = len(profile.statements)
    raise UsageError(
        f"There is no statement {number}: {profile.name!r} has "
        f"{'none' if there == 0 else 'only one' if there == 1 else f'1 to {there}'}."
    )


def _flipped(statement: Statement, order: _Order, reading: Reading) -> Statement:
    own = reading.own_of(statement.text)
    read = {one.attribute: one.direction * one.strength for one in own}
    wish = statement.wish_of(order.attribute) or read.get(order.attribute)
    if wish is None:
        raise UsageError(
            f"Statement {order.number} is not read as speaking of {order.attribute}, so there is "
            "nothing to flip. Give a number from -1 to 1 instead."
        )
    return with_wish(statement, own, order.attribute, -wish)

"""Makes and changes profiles from what a person typed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from core import Attribute, Profile, Reading, Statement, Understood
from curator.errors import UsageError
from curator.services.meanings import with_wish
from curator.services.naming import attribute_like, attribute_named, content_words

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
    "N ATTRIBUTE=WISH" sets what counts, where WISH is a number from -1 to 1, `off`, or `flip`. In
    place of an attribute any words for what photos show may stand; those that look like an
    attribute, and those to be switched off, must be among what is read in the statement. The judge
    (`read`) is only asked for that, and for a flip. Raises UsageError, with a sentence, for what
    makes no sense.
    """
    orders = [_parsed(correction) for correction in corrections]
    changed = profile
    for number in uncorrected:
        text = _statement(changed, number).text
        changed = changed.with_statement(number - 1, Statement(text))
    reading: Reading | None = None
    for order in orders:
        statement = _statement(changed, order.number)
        own: Sequence[Understood] = ()
        if _needs_reading(statement, order):
            if reading is None:
                reading = read(Profile(profile.name, profile.traits, changed.statements))
            own = reading.own_of(statement.text)
            _check_is_read(statement, order, own)
        if order.wish == "flip":
            changed_statement = _flipped(statement, order, own)
        else:
            changed_statement = statement.with_wish(order.attribute, order.wish)
        changed = changed.with_statement(order.number - 1, changed_statement)
    return changed


@dataclass(frozen=True, slots=True)
class _Order:
    """`attribute` is an attribute's id, or words for what photos show; `like`: an attribute that
    those words look like."""

    number: int
    attribute: str
    wish: float | Literal["flip"]
    is_content: bool
    like: Attribute | None


def _parsed(correction: str) -> _Order:
    match = re.fullmatch(r"\s*(\d{1,9})\s+(.+?)\s*=\s*(\S+)\s*", correction)
    if match is None:
        raise UsageError(
            'A correction is written "N ATTRIBUTE=WISH", "2 brightness=-0.8" for example, '
            f"not {correction!r}. N is a statement's number in 'profile show'."
        )
    number, wish = int(match[1]), _wish(match[3])
    if (attribute := attribute_named(match[2])) is not None:
        return _Order(number, attribute.id, wish, False, None)
    words = content_words(match[2])
    if not words:
        raise UsageError(f"{match[2]!r} names neither an attribute nor anything to be seen.")
    return _Order(number, words, wish, True, attribute_like(words))


def _needs_reading(statement: Statement, order: _Order) -> bool:
    """Whether it takes the judge's reading to know what is meant."""
    if order.wish == "flip":
        return True
    known = statement.wish_of(order.attribute) is not None
    return order.is_content and not known and (order.like is not None or order.wish == 0)


def _check_is_read(statement: Statement, order: _Order, own: Sequence[Understood]) -> None:
    """Catch slips of the pen: words for content are taken as they are, whatever they say."""
    known = statement.wish_of(order.attribute) is not None
    if known or not order.is_content or order.attribute in (one.attribute for one in own):
        return
    if order.like is not None:
        like = order.like
        raise UsageError(
            f"There is no attribute {order.attribute!r}. Did you mean {like.id} (-1: {like.low}, "
            f"1: {like.high})?"
        )
    if order.wish == 0:
        read = ", ".join(one.attribute for one in own)
        raise UsageError(
            f"Statement {order.number} is not read as speaking of {order.attribute!r}, so there is "
            f"nothing to switch off.{f' It is read as speaking of: {read}.' if read else ''}"
        )


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


def _flipped(statement: Statement, order: _Order, own: Sequence[Understood]) -> Statement:
    read = {one.attribute: one.direction * one.strength for one in own}
    wish = statement.wish_of(order.attribute) or read.get(order.attribute)
    if wish is None:
        raise UsageError(
            f"Statement {order.number} is not read as speaking of {order.attribute}, so there is "
            "nothing to flip. Give a number from -1 to 1 instead."
        )
    return with_wish(statement, own, order.attribute, -wish)

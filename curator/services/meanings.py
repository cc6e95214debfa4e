"""What a statement means for photos: what the judge reads in it, and what the person made of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import Statement, Understood


@dataclass(frozen=True, slots=True)
class Meaning:
    """One attribute that a statement speaks of.

    `wish` is what counts, from -1 (the low pole is wanted) to 1 (the high pole); 0: switched off.
    `own` is what the judge itself reads, 0 where it reads nothing. `corrected`: the person said
    what counts.
    """

    attribute: str
    wish: float
    own: float
    corrected: bool


def meanings_of(statement: Statement, own: Sequence[Understood]) -> tuple[Meaning, ...]:
    """A statement's meanings: what the judge reads, the strongest first, then what was added."""
    read = {one.attribute: one.direction * one.strength for one in own}
    said = {} if statement.correction is None else dict(statement.correction.wishes)
    ordered = sorted(read, key=lambda attribute: -abs(read[attribute]))
    return tuple(
        Meaning(
            attribute=attribute,
            wish=said.get(attribute, read.get(attribute, 0.0)),
            own=read.get(attribute, 0.0),
            corrected=attribute in said,
        )
        for attribute in dict.fromkeys([*ordered, *said])
    )


def with_wish(
    statement: Statement, own: Sequence[Understood], attribute: str, wish: float
) -> Statement:
    """The statement with another wish; one that the judge reads by itself is no correction."""
    corrected = statement.with_wish(attribute, wish)
    read = {one.attribute: one.direction * one.strength for one in own}
    same = round(read.get(attribute, 0.0), 3) == corrected.wish_of(attribute) != 0
    return corrected.without(attribute) if same else corrected

"""What narrows photos down beside place, days and decisions: a frozen record."""

from dataclasses import dataclass
from typing import Final, Literal

Orientation = Literal["landscape", "portrait", "square"]
Choice = Literal["camera", "lens", "file_type", "colour"]
"""What can be chosen from what is in the library."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """All of it must hold; None and empty: any.

    Scores are 0 to 100 and both ends are inside; `apart` is how far the scores of two profiles are
    from each other, whoever's is higher. What has no such score is left out. `stars`: so many whole
    stars and no more, 0 for none. `undecided`: neither picked nor rejected. `file_type` is the
    extension of the main file, in small letters without the dot. `shows` are words for what photos
    show and how they look, of each of which the judge is as sure as `SHOWS`. `name` is looked for
    in the file's name, whatever the case. `stacked`: in a stack, or in none.
    """

    max_score: float | None = None
    min_generic: float | None = None
    max_generic: float | None = None
    min_apart: float | None = None
    max_apart: float | None = None
    stars: int | None = None
    undecided: bool = False
    colour: str | None = None
    camera: str | None = None
    lens: str | None = None
    file_type: str | None = None
    orientation: Orientation | None = None
    shows: tuple[str, ...] = ()
    name: str = ""
    stacked: bool | None = None


ANY: Final = Narrowing()

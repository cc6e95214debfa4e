"""What the user wants to see."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from curator.library.narrowing import ANY, Narrowing
from curator.library.records import Flag, Sort

TWO_PEOPLE: tuple[Sort, ...] = ("other", "both", "apart")
"""Orders that there are only while a second person is chosen."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Sorting and filters of the grid; the default shows everything, best first.

    `shows` is a word for what photos show; `words` are looked for in the photos, and with
    `best_match` those that match best come first, whatever the sorting. `folder` includes its
    sub-folders.
    """

    sort: Sort = "score"
    min_score: float | None = None
    date_from: date | None = None
    date_to: date | None = None
    min_stars: float | None = None
    flag: Flag | None = None
    shows: str | None = None
    words: str = ""
    best_match: bool = False
    folder: Path | None = None
    narrowing: Narrowing = ANY

    @property
    def narrow(self) -> bool:
        """Whether any photo can be left out."""
        return self != Filters(sort=self.sort)

    @property
    def decided(self) -> bool:
        """Whether what a person decides about photos changes which are left."""
        more = self.narrowing
        return (
            self.min_stars is not None
            or self.flag is not None
            or more.stars is not None
            or more.undecided
            or more.colour is not None
        )

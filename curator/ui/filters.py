"""What the user wants to see, and what is said when nothing is left of it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class Empty:
    """An empty grid in words: what is the matter, what to do; `action` is a button's text."""

    sentence: str
    advice: str
    action: Literal["Show all photos", "Add a folder", ""] = ""


def empty_in_words(
    filters: Filters, *, roots: int, photos: int, scanning: bool, other: str = ""
) -> Empty:
    """Why the grid is empty: `photos` are those in the library, whatever the filters; `other` is
    the second person's name."""
    from curator.ui.filter_words import parts  # it needs the record above

    if roots == 0:
        return Empty("No folder yet", "Add a folder of photos to rank them.", "Add a folder")
    if photos == 0 and scanning:
        return Empty("Looking through your folders…", "Photos appear here as they are found.")
    if photos == 0:
        return Empty(
            "No photos in this folder",
            "Photos that you put there appear here by themselves.",
        )
    wanted = [part.phrase for part in parts(filters, other)]
    if not wanted:
        return Empty("Nothing to show yet", "Photos appear here as they are read.")
    return Empty(f"No photo {' and '.join(wanted)}", _advice(filters), "Show all photos")


def _advice(filters: Filters) -> str:
    if filters == Filters(sort=filters.sort, min_score=filters.min_score):
        return "Lower the minimum score to see more."
    if filters.words:
        return "Try other words or fewer filters. Photos are found once they were looked at."
    return "Remove or widen a filter to see more."

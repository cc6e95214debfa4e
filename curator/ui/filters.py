"""What the user wants to see, and what is said when nothing is left of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from curator.library.records import Flag, Sort


@dataclass(frozen=True, slots=True)
class Filters:
    """Sorting and filters of the grid; the default shows everything, best first.

    `shows` is a word for what photos show; `words` are looked for in the photos, and with
    `best_match` those that match best come first, whatever the sorting.
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

    @property
    def narrow(self) -> bool:
        """Whether any photo can be left out."""
        return self != Filters(sort=self.sort)


@dataclass(frozen=True, slots=True)
class Empty:
    """An empty grid in words: what is the matter, what to do; `action` is a button's text."""

    sentence: str
    advice: str
    action: Literal["Show all photos", "Add a folder", ""] = ""


def empty_in_words(filters: Filters, *, roots: int, photos: int, scanning: bool) -> Empty:
    """Why the grid is empty: `photos` are those in the library, whatever the filters."""
    if roots == 0:
        return Empty("No folder yet", "Add a folder of photos to rank them.", "Add a folder")
    if photos == 0 and scanning:
        return Empty("Looking through your folders…", "Photos appear here as they are found.")
    if photos == 0:
        return Empty(
            "No photos in this folder",
            "Photos that you put there appear here by themselves.",
        )
    wanted = _wanted(filters)
    if not wanted:
        return Empty("Nothing to show yet", "Photos appear here as they are read.")
    return Empty(f"No photo {' and '.join(wanted)}", _advice(filters), "Show all photos")


def _wanted(filters: Filters) -> list[str]:
    wanted = []
    if filters.words:
        wanted.append(f"matching “{filters.words}”")
    if filters.shows is not None:
        wanted.append(f"showing {filters.shows}")
    if filters.min_score is not None:
        wanted.append(f"above {filters.min_score:g}")
    if filters.min_stars is not None:
        stars = f"{filters.min_stars:g} star{'' if filters.min_stars == 1 else 's'}"
        wanted.append(f"with {stars} or more")
    if filters.flag is not None:
        wanted.append("picked" if filters.flag == "pick" else "rejected")
    if filters.date_from is not None and filters.date_to is not None:
        wanted.append(f"taken between {filters.date_from} and {filters.date_to}")
    elif filters.date_from is not None:
        wanted.append(f"taken since {filters.date_from}")
    elif filters.date_to is not None:
        wanted.append(f"taken until {filters.date_to}")
    return wanted


def _advice(filters: Filters) -> str:
    if filters == Filters(sort=filters.sort, min_score=filters.min_score):
        return "Lower the minimum score to see more."
    if filters.words:
        return "Try other words or fewer filters. Photos are found once they were looked at."
    return "Widen the filters to see more."

"""What is said in the place of photos when there are none to show."""

from dataclasses import dataclass
from typing import Literal

from curator.ui.filter_words import parts
from curator.ui.filters import Filters


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

"""What is said in the place of photos when there are none to show."""

from dataclasses import dataclass

from curator.language import tr
from curator.ui.filter_words import parts
from curator.ui.filters import Filters


@dataclass(frozen=True, slots=True)
class Empty:
    """An empty grid in words: what is the matter, what to do; `action` is a button's text.

    The button adds a folder, or shows all photos.
    """

    sentence: str
    advice: str
    action: str = ""
    adds_folder: bool = False


def empty_in_words(
    filters: Filters, *, roots: int, photos: int, scanning: bool, other: str = ""
) -> Empty:
    """Why the grid is empty: `photos` are those in the library, whatever the filters; `other` is
    the second person's name."""
    if roots == 0:
        return Empty(
            *(tr("No folder yet"), tr("Add a folder of photos to rank them.")),
            *(tr("Add a folder"), True),
        )
    if photos == 0 and scanning:
        return Empty(
            tr("Looking through your folders…"), tr("Photos appear here as they are found.")
        )
    if photos == 0:
        return Empty(
            tr("No photos in this folder"),
            tr("Photos that you put there appear here by themselves."),
        )
    wanted = [part.phrase for part in parts(filters, other)]
    if not wanted:
        return Empty(tr("Nothing to show yet"), tr("Photos appear here as they are read."))
    return Empty(
        tr("No photo {wanted}").format(wanted=tr(" and ").join(wanted)),
        _advice(filters),
        tr("Show all photos"),
    )


def _advice(filters: Filters) -> str:
    if filters == Filters(sort=filters.sort, min_score=filters.min_score):
        return tr("Lower the minimum score to see more.")
    if filters.words:
        return tr("Try other words or fewer filters. Photos are found once they were looked at.")
    return tr("Remove or widen a filter to see more.")

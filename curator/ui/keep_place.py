"""Where a photo that must not move goes in a new order. Pure arithmetic of the grid."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where the user is: the current photo, how far below the visible top it stands in pixels, and
    those chosen with it."""

    photo_id: int
    y: int
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """The grid as it is drawn: cells in a line, their height and the visible height in pixels."""

    columns: int
    cell_height: int
    height: int


def held_order(ids: Sequence[int], held: int, column: int, y: int, screen: Screen) -> list[int]:
    """`ids` with the photo `held` moved as little as keeps it in its column and at height `y`.

    `y` is its distance from the top of the visible part, in pixels. While scores arrive, the photo
    that the user is on so stands a few places beside its rank, instead of jumping; all others are
    in order. Where the list is too short for it to stay, it goes to the nearest place.
    """
    order = list(ids)
    if held not in order:
        return order
    target = order.index(held)
    del order[target]
    order.insert(_nearest(target, len(ids), column, y, screen), held)
    return order


def _nearest(target: int, count: int, column: int, y: int, screen: Screen) -> int:
    columns, high = screen.columns, screen.cell_height
    lines = -(-count // columns)
    furthest = max(0, lines * high - screen.height)  # how far the grid can scroll
    first = -(-y // high)
    last = (furthest + y) // high
    candidates = [
        line * columns + column
        for line in range(max(0, first), min(lines - 1, last) + 1)
        if line * columns + column < count
    ]
    return min(candidates, key=lambda place: (abs(place - target), place), default=target)

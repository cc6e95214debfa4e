"""How photos are laid side by side as large as possible. Pure arithmetic."""

from collections.abc import Sequence
from math import ceil

Box = tuple[int, int, int, int]
"""Left, top, width, height."""


def best_columns(ratios: Sequence[float], width: int, height: int, below: int) -> int:
    """The number of columns in which photos get the most room together.

    `ratios` are width by height of the photos, `below` is the height that each cell's line takes.
    """

    def shown(columns: int) -> float:
        wide = width / columns
        high = max(1.0, height / ceil(len(ratios) / columns) - below)
        return sum(min(wide, high * ratio) ** 2 / ratio for ratio in ratios)

    return max(range(1, max(1, len(ratios)) + 1), key=lambda columns: (shown(columns), -columns))


def cells(count: int, columns: int, width: int, height: int) -> list[Box]:
    """The cells, line by line; those of a last line that is not full are centred."""
    lines = max(1, ceil(count / columns))
    boxes = []
    for place in range(count):
        line, column = divmod(place, columns)
        here = min(columns, count - line * columns)
        indent = (width - here * width // columns) // 2
        left, right = column * width // columns, (column + 1) * width // columns
        top, bottom = line * height // lines, (line + 1) * height // lines
        boxes.append((indent + left, top, right - left, bottom - top))
    return boxes

"""How a photo lies in a view: fitted into it, or larger around a point. Pure arithmetic.

All lengths are real pixels of the screen and of the photo, whatever the screen's scale.
"""

from dataclasses import dataclass, replace

Size = tuple[int, int]
Point = tuple[float, float]

_STEPS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 8.0)
_SAME = 1.02  # factors nearer to each other than this are one step


@dataclass(frozen=True, slots=True)
class Zoom:
    """How large a photo is shown, and where.

    `factor` is pixels of the screen for one of the photo; None fits the photo into the view. `x`
    and `y` (0 to 1) are the point of the photo in the middle of the view; a fitted photo keeps
    them for the next time it is enlarged.
    """

    factor: float | None = None
    x: float = 0.5
    y: float = 0.5


FIT = Zoom()


@dataclass(frozen=True, slots=True)
class Place:
    """The rectangle of the whole photo in the view; it may be larger than the view."""

    left: int
    top: int
    width: int
    height: int


def fit_factor(photo: Size, room: Size) -> float:
    """The factor at which a photo just fits."""
    return min(room[0] / photo[0], room[1] / photo[1])


def factor_of(zoom: Zoom, photo: Size, room: Size) -> float:
    """Pixels of the screen for one of the photo."""
    return fit_factor(photo, room) if zoom.factor is None else zoom.factor


def placed(zoom: Zoom, photo: Size, room: Size) -> Place:
    """Where the photo lies: in the middle where it is smaller than the view, else covering it."""
    if zoom.factor is None:
        long = max(1, int(max(photo) * fit_factor(photo, room) + 1e-6))
        width, height = (max(1, round(side * long / max(photo))) for side in photo)
    else:
        width, height = (max(1, round(side * zoom.factor)) for side in photo)
    left = _edge(zoom.x, width, room[0])
    return Place(left, _edge(zoom.y, height, room[1]), width, height)


def point_at(zoom: Zoom, photo: Size, room: Size, at: Point) -> Point:
    """The point of the photo (0 to 1) that is seen at a place of the view."""
    place = placed(zoom, photo, room)
    return (
        min(1.0, max(0.0, (at[0] - place.left) / place.width)),
        min(1.0, max(0.0, (at[1] - place.top) / place.height)),
    )


def enlarged(zoom: Zoom, factor: float | None, photo: Size, room: Size, at: Point) -> Zoom:
    """Another factor; what is seen at `at` stays there as far as the photo's edges allow."""
    if factor is None:
        return replace(zoom, factor=None)
    x, y = point_at(zoom, photo, room, at)
    middle = Zoom(
        factor,
        x + (room[0] / 2 - at[0]) / (photo[0] * factor),
        y + (room[1] / 2 - at[1]) / (photo[1] * factor),
    )
    return held(middle, photo, room)


def stepped(zoom: Zoom, up: bool, photo: Size, room: Size, at: Point) -> Zoom:
    """The next larger or smaller step: powers of two, and the fitting size."""
    fit = fit_factor(photo, room)
    least = min(fit, 1.0)
    now = factor_of(zoom, photo, room)
    steps = sorted({fit, *(step for step in _STEPS if step >= least)})
    if up:
        nearest = next((step for step in steps if step > now * _SAME), steps[-1])
    else:
        nearest = next((step for step in reversed(steps) if step < now / _SAME), steps[0])
    return enlarged(zoom, None if nearest == fit else nearest, photo, room, at)


def moved(zoom: Zoom, photo: Size, room: Size, right: float, down: float) -> Zoom:
    """Look so many pixels of the screen further to the right and down."""
    place = placed(zoom, photo, room)
    further = replace(zoom, x=zoom.x + right / place.width, y=zoom.y + down / place.height)
    return held(further, photo, room)


def held(zoom: Zoom, photo: Size, room: Size) -> Zoom:
    """The middle brought back to where the view does not look past the photo's edges."""
    place = placed(zoom, photo, room)
    return replace(
        zoom, x=_within(zoom.x, place.width, room[0]), y=_within(zoom.y, place.height, room[1])
    )


def _within(middle: float, length: int, room: int) -> float:
    half = room / 2 / length
    return 0.5 if half >= 0.5 else min(1 - half, max(half, middle))


def _edge(middle: float, length: int, room: int) -> int:
    if length <= room:
        return (room - length) // 2
    return min(0, max(room - length, round(room / 2 - middle * length)))

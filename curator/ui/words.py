"""How the window puts photos, counts and sizes into words."""

from collections.abc import Sequence

from curator.library.records import Ranked


def photo_in_words(row: Ranked) -> str:
    """A photo as a screen reader says it."""
    return ", ".join([row.path.name, score_in_words(row), *decision_in_words(row)])


def score_in_words(row: Ranked) -> str:
    """A photo's score, or why it has none."""
    if row.error is not None:
        return f"cannot be used: {row.error}"
    said = "not scored yet" if row.score is None else f"score {row.score:.0f}"
    return said if row.other is None else f"{said}, second person's score {row.other:.0f}"


def decision_in_words(row: Ranked) -> Sequence[str]:
    """What was decided about a photo; nothing when nothing was."""
    said = []
    if row.stars:
        said.append("1 star" if row.stars == 1 else f"{row.stars:g} stars")
    if row.flag is not None:
        said.append("picked" if row.flag == "pick" else "rejected")
    if row.colour is not None:
        said.append(f"{row.colour} label")
    return said


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 photo`, `1,234 photos`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def left_in_words(seconds: float) -> str:
    """How long work still takes: `about 3 min left`, `about 2 h 10 min left`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute left"
    if minutes < 60:
        return f"about {minutes} min left"
    hours, minutes = divmod(minutes if minutes < 600 else round(minutes, -1), 60)
    return f"about {hours} h {minutes} min left" if minutes else f"about {hours} h left"


def size_in_words(size: int) -> str:
    """A number of bytes for people: `740 KB`, `12.4 MB`."""
    amount = float(size)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit in ("bytes", "KB") else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"

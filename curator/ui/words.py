"""How the window puts photos, counts and sizes into words, in its language."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from curator.language import current, retold, tr, trn
from curator.library.records import Ranked


def photo_in_words(row: Ranked) -> str:
    """A photo as a screen reader says it."""
    return ", ".join([row.path.name, score_in_words(row), *decision_in_words(row)])


def score_in_words(row: Ranked) -> str:
    """A photo's score, or why it has none."""
    if row.error is not None:
        return tr("cannot be used: {error}").format(error=retold(row.error))
    said = tr("not scored yet")
    if row.score is not None:
        said = tr("score {score:.0f}").format(score=row.score)
    if row.other is None:
        return said
    return tr("{said}, second person's score {other:.0f}").format(said=said, other=row.other)


def decision_in_words(row: Ranked) -> Sequence[str]:
    """What was decided about a photo; nothing when nothing was."""
    said = []
    if row.stars:
        said.append(stars_in_words(row.stars))
    if row.flag is not None:
        said.append(tr("picked") if row.flag == "pick" else tr("rejected"))
    if row.colour is not None:
        said.append(label_in_words(row.colour))
    return said


def stars_in_words(stars: float) -> str:
    """`1 star`, `2.5 stars`."""
    return trn("{number} star", "{number} stars", 1 if stars == 1 else 2).format(
        number=short(stars)
    )


def label_in_words(colour: str) -> str:
    """A colour label: `red label`."""
    return tr("{colour} label").format(colour=tr(colour))


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4)
def _locale(language: str) -> QLocale:
    return QLocale(language)


def number(amount: float, digits: int = 0) -> str:
    """`1,234`, or `1,234.5` with one of the digits after the point; in German `1.234,5`."""
    return _locale(current()).toString(float(amount), "f", digits)


def short(amount: float) -> str:
    """A number with one digit after the point where it is no whole one: `3`, `2.5`."""
    return number(amount, 0 if float(amount).is_integer() else 1)


def signed(amount: float, digits: int = 0) -> str:
    """A difference: `+12`, `−0.4`."""
    return ("−" if round(amount, digits) < 0 else "+") + number(abs(amount), digits)


def day_in_words(day: date) -> str:
    """`2024-03-05`, in German `05.03.2024`."""
    return _locale(current()).toString(QDate(day.year, day.month, day.day), tr("yyyy-MM-dd"))


def time_in_words(when: datetime) -> str:
    """`5 March 2024, 13:04`, in German `5. März 2024, 13:04`."""
    day = QDateTime(QDate(when.year, when.month, when.day), QTime(when.hour, when.minute))
    return _locale(current()).toString(day, tr("d MMMM yyyy, HH:mm"))


def count(amount: int, one: str, many: str | None = None) -> str:
    """`1 photo`, `1,234 photos`: "{number} photo" is what stands in the catalogue."""
    said = trn(f"{{number}} {one}", f"{{number}} {many or one + 's'}", amount)
    return said.format(number=number(amount))


def left_in_words(seconds: float) -> str:
    """How long work still takes: `about 3 min left`, `about 2 h 10 min left`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return tr("less than a minute left")
    if minutes < 60:
        return tr("about {minutes} min left").format(minutes=minutes)
    hours, minutes = divmod(minutes if minutes < 600 else round(minutes, -1), 60)
    if minutes:
        return tr("about {hours} h {minutes} min left").format(hours=hours, minutes=minutes)
    return tr("about {hours} h left").format(hours=hours)


def size_in_words(size: int) -> str:
    """A number of bytes for people: `740 KB`, `12.4 MB`."""
    amount = float(size)
    for unit in (tr("bytes"), "KB", "MB", "GB"):
        if amount < 1000:
            return f"{number(amount, 1 if unit in ('MB', 'GB') else 0)} {unit}"
        amount /= 1000
    return f"{number(amount, 1)} TB"

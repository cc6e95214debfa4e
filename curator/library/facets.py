"""The columns that rankings filter and sort by: what each is, and what it is read from."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.sql.expression import SQLColumnExpression

from curator.library.columns import Floats, Mask, Snapshot, Texts, coded, plain_rows
from curator.library.models import (
    DecisionRow,
    FileRow,
    JudgementRow,
    LookFailureRow,
    RootRow,
    ShownRow,
    StackPhotoRow,
    StackRow,
)
from curator.library.narrowing import Choice
from curator.library.paths import inside, stored
from curator.library.queries import READY, THERE, key_id
from curator.library.records import SHOWS, JudgementKey
from curator.library.scanning import below
from curator.library.stacking import ALONE

# A photo without a date of its own has that of its file.
_date = func.coalesce(
    FileRow.taken_at,
    func.strftime(
        "%Y-%m-%d %H:%M:%S.000000",  # as SQLAlchemy stores times
        FileRow.mtime_ns / literal_column("1000000000.0"),
        "unixepoch",
        "localtime",
    ),
)
DAY = 1_000_000_000
"""A day's place in a time as a number: YYYYMMDD, then nine digits down to the millisecond."""

_ONE = literal_column("1", Integer)
_SQUARE = 0.02  # sides that differ by less are as good as equal


def _digits(time: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """A stored time as a number that sorts as it does: YYYYMMDDHHMMSS and milliseconds."""
    plain: ColumnElement[str] = func.substr(time, 1, 23)
    for mark in "- :.":
        plain = func.replace(plain, mark, "")
    return cast(plain, Integer)


def dates(snapshot: Snapshot) -> NDArray[np.int64]:
    """When each photo was taken, else changed, as numbers."""
    query = select(FileRow.photo_id, _digits(_date))
    return snapshot.values("dates", ("content",), query, 0, np.int64)


def taken(snapshot: Snapshot) -> NDArray[np.int64]:
    """When each photo was taken, as numbers; those that do not say come after all others."""
    query = select(FileRow.photo_id, _digits(FileRow.taken_at)).where(FileRow.taken_at.is_not(None))
    return snapshot.values("taken", ("content",), query, np.iinfo(np.int64).max, np.int64)


def scores(snapshot: Snapshot, key: JudgementKey | None) -> Floats:
    """Each photo's score (n,), NaN where there is none."""
    return _judged(snapshot, key)[:, 0]


def generics(snapshot: Snapshot, key: JudgementKey | None) -> Floats:
    """Each photo's generic score (n,), NaN where there is none."""
    return _judged(snapshot, key)[:, 1]


def _judged(snapshot: Snapshot, key: JudgementKey | None) -> Floats:
    def load() -> Floats:
        values = np.full((len(snapshot.photos.ids), 2), np.nan)
        if key is None:
            return values
        query = (
            select(FileRow.photo_id, JudgementRow.score, JudgementRow.generic)
            .join(JudgementRow, JudgementRow.content_hash == FileRow.content_hash)
            .where(READY, JudgementRow.key_id == key_id(key))
        )
        rows = np.array(plain_rows(snapshot.connection, query), np.float64).reshape(-1, 3)
        places = snapshot.photos.places(rows[:, 0].astype(np.int64))
        values[places[places >= 0]] = rows[places >= 0, 1:]
        return values

    return snapshot.get(("judged", key), ("place", "root", "content", "judgement"), load)


def failed(snapshot: Snapshot, key: JudgementKey | None) -> Mask:
    """Which photos could not be read, or looked at by the judge."""
    unread = select(FileRow.photo_id, _ONE).where(FileRow.state == literal_column("'failed'"))
    found: NDArray[np.bool_] = snapshot.values("unread", ("content",), unread, False, np.bool_)
    if key is None:
        return found
    unseen = (
        select(FileRow.photo_id, _ONE)
        .join(LookFailureRow, LookFailureRow.content_hash == FileRow.content_hash)
        .where(READY, LookFailureRow.vision_id == key.vision_id)
    )
    place = ("unseen", key.vision_id)
    without: Mask = snapshot.values(place, ("content", "look_failure"), unseen, False, np.bool_)
    return found | without


def stars(snapshot: Snapshot, profile_id: int | None) -> Floats:
    """Each photo's stars, NaN for none."""
    return _decisions(snapshot, profile_id)[0]


def flags(snapshot: Snapshot, profile_id: int | None) -> Texts:
    """Which photos are picked, and which rejected."""
    return _decisions(snapshot, profile_id)[1]


def colours(snapshot: Snapshot, profile_id: int | None) -> Texts:
    """Each photo's colour label."""
    return _decisions(snapshot, profile_id)[2]


def _decisions(snapshot: Snapshot, profile_id: int | None) -> tuple[Floats, Texts, Texts]:
    def load() -> tuple[Floats, Texts, Texts]:
        whose: ColumnElement[bool] = DecisionRow.profile_id.is_(None)
        if profile_id is not None:
            whose = or_(whose, DecisionRow.profile_id == profile_id)
        query = select(
            DecisionRow.photo_id, DecisionRow.stars, DecisionRow.flag, DecisionRow.colour
        ).where(whose)
        # A person's own decision comes after, and so in place of, the one read from the file.
        rows = plain_rows(snapshot.connection, query.order_by(DecisionRow.profile_id.is_not(None)))
        photos = snapshot.photos
        given = ((row[0], np.nan if row[1] is None else row[1]) for row in rows)
        return (
            photos.spread(given, np.nan, np.float64),
            coded(photos, ((row[0], row[2]) for row in rows)),
            coded(photos, ((row[0], row[3]) for row in rows)),
        )

    return snapshot.get(("decisions", profile_id), ("place", "root", "decision"), load)


def texts(snapshot: Snapshot, what: Choice, profile_id: int | None) -> Texts:
    """Each photo's camera, lens, type of file or colour."""
    match what:
        case "camera":
            query = select(FileRow.photo_id, FileRow.camera)
        case "lens":
            query = select(FileRow.photo_id, FileRow.lens)
        case "file_type":
            return snapshot.texts(what, (), select(FileRow.photo_id, _extension()))
        case "colour":
            return colours(snapshot, profile_id)
    return snapshot.texts(what, ("content",), query)


def orientations(snapshot: Snapshot) -> Texts:
    """Which photos are landscape, portrait or square."""
    least = func.min(FileRow.width, FileRow.height)
    alike = func.abs(FileRow.width - FileRow.height) <= least * literal_column(str(_SQUARE))
    named = case(
        (FileRow.width.is_(None), null()),
        (alike, "square"),
        (FileRow.width > FileRow.height, "landscape"),
        else_="portrait",
    )
    return snapshot.texts("orientation", ("content",), select(FileRow.photo_id, named))


def shows(snapshot: Snapshot, word: str, key: JudgementKey | None) -> Mask:
    """Which photos show something, or look like something."""
    if key is None:
        return np.zeros(len(snapshot.photos.ids), np.bool_)
    query = (
        select(FileRow.photo_id, _ONE)
        .join(ShownRow, ShownRow.content_hash == FileRow.content_hash)
        .where(
            READY,
            ShownRow.vision_id == key.vision_id,
            ShownRow.word == word,
            ShownRow.confidence >= SHOWS,
        )
    )
    place = ("shows", word, key.vision_id)
    told: Mask = snapshot.values(place, ("content", "shown"), query, False, np.bool_)
    return told


def in_stack(snapshot: Snapshot) -> Mask:
    """Which photos are in a stack of which more than one is there."""

    def load() -> Mask:
        query = (
            select(FileRow.photo_id, StackPhotoRow.stack_id)
            .join(StackPhotoRow, StackPhotoRow.photo_id == FileRow.photo_id)
            .join(StackRow, StackRow.id == StackPhotoRow.stack_id)
            .where(StackRow.kind != ALONE)
        )
        stacks = snapshot.values("stack", ("stack",), query, -1, np.int64)
        _, which, sizes = np.unique(stacks, return_inverse=True, return_counts=True)
        return np.asarray((stacks >= 0) & (sizes[which] > 1))

    return snapshot.get("in stack", ("place", "root", "stack"), load)


def name_order(snapshot: Snapshot) -> NDArray[np.int64]:
    """Each photo's place in the order of relative paths, whatever the case."""

    def load() -> NDArray[np.int64]:
        query = (
            select(FileRow.photo_id)
            .join(RootRow, RootRow.id == FileRow.root_id)
            .where(THERE)
            .order_by(FileRow.relative.collate("NOCASE"), RootRow.path, FileRow.relative)
        )
        rows = np.array(plain_rows(snapshot.connection, query), np.int64).reshape(-1)
        return snapshot.photos.spread(
            ((photo, place) for place, photo in enumerate(rows.tolist())), len(rows), np.int64
        )

    return snapshot.get("names", ("place", "root"), load)


def named(snapshot: Snapshot, text: str) -> Mask:
    """Which photos have this text in their file's name, whatever the case."""

    def load() -> list[str]:
        names = [""] * len(snapshot.photos.ids)
        rows = plain_rows(
            snapshot.connection, select(FileRow.photo_id, FileRow.relative).where(THERE)
        )
        ids = np.array([row[0] for row in rows], np.int64)
        for place, row in zip(snapshot.photos.places(ids).tolist(), rows, strict=True):
            if place >= 0:
                names[place] = row[1].rsplit("/", 1)[-1].casefold()
        return names

    names: list[str] = snapshot.get("file names", ("place", "root"), load)
    wanted = text.casefold()
    return np.fromiter((wanted in name for name in names), np.bool_, len(names))


def in_folder(snapshot: Snapshot, folder: Path) -> Mask:
    """Which photos are in a folder: part of a root, a whole root, or one that holds roots."""
    named = folder.expanduser()
    places = {stored(named.absolute()), stored(named.resolve())}
    found: list[ColumnElement[bool]] = []
    for root in snapshot.connection.execute(select(RootRow.id, RootRow.path)):
        for place in places:
            if inside(root.path, place):
                found.append(FileRow.root_id == root.id)
            elif inside(place, root.path):
                relative = place[len(root.path) :].lstrip("/")
                found.append(and_(FileRow.root_id == root.id, below(relative)))
    query = select(FileRow.photo_id, _ONE).where(or_(false(), *found))
    there: Mask = snapshot.values(("folder", stored(named)), (), query, False, np.bool_)
    return there


def _extension() -> ColumnElement[str | None]:
    """What follows the last dot of a path: without dots, all but it is stripped from the right."""
    before = func.rtrim(FileRow.relative, func.replace(FileRow.relative, ".", ""))
    after = func.lower(func.substr(FileRow.relative, func.length(before) + 1))
    none = or_(before == "", func.instr(after, "/") > 0)  # a dot in a folder's name is not meant
    return case((none, null()), else_=after)

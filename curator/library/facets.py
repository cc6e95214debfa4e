"""The columns that rankings filter and sort by: what each is, and what it is read from."""

from collections.abc import Hashable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
)

from curator.library import contents
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

Times = NDArray[np.int64]

NEVER = np.iinfo(np.int64).max
"""The time of what has none: after all others."""

DAY = 24 * 3600 * 1_000_000
"""A day in the unit of times."""

_changed = func.strftime(
    "%Y-%m-%d %H:%M:%S",
    FileRow.mtime_ns / literal_column("1000000000.0"),
    "unixepoch",
    "localtime",
)
_ONE = literal_column("1", Integer)
_SHOWN_TABLES = ("place", "root", "content", "shown")
_SQUARE = 0.02  # sides that differ by less are as good as equal


def dates(snapshot: Snapshot) -> Times:
    """When each photo was taken, else changed: microseconds of a local time."""

    def load() -> Times:
        found = taken(snapshot).copy()
        query = select(FileRow.photo_id, _changed).where(THERE, FileRow.taken_at.is_(None))
        changed = _times(snapshot, plain_rows(snapshot.connection, query))
        return np.where(found == NEVER, changed, found)

    return snapshot.get("dates", ("place", "root", "content"), load)


def taken(snapshot: Snapshot) -> Times:
    """When each photo was taken, as `dates`; `NEVER` for those that do not say."""

    def load() -> Times:
        query = select(FileRow.photo_id, FileRow.taken_at)
        query = query.where(THERE, FileRow.taken_at.is_not(None))
        return _times(snapshot, plain_rows(snapshot.connection, query))

    return snapshot.get("taken", ("place", "root", "content"), load)


def _times(snapshot: Snapshot, rows: Sequence[tuple[Any, ...]]) -> Times:
    """Photos' times, stored as texts."""
    found = np.array([row[1] for row in rows], "datetime64[us]").astype(np.int64)
    return snapshot.photos.spread(rows, NEVER, np.int64, found)


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
        table = JudgementRow
        query = select(table.content_hash, table.score, table.generic)
        rows = plain_rows(snapshot.connection, query.where(table.key_id == key_id(key)))
        at = contents.places(snapshot, contents.codes(row[0] for row in rows))
        judged = np.array([row[1:] for row in rows], np.float64).reshape(-1, 2)
        values[at >= 0] = judged[at[at >= 0]]
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
        return (
            photos.spread(rows, np.nan, np.float64),  # None becomes NaN
            coded(photos, rows, [row[2] for row in rows]),
            coded(photos, rows, [row[3] for row in rows]),
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
            return _file_types(snapshot)
        case "colour":
            return colours(snapshot, profile_id)
    return snapshot.texts(what, ("content",), query)


def _file_types(snapshot: Snapshot) -> Texts:
    """What follows the last dot of each photo's file name."""

    def load() -> Texts:
        parts = (name.rpartition(".") for name in _file_names(snapshot))
        types = [after if dot else None for _, dot, after in parts]
        return coded(snapshot.photos, list(zip(snapshot.photos.ids.tolist(), types, strict=True)))

    return snapshot.get("file_type", ("place", "root"), load)


def orientations(snapshot: Snapshot) -> Texts:
    """Which photos are landscape, portrait or square."""

    def load() -> Texts:
        sides = func.coalesce(FileRow.width, 0), func.coalesce(FileRow.height, 0)
        query = select(FileRow.photo_id, *sides).where(THERE)
        rows = plain_rows(snapshot.connection, query)
        width, height = np.array([row[1:] for row in rows], np.int64).reshape(-1, 2).T
        alike = np.abs(width - height) <= np.minimum(width, height) * _SQUARE
        codes = np.select([width == 0, alike, width > height], [-1, 2, 0], 1).astype(np.int32)
        return Texts(
            ("landscape", "portrait", "square"),
            snapshot.photos.spread(rows, -1, np.int32, codes),
        )

    return snapshot.get("orientation", ("place", "root", "content"), load)


def shows(snapshot: Snapshot, word: str, key: JudgementKey | None) -> Mask:
    """Which photos show something, or look like something."""
    if key is None:
        return np.zeros(len(snapshot.photos.ids), np.bool_)

    def load() -> Mask:
        query = _told(key.vision_id).where(ShownRow.word == word)
        rows = plain_rows(snapshot.connection, query)
        return contents.among(snapshot, contents.codes(row[0] for row in rows))

    return snapshot.get(_place(word, key), _SHOWN_TABLES, load)


def load_shown(snapshot: Snapshot, key: JudgementKey, words: tuple[str, ...]) -> None:
    """Have what `shows` gives for these words at hand: one way through the table."""

    def load() -> bool:
        found: dict[str, list[str]] = {word: [] for word in words}
        query = _told(key.vision_id).where(ShownRow.word.in_(words))
        for content, word in plain_rows(snapshot.connection, query):
            found[word].append(content)
        for word, told in found.items():
            there = contents.among(snapshot, contents.codes(told))
            snapshot.get(_place(word, key), _SHOWN_TABLES, partial(np.asarray, there))
        return True

    snapshot.get(("shown", words, key.vision_id), _SHOWN_TABLES, load)


def _told(vision_id: str) -> Select[*tuple[Any, ...]]:
    return select(ShownRow.content_hash, ShownRow.word).where(
        ShownRow.vision_id == vision_id, ShownRow.confidence >= SHOWS
    )


def _place(word: str, key: JudgementKey) -> Hashable:
    return ("shows", word, key.vision_id)


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
        rows = plain_rows(snapshot.connection, query)
        return snapshot.photos.spread(rows, len(rows), np.int64, np.arange(len(rows)))

    return snapshot.get("names", ("place", "root"), load)


def named(snapshot: Snapshot, text: str) -> Mask:
    """Which photos have this text in their file's name, whatever the case."""
    names, wanted = _file_names(snapshot), text.casefold()
    return np.fromiter((wanted in name for name in names), np.bool_, len(names))


def _file_names(snapshot: Snapshot) -> list[str]:
    """The names of the photos' files without their folders, in small letters."""

    def load() -> list[str]:
        names = [""] * len(snapshot.photos.ids)
        query = select(FileRow.photo_id, FileRow.relative).where(THERE)
        rows = plain_rows(snapshot.connection, query)
        ids = np.array([row[0] for row in rows], np.int64)
        for place, row in zip(snapshot.photos.places(ids).tolist(), rows, strict=True):
            if place >= 0:
                names[place] = row[1].rpartition("/")[2].casefold()
        return names

    return snapshot.get("file names", ("place", "root"), load)


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

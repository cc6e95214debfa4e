"""Conditions and columns that several queries about photos share."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, literal_column, select, true

from curator.library.connection import among
from curator.library.models import FileRow, JudgementKeyRow, RootRow
from curator.library.paths import joined
from curator.library.records import JudgementKey, Photo

_SIGN = 1 << 63

# Written out and not bound: SQLite uses a partial index only for constants in the query's text.
MAIN = FileRow.role == literal_column("'main'")
THERE = and_(MAIN, FileRow.missing_since.is_(None))
NEW = and_(THERE, FileRow.state == literal_column("'new'"))
READY = and_(THERE, FileRow.state == literal_column("'ready'"))
UNREADABLE = and_(  # photo files, the main ones or not
    FileRow.role != literal_column("'sidecar'"),
    FileRow.missing_since.is_(None),
    FileRow.state == literal_column("'failed'"),
)
READABLE = and_(RootRow.online, RootRow.removed_at.is_(None))


def in_roots(root_ids: Sequence[int] | None) -> ColumnElement[bool]:
    """Whether a file is in one of these roots; None: in any."""
    return true() if root_ids is None else FileRow.root_id.in_(among(root_ids))


def key_id(key: JudgementKey) -> ScalarSelect[int]:
    """The number of a key; no row, so NULL, when nothing was judged for it yet."""
    return (
        select(JudgementKeyRow.id)
        .where(
            JudgementKeyRow.profile_digest == key.profile_digest,
            JudgementKeyRow.judge_id == key.judge_id,
            JudgementKeyRow.vision_id == key.vision_id,
        )
        .scalar_subquery()
    )


def photos_query() -> Select[*tuple[Any, ...]]:
    """All columns of a `Photo`; `photo_of` makes the record of a row."""
    return select(
        FileRow.photo_id,
        FileRow.root_id,
        RootRow.path,
        FileRow.relative,
        FileRow.size,
        FileRow.mtime_ns,
        FileRow.state,
        FileRow.error,
        FileRow.content_hash,
        FileRow.width,
        FileRow.height,
        FileRow.taken_at,
        FileRow.camera,
        FileRow.phash,
    ).join_from(FileRow, RootRow, RootRow.id == FileRow.root_id)


def photo_of(row: Row[*tuple[Any, ...]]) -> Photo:
    """The record of a row of `photos_query`."""
    phash = row.phash
    return Photo(
        row.photo_id,
        row.root_id,
        joined(row.path, row.relative),
        row.size,
        row.mtime_ns,
        row.state,
        row.error,
        row.content_hash,
        row.width,
        row.height,
        row.taken_at,
        row.camera,
        None if phash is None else phash % (2 * _SIGN),
    )


def signed(phash: int) -> int:
    """A 64-bit hash as the signed number that SQLite can hold."""
    return phash - 2 * _SIGN if phash >= _SIGN else phash


def in_order(ids: Sequence[int], photos: dict[int, Photo]) -> list[Photo]:
    """The photos of these ids, in their order, each once; ids without a photo are left out."""
    return [photos[number] for number in dict.fromkeys(ids) if number in photos]

"""What a ranking shows of its photos: their rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, and_, case, func, literal_column, select
from sqlalchemy.orm import aliased

from curator.library.connection import among
from curator.library.models import (
    DecisionRow,
    FileRow,
    JudgementRow,
    LookFailureRow,
    RootRow,
)
from curator.library.paths import joined
from curator.library.queries import THERE, key_id
from curator.library.records import JudgementKey, Ranked

_own = aliased(DecisionRow, name="own")
_shared = aliased(DecisionRow, name="shared")
_other = aliased(JudgementRow, name="other")

_stars = case((_own.id.is_not(None), _own.stars), else_=_shared.stars)
_flag = case((_own.id.is_not(None), _own.flag), else_=_shared.flag)
_colour = case((_own.id.is_not(None), _own.colour), else_=_shared.colour)
# No key, and nobody: an index tells at once that there is none, where "false" walks all rows.
_NONE = literal_column("-1", Integer)


def ranked_rows(
    connection: Connection,
    photo_ids: Sequence[int],
    key: JudgementKey | None,
    profile_id: int | None,
    other: JudgementKey | None = None,
) -> dict[int, Ranked]:
    """See `StoredJudgements.rows`."""
    query = _joined(_columns, key, profile_id, other)
    query = query.where(FileRow.photo_id.in_(among(photo_ids)))
    return {row.photo_id: _ranked(row) for row in connection.execute(query)}


_columns: tuple[Any, ...] = (
    FileRow.photo_id,
    RootRow.path,
    FileRow.relative,
    JudgementRow.score,
    JudgementRow.generic,
    _stars.label("stars"),
    _flag.label("flag"),
    FileRow.taken_at,
    FileRow.width,
    FileRow.height,
    FileRow.content_hash,
    func.coalesce(FileRow.error, LookFailureRow.reason).label("error"),
    _other.score.label("other"),
    _colour.label("colour"),
)


def _ranked(row: Row[*tuple[Any, ...]]) -> Ranked:
    return Ranked(row[0], joined(row[1], row[2]), *row[3:])


def _joined(
    columns: tuple[Any, ...],
    key: JudgementKey | None,
    profile_id: int | None,
    other: JudgementKey | None,
) -> Select[*tuple[Any, ...]]:
    """The photos that are there, with their judgements, decision and failure."""
    ready = FileRow.state == "ready"
    unseen = and_(
        ready,
        LookFailureRow.content_hash == FileRow.content_hash,
        LookFailureRow.vision_id == ("" if key is None else key.vision_id),
    )
    own = and_(_own.photo_id == FileRow.photo_id, _own.profile_id == _or_none(profile_id))
    shared = and_(_shared.photo_id == FileRow.photo_id, _shared.profile_id.is_(None))
    query = (
        select(*columns)
        .select_from(FileRow)
        .join(RootRow, RootRow.id == FileRow.root_id)
        .join(LookFailureRow, unseen, isouter=True)
        .join(_own, own, isouter=True)
        .join(_shared, shared, isouter=True)
        .where(THERE, RootRow.removed_at.is_(None))
    )
    for table, whose in ((JudgementRow, key), (_other, other)):
        number = _NONE if whose is None else key_id(whose)
        judged = and_(ready, table.key_id == number, table.content_hash == FileRow.content_hash)
        query = query.join(table, judged, isouter=True)
    return query


def _or_none(profile_id: int | None) -> Any:
    return _NONE if profile_id is None else profile_id

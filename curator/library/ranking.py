"""Rankings: which photos, in which order. SQL filters and sorts."""

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from curator.library.connection import among
from curator.library.models import (
    DecisionRow,
    FileRow,
    JudgementRow,
    LookFailureRow,
    RootRow,
    ShownRow,
)
from curator.library.paths import inside, joined, stored
from curator.library.queries import THERE, key_id
from curator.library.records import SHOWS, JudgementKey, Ranked, RankQuery
from curator.library.scanning import below

_own = aliased(DecisionRow, name="own")
_shared = aliased(DecisionRow, name="shared")

_failed = or_(FileRow.state == "failed", LookFailureRow.reason.is_not(None))
_fine = and_(FileRow.state != "failed", LookFailureRow.reason.is_(None))
_stars = case((_own.id.is_not(None), _own.stars), else_=_shared.stars)
_flag = case((_own.id.is_not(None), _own.flag), else_=_shared.flag)
_colour = case((_own.id.is_not(None), _own.colour), else_=_shared.colour)
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
_path = (RootRow.path.asc(), FileRow.relative.asc())


def rank(connection: Connection, query: RankQuery) -> list[Ranked]:
    """See `StoredJudgements.rank`."""
    return [_ranked(row) for row in connection.execute(_filtered(connection, query, _columns))]


def rank_ids(connection: Connection, query: RankQuery) -> list[int]:
    """See `StoredJudgements.rank_ids`."""
    only_ids = (FileRow.photo_id,)
    return list(connection.scalars(_filtered(connection, query, only_ids)))


def ranked_rows(
    connection: Connection,
    photo_ids: Sequence[int],
    key: JudgementKey | None,
    profile_id: int | None,
) -> dict[int, Ranked]:
    """See `StoredJudgements.rows`."""
    query = _joined(_columns, key, profile_id).where(FileRow.photo_id.in_(among(photo_ids)))
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
    _colour.label("colour"),
)


def _ranked(row: Row[*tuple[Any, ...]]) -> Ranked:
    return Ranked(row[0], joined(row[1], row[2]), *row[3:])


def _joined(
    columns: tuple[Any, ...], key: JudgementKey | None, profile_id: int | None
) -> Select[*tuple[Any, ...]]:
    """The photos that are there, with their judgement, decision and failure."""
    content = and_(FileRow.state == "ready", JudgementRow.content_hash == FileRow.content_hash)
    judged = false() if key is None else and_(JudgementRow.key_id == key_id(key), content)
    unseen = (
        false()
        if key is None
        else and_(
            FileRow.state == "ready",
            LookFailureRow.content_hash == FileRow.content_hash,
            LookFailureRow.vision_id == key.vision_id,
        )
    )
    own = and_(_own.photo_id == FileRow.photo_id, _own.profile_id == profile_id)
    shared = and_(_shared.photo_id == FileRow.photo_id, _shared.profile_id.is_(None))
    return (
        select(*columns)
        .select_from(FileRow)
        .join(RootRow, RootRow.id == FileRow.root_id)
        .join(JudgementRow, judged, isouter=True)
        .join(LookFailureRow, unseen, isouter=True)
        .join(_own, false() if profile_id is None else own, isouter=True)
        .join(_shared, shared, isouter=True)
        .where(THERE, RootRow.removed_at.is_(None))
    )


def _filtered(
    connection: Connection, query: RankQuery, columns: tuple[Any, ...]
) -> Select[*tuple[Any, ...]]:
    found = _joined(columns, query.judgement_of, query.profile_id)
    if query.root_id is not None:
        found = found.where(FileRow.root_id == query.root_id)
    if query.folder is not None:
        found = found.where(_in_folder(connection, query.folder))
    if query.min_score is not None:
        found = found.where(or_(JudgementRow.score >= query.min_score, _failed))
    elif not query.include_unscored:
        found = found.where(or_(JudgementRow.score.is_not(None), _failed))
    if not query.include_failed:
        found = found.where(_fine)
    if query.date_from is not None:
        found = found.where(_date >= datetime.combine(query.date_from, time.min))
    if query.date_to is not None:
        found = found.where(_date <= datetime.combine(query.date_to, time.max))
    if query.min_stars is not None:
        found = found.where(_stars >= query.min_stars)
    if query.flag is not None:
        found = found.where(_flag == query.flag)
    if query.shows is not None:
        found = found.where(_shows(query.shows, query.judgement_of))
    found = found.order_by(_failed, *_order(query))
    return found if query.limit is None else found.limit(query.limit)


def _shows(word: str, key: JudgementKey | None) -> ColumnElement[bool]:
    """Whether it was told of a file's present content that it shows something."""
    if key is None:
        return false()
    told = exists().where(
        ShownRow.content_hash == FileRow.content_hash,
        ShownRow.vision_id == key.vision_id,
        ShownRow.word == word,
        ShownRow.confidence >= SHOWS,
    )
    return and_(FileRow.state == "ready", told)


def _order(query: RankQuery) -> tuple[ColumnElement[Any], ...]:
    score = JudgementRow.score.desc().nulls_last()
    rest = (score, FileRow.taken_at.asc().nulls_last(), *_path)
    match query.sort:
        case "score":
            return rest
        case "generic":
            return (JudgementRow.generic.desc().nulls_last(), *rest)
        case "stars":
            return (_stars.desc().nulls_last(), *rest)
        case "date":
            return (_date.desc(), *rest)
        case "name":
            return (FileRow.relative.collate("NOCASE").asc(), *_path)


def _in_folder(connection: Connection, folder: Path) -> ColumnElement[bool]:
    """Whether a file is in a folder: part of a root, a whole root, or one that holds roots."""
    named = folder.expanduser()
    places = {stored(named.absolute()), stored(named.resolve())}
    found: list[ColumnElement[bool]] = []
    for root in connection.execute(select(RootRow.id, RootRow.path)):
        for place in places:
            if inside(root.path, place):
                found.append(FileRow.root_id == root.id)
            elif inside(place, root.path):
                relative = place[len(root.path) :].lstrip("/")
                found.append(and_(FileRow.root_id == root.id, below(relative)))
    return or_(false(), *found)

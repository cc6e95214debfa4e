"""Counts how far the work on the photos is."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select
from sqlalchemy.sql.functions import count

from curator.library.models import FileRow, JudgementRow, LookFailureRow, LookRow
from curator.library.queries import THERE, in_roots, key_id
from curator.library.records import Counts, JudgementKey


def count_photos(
    connection: Connection, key: JudgementKey | None, root_ids: Sequence[int] | None
) -> Counts:
    """See `Photos.counts`."""
    these = and_(THERE, in_roots(root_ids))
    unread = FileRow.state == "failed"
    if key is None:
        numbers = select(count(), _number(FileRow.state == "new"), _number(unread)).where(these)
        total, new, failed = connection.execute(numbers).one()
        return Counts(total, new, total - new - failed, failed, 0, 0)
    content = FileRow.content_hash
    look = and_(LookRow.content_hash == content, LookRow.vision_id == key.vision_id)
    failure = and_(
        LookFailureRow.content_hash == content, LookFailureRow.vision_id == key.vision_id
    )
    judgement = and_(JudgementRow.content_hash == content, JudgementRow.key_id == key_id(key))
    ready = FileRow.state == "ready"
    looked = and_(ready, LookRow.content_hash.is_not(None))
    unseen = and_(ready, LookFailureRow.content_hash.is_not(None))
    query = (
        select(
            count(),
            _number(FileRow.state == "new"),
            _number(or_(unread, unseen)),
            _number(looked),
            _number(and_(looked, JudgementRow.content_hash.is_not(None))),
        )
        .join_from(FileRow, LookRow, look, isouter=True)
        .join(LookFailureRow, failure, isouter=True)
        .join(JudgementRow, judgement, isouter=True)
        .where(these)
    )
    total, new, failed, looks, judged = connection.execute(query).one()
    return Counts(total, new, total - new - failed, failed, looks, judged)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

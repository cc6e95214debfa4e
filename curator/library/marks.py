"""Turns what the files of a photo say into the decision that all see until they decide."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, update

from curator.library.connection import among
from curator.library.decisions import of_photos, put
from curator.library.models import FileRow
from curator.library.records import FROM_XMP, Decision, Marks


def marks_json(marks: Marks | None) -> dict[str, Any]:
    """Marks as the database keeps them; {} where it is known that a file says nothing."""
    if marks is None:
        return {}
    written = marks.written_at
    return {**asdict(marks), "written_at": None if written is None else written.isoformat()}


def mark_stale(connection: Connection, file_ids: Iterable[int]) -> None:
    """Have what these photo files say read again; until then they say what they said."""
    these = and_(FileRow.id.in_(among(file_ids)), FileRow.marks.is_not(None))
    stale = func.json_set(FileRow.marks, "$.stale", 1)
    connection.execute(update(FileRow).where(these).values(marks=stale))


def is_unread() -> ColumnElement[bool]:
    """Whether it is not known what a file says now."""
    return or_(FileRow.marks.is_(None), func.json_extract(FileRow.marks, "$.stale") == 1)


def refresh_shared(connection: Connection, photo_ids: Iterable[int]) -> list[int]:
    """Bring what was read from files in line with the photos' files; the photos where it changed.

    A sidecar counts before the XMP inside a photo file, then what was written last. A decision
    without a profile that came from elsewhere stays unless a file says something.
    """
    ids = sorted(set(photo_ids))
    said: dict[int, list[Row[Any]]] = defaultdict(list)
    rows = connection.execute(
        select(
            FileRow.photo_id, FileRow.relative, FileRow.role, FileRow.mtime_ns, FileRow.marks
        ).where(
            FileRow.photo_id.in_(among(ids)),
            FileRow.missing_since.is_(None),
            FileRow.marks.is_not(None),
        )
    )
    for row in rows:
        if "stars" in row.marks:
            said[row.photo_id].append(row)
    before = of_photos(connection, ids, None)
    now = datetime.now(UTC)
    decisions: list[Decision] = []
    changed = []
    for photo_id in ids:
        old, files = before.get(photo_id), said.get(photo_id, [])
        if not files:
            if old is not None and old.source.startswith(FROM_XMP):
                decisions.append(Decision(photo_id, None, None, None, "", None, False))
                changed.append(photo_id)
            continue
        new = _decision(max(files, key=_weight), now)
        if old is not None and _says(old) == _says(new):
            if (old.source, old.decided_at) == (new.source, new.decided_at):
                continue
            decisions.append(replace(new, read_at=old.read_at))
        else:
            decisions.append(new)
            changed.append(photo_id)
    put(connection, decisions)
    return changed


def _decision(file: Row[Any], read_at: datetime) -> Decision:
    name = file.relative.rpartition("/")[2]
    marks = file.marks
    return Decision(
        photo_id=file.photo_id,
        stars=marks["stars"],
        flag=marks["flag"],
        colour=marks["colour"],
        source=f"{FROM_XMP}{name}",
        decided_at=_time(file),
        score_was_shown=False,
        read_at=read_at,
    )


def _weight(file: Row[Any]) -> tuple[bool, datetime, str]:
    return file.role == "sidecar", _time(file), file.relative


def _time(file: Row[Any]) -> datetime:
    written = file.marks["written_at"]
    if written is not None:
        return datetime.fromisoformat(written).astimezone(UTC)
    return datetime.fromtimestamp(file.mtime_ns / 1e9, UTC)


def _says(decision: Decision) -> tuple[float | None, str | None, str | None]:
    return decision.stars, decision.flag, decision.colour

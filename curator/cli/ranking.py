"""The lines of ranked photos, with their levels and reasons, and those of photos that failed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from curator.cli.freshness import Task
from curator.cli.lines import conflict_line, error_line, score_line
from curator.cli.session import Session, Workers
from curator.library.records import Ranked, RankQuery
from curator.services.explaining import reasons_for

_BLOCK = 64


def ranked_lines(
    session: Session, task: Task, workers: Workers, rows: Sequence[Ranked]
) -> Iterator[dict[str, object]]:
    """A score line for each ranked photo, in order.

    Reasons are only in JSON lines; they come from the cache where it has them. `conflict` is there
    where a photo's file says otherwise than the person, and said so after they decided.
    """
    for start in range(0, len(rows), _BLOCK):
        block = [row for row in rows[start : start + _BLOCK] if row.score is not None]
        hashes = [row.content_hash for row in block if row.content_hash is not None]
        judgements = task.library.judgements.get(task.key, hashes)
        wanted = hashes if session.output.json else []
        reasons = reasons_for(task.library, task.profile, task.key, wanted, workers.judge)
        conflicts = task.library.decisions.conflicts(
            [row.photo_id for row in block], task.profile.id
        )
        for row in block:
            content_hash = row.content_hash or ""
            judgement = judgements.get(content_hash)
            line = score_line(
                row.path,
                row.score or 0.0,
                () if judgement is None else judgement.levels,
                reasons.get(content_hash, ()),
                task.identity,
            )
            conflict = conflicts.get(row.photo_id)
            yield line if conflict is None else {**line, "conflict": conflict_line(conflict)}


def show_failures(session: Session, task: Task, root_id: int | None, folder: Path | None) -> int:
    """An error line for each photo that could not be scored; how many there are."""
    query = RankQuery(
        task.key,
        task.profile.id,
        root_id=root_id,
        folder=folder,
        include_unscored=False,
        include_failed=True,
    )
    root_ids = None if root_id is None else [root_id]
    if not task.library.photos.counts(task.key, root_ids=root_ids).failed:
        return 0
    failed = [row for row in task.library.judgements.rank(query) if row.error is not None]
    for row in failed:
        if session.output.json:
            session.output.record(error_line(row.path, row.error or ""))
        else:
            session.output.problem(f"{row.path}: {row.error}")
    return len(failed)

"""How photos were judged, by content, profile and judge; and the rankings made of it."""

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from sqlalchemy import exists, or_, select
from sqlalchemy.dialects.sqlite import insert

from core import Judgements
from curator.library import facets
from curator.library.ahead import load_ahead
from curator.library.columns import Columns
from curator.library.connection import Database, among
from curator.library.models import FileRow, JudgementKeyRow, JudgementRow, LookRow, ProfileRow
from curator.library.narrowing import Choice
from curator.library.ordering import ordered_ids
from curator.library.queries import READY, in_roots, key_id
from curator.library.ranking import ranked_rows
from curator.library.records import JudgementKey, Ranked, RankQuery, StoredJudgement

_LEVELS = np.dtype("<f4")


class StoredJudgements:
    """The judgements of the library. Each profile's present and last version are kept."""

    def __init__(self, database: Database, columns: Columns) -> None:
        self._database = database
        self._columns = columns

    def pending(
        self,
        key: JudgementKey,
        limit: int | None,
        *,
        root_ids: Sequence[int] | None = None,
        first: Sequence[int] = (),
        skip: Collection[str] = (),
    ) -> list[str]:
        """Content hashes that were looked at and not judged for this key.

        Those of the photos `first` come first, the others by the photos' age; offline roots count
        as well. Each call walks all photos: ask for thousands, or for all (None), and cut them up.
        """
        waiting = select(FileRow.photo_id, FileRow.content_hash).where(
            READY,
            in_roots(root_ids),
            exists().where(
                LookRow.content_hash == FileRow.content_hash, LookRow.vision_id == key.vision_id
            ),
            ~exists().where(
                JudgementRow.key_id == key_id(key),
                JudgementRow.content_hash == FileRow.content_hash,
            ),
        )
        found: dict[str, None] = {}
        avoided = set(skip)
        with self._database.read() as connection:
            if first:
                rows = connection.execute(waiting.where(FileRow.photo_id.in_(among(first))))
                content = {row.photo_id: row.content_hash for row in rows}
                found.update(
                    (content[n], None)
                    for n in first
                    if content.get(n, "") not in avoided and n in content
                )
            if limit is None or len(found) < limit:
                with connection.execute(waiting.order_by(FileRow.photo_id)) as rows:
                    for row in rows:
                        if row.content_hash not in avoided:
                            found[row.content_hash] = None
                        if limit is not None and len(found) >= limit:
                            break
        return list(found)[:limit]

    def store(
        self,
        key: JudgementKey,
        profile_id: int,
        content_hashes: Sequence[str],
        judgements: Judgements,
    ) -> int:
        """Store judgements, in the order of the hashes; how many were new.

        What is there already stays. Nothing is stored for a profile that is gone, or that was
        edited more than once since: such versions are not kept.
        """
        if not content_hashes:
            return 0
        rows = [
            {"content_hash": h, "score": score, "generic": generic, "levels": levels.tobytes()}
            for h, score, generic, levels in zip(
                content_hashes,
                judgements.score.tolist(),
                judgements.generic.tolist(),
                np.asarray(judgements.levels, _LEVELS),
                strict=True,
            )
        ]
        with self._database.write() as connection:
            wanted = exists().where(
                ProfileRow.id == profile_id,
                or_(
                    ProfileRow.digest == key.profile_digest,
                    ProfileRow.last_digest == key.profile_digest,
                ),
            )
            if not connection.scalar(select(wanted)):
                return 0
            connection.execute(
                insert(JudgementKeyRow)
                .values(
                    profile_digest=key.profile_digest,
                    judge_id=key.judge_id,
                    vision_id=key.vision_id,
                )
                .on_conflict_do_nothing()
            )
            number = connection.scalar(select(key_id(key)))
            result = connection.execute(
                insert(JudgementRow).on_conflict_do_nothing(),
                [{"key_id": number, **row} for row in rows],
            )
            return result.rowcount

    def get(self, key: JudgementKey, content_hashes: Iterable[str]) -> dict[str, StoredJudgement]:
        """The judgements of these contents; those that have none are left out."""
        query = select(
            JudgementRow.content_hash,
            JudgementRow.score,
            JudgementRow.generic,
            JudgementRow.levels,
        ).where(
            JudgementRow.key_id == key_id(key),
            JudgementRow.content_hash.in_(among(content_hashes)),
        )
        with self._database.read() as connection:
            return {
                content_hash: StoredJudgement(
                    content_hash, score, generic, tuple(np.frombuffer(levels, _LEVELS).tolist())
                )
                for content_hash, score, generic, levels in connection.execute(query)
            }

    def rank(self, query: RankQuery) -> list[Ranked]:
        """The photos of a ranking, in its order."""
        ids = self.rank_ids(query)
        rows = self.rows(ids, query.judgement_of, query.profile_id, query.other)
        return [rows[number] for number in ids if number in rows]

    def rank_ids(self, query: RankQuery) -> list[int]:
        """The ids of the photos of a ranking, in its order; quick for any number of photos."""
        with self._columns.snapshot() as snapshot:
            return ordered_ids(snapshot, query)

    def load_ahead(self, query: RankQuery) -> Iterator[None]:
        """Make what is narrowed or sorted by next as quick as what was before, a bit a step.

        For idle times: each step takes some ten milliseconds per 100,000 photos, or nothing.
        """
        return load_ahead(self._columns, query)

    def rows(
        self,
        photo_ids: Sequence[int],
        key: JudgementKey | None,
        profile_id: int | None,
        other: JudgementKey | None = None,
    ) -> dict[int, Ranked]:
        """These photos as a ranking would show them; those that are not there are left out."""
        with self._database.read() as connection:
            return ranked_rows(connection, photo_ids, key, profile_id, other)

    def choices(self, what: Choice, profile_id: int | None) -> list[tuple[str, int]]:
        """What the photos of the library have of something, and how many, the most first."""
        with self._columns.snapshot() as snapshot:
            return facets.texts(snapshot, what, profile_id).counts()

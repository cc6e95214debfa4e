"""What photos show, in everyday words, by content: told by the judge from the looks."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, literal_column, select, update

from curator.library.connection import Database, among, chunks
from curator.library.models import LookRow, ShownRow

_CHUNK = 512  # contents in a transaction


class StoredShown:
    """The words for what photos show, with confidences from 0 to 1."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, vision_id: str, limit: int | None = None) -> list[str]:
        """Content hashes of looks of which it was not told yet what they show."""
        query = (
            select(LookRow.content_hash)
            .where(LookRow.vision_id == vision_id, LookRow.told == literal_column("0"))
            .limit(limit)
        )
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def store(self, vision_id: str, told: Mapping[str, Mapping[str, float]]) -> None:
        """Store words and confidences by content hash, in place of those that were there.

        A content that shows nothing of it has no words, and is not pending any more either.
        """
        for some in chunks(list(told), _CHUNK):
            with self._database.write() as connection:
                connection.execute(
                    delete(ShownRow).where(
                        ShownRow.vision_id == vision_id, ShownRow.content_hash.in_(among(some))
                    )
                )
                rows = [
                    {
                        "content_hash": content,
                        "vision_id": vision_id,
                        "word": word,
                        "confidence": confidence,
                    }
                    for content in some
                    for word, confidence in told[content].items()
                ]
                if rows:
                    connection.execute(insert(ShownRow), rows)
                connection.execute(
                    update(LookRow)
                    .where(LookRow.vision_id == vision_id, LookRow.content_hash.in_(among(some)))
                    .values(told=True)
                )

    def get(
        self, content_hashes: Sequence[str], vision_id: str, *, least: float = 0.0
    ) -> dict[str, dict[str, float]]:
        """The words of these contents, the surest first, with confidences of `least` or more.

        Contents that have none are left out.
        """
        query = (
            select(ShownRow.content_hash, ShownRow.word, ShownRow.confidence)
            .where(
                ShownRow.vision_id == vision_id,
                ShownRow.content_hash.in_(among(content_hashes)),
                ShownRow.confidence >= least,
            )
            .order_by(ShownRow.confidence.desc(), ShownRow.word)
        )
        found: dict[str, dict[str, float]] = {}
        with self._database.read() as connection:
            for content, word, confidence in connection.execute(query):
                found.setdefault(content, {})[word] = confidence
        return found

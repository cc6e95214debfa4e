"""What stacks are found by, of photos that were read by a version that did not note it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, exists, update
from sqlalchemy.dialects.sqlite import insert

from curator.library.connection import Database
from curator.library.models import FileRow, SketchRow
from curator.library.queries import READABLE, READY, in_roots, photo_of, photos_query
from curator.library.records import Exposure, Photo


@dataclass(frozen=True, slots=True)
class LateFact:
    """What was found out of a photo as the library knew it: see `PhotoFacts`."""

    photo: Photo
    lens: str | None
    exposure: Exposure
    sketch: bytes


class LateFacts:
    """Photos without a sketch, and theirs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(
        self, limit: int, *, after: int = 0, root_ids: Sequence[int] | None = None
    ) -> list[Photo]:
        """Photos that were read, can be read now, and have no sketch: by id, above `after`."""
        query = (
            photos_query()
            .where(
                READY,
                READABLE,
                in_roots(root_ids),
                FileRow.photo_id > after,
                ~exists().where(SketchRow.file_id == FileRow.id),
            )
            .order_by(FileRow.photo_id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [photo_of(row) for row in connection.execute(query)]

    def store(self, found: Sequence[LateFact]) -> int:
        """Store them, and let the stacks of these photos be looked for anew; how many counted.

        Those of photos that have gone or changed since do not count.
        """
        with self._database.write() as connection:
            return sum(_store(connection, one) for one in found)


def _store(connection: Connection, one: LateFact) -> bool:
    values: dict[str, object] = {
        "exposure_s": one.exposure.seconds,
        "aperture": one.exposure.aperture,
        "iso": one.exposure.iso,
        "bias": one.exposure.bias,
        "stacked": False,
    }
    if one.lens is not None:
        values["lens"] = one.lens
    file = connection.scalar(
        update(FileRow)
        .where(
            READY,
            FileRow.photo_id == one.photo.id,
            FileRow.content_hash == one.photo.content_hash,
            FileRow.size == one.photo.size,
            FileRow.mtime_ns == one.photo.mtime_ns,
        )
        .values(values)
        .returning(FileRow.id)
    )
    if file is None:
        return False
    row = insert(SketchRow).values(file_id=file, grey=one.sketch)
    connection.execute(row.on_conflict_do_update(set_={"grey": row.excluded.grey}))
    return True

"""The journal of exports: what was planned, and what was done with each file."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from curator.library.connection import Database
from curator.library.models import ExportItemRow, ExportRow
from curator.library.paths import stored, unstored
from curator.library.records import ExportItem


class Exports:
    """The journal of exports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, plan: Mapping[str, Any]) -> int:
        """Begin an export; `plan` is anything that JSON can say. The export's id."""
        with self._database.write() as connection:
            return connection.execute(
                insert(ExportRow)
                .values(plan=dict(plan), started_at=datetime.now(UTC))
                .returning(ExportRow.id)
            ).scalar_one()

    def record(
        self,
        export_id: int,
        source: Path,
        target: Path,
        action: str,
        error: str | None = None,
        *,
        photo_id: int | None = None,
    ) -> None:
        """Note what was done with a file, or why it was not."""
        with self._database.write() as connection:
            connection.execute(
                insert(ExportItemRow).values(
                    export_id=export_id,
                    photo_id=photo_id,
                    source=stored(source),
                    target=stored(target),
                    action=action,
                    error=None if error is None else stored(error),
                    done_at=datetime.now(UTC),
                )
            )

    def finish(self, export_id: int) -> None:
        """Note that an export came to its end."""
        with self._database.write() as connection:
            connection.execute(
                update(ExportRow)
                .where(ExportRow.id == export_id)
                .values(finished_at=datetime.now(UTC))
            )

    def items(self, export_id: int) -> list[ExportItem]:
        """What an export did, in order."""
        item = ExportItemRow
        query = select(item.photo_id, item.source, item.target, item.action, item.error)
        with self._database.read() as connection:
            rows = connection.execute(
                query.where(item.export_id == export_id).order_by(item.id)
            ).all()
        return [
            ExportItem(
                row.photo_id,
                Path(unstored(row.source)),
                Path(unstored(row.target)),
                row.action,
                row.error,
            )
            for row in rows
        ]

    def unfinished(self) -> list[int]:
        """The exports that began and did not end, the latest first."""
        with self._database.read() as connection:
            return list(
                connection.scalars(
                    select(ExportRow.id)
                    .where(ExportRow.finished_at.is_(None))
                    .order_by(ExportRow.id.desc())
                )
            )

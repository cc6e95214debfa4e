"""What is kept of a profile that is removed: a JSON file with the person's decisions."""

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from curator.errors import OperationError
from curator.library.models import DecisionRow, FileRow, RootRow
from curator.library.paths import joined
from curator.library.queries import MAIN
from curator.library.records import StoredProfile


def keep_decisions(connection: Connection, stored: StoredProfile, folder: Path) -> Path:
    """Write the profile and all its decisions, with paths and content hashes, to a new file.

    Raises OperationError when it cannot be written.
    """
    rows = connection.execute(
        select(
            RootRow.path,
            FileRow.relative,
            FileRow.content_hash,
            DecisionRow.stars,
            DecisionRow.flag,
            DecisionRow.colour,
            DecisionRow.source,
            DecisionRow.decided_at,
            DecisionRow.score_was_shown,
        )
        .join_from(DecisionRow, FileRow, FileRow.photo_id == DecisionRow.photo_id)
        .join(RootRow, RootRow.id == FileRow.root_id)
        .where(DecisionRow.profile_id == stored.id, MAIN)
        .order_by(RootRow.path, FileRow.relative)
    )
    profile = stored.profile
    content: dict[str, Any] = {
        "profile": {
            "name": profile.name,
            "traits": dict(profile.traits),
            "statements": [
                {"text": s.text, "correction": s.correction and dict(s.correction.wishes)}
                for s in profile.statements
            ],
        },
        "decisions": [
            {
                "path": str(joined(row.path, row.relative)),
                "content_hash": row.content_hash,
                "stars": row.stars,
                "flag": row.flag,
                "colour": row.colour,
                "source": row.source,
                "decided_at": row.decided_at.isoformat(),
                "score_was_shown": row.score_was_shown,
            }
            for row in rows
        ],
    }
    name = re.sub(r"[^\w-]+", "-", profile.name).strip("-") or "profile"
    stem = f"profile-{name[:60]}-{datetime.now():%Y%m%d-%H%M%S}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write_new(folder, stem, json.dumps(content, indent=1))
    except OSError as error:
        raise OperationError(
            f"The decisions of {profile.name!r} cannot be kept in {folder}: "
            f"{error.strerror or error}. The profile was not removed."
        ) from error


def _write_new(folder: Path, stem: str, content: str) -> Path:
    """Write a file that was not there before, down to the disk."""
    number = 1
    while True:
        path = folder / (f"{stem}.json" if number == 1 else f"{stem}-{number}.json")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            return path
        except FileExistsError:
            number += 1

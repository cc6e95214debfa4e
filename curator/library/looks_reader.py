"""Reads stored looks in a process that has no `Library`: the judge's child process."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from core import Look
from curator.errors import LibraryError

_QUERY = (
    "SELECT content_hash, payload FROM look"
    " WHERE vision_id = ? AND content_hash IN (SELECT value FROM json_each(?))"
)


def read_looks(
    database: Path, vision_id: str, hashes: Iterable[str], *, timeout_s: float = 10.0
) -> dict[str, Look]:
    """The stored looks of these content hashes, through a read-only connection of its own.

    Hashes without a look of this `vision_id` are left out. Works while a writer is writing.
    Raises LibraryError when the library cannot be read.
    """
    try:
        with closing(
            sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=timeout_s)
        ) as connection:
            rows = connection.execute(_QUERY, (vision_id, json.dumps(list(hashes)))).fetchall()
    except sqlite3.Error as error:
        raise LibraryError(f"The library {database} could not be read: {error}.") from error
    return {str(found): Look(str(found), vision_id, bytes(payload)) for found, payload in rows}

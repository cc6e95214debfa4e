"""Reads stored looks in a process that has no `Library`: the judge's child process."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from core import Look
from curator.errors import LibraryError
from curator.settings import Home

_QUERY = (
    "SELECT content_hash, payload FROM look"
    " WHERE vision_id = ? AND content_hash IN (SELECT value FROM json_each(?))"
)
_CACHED = (
    "SELECT content_hash, data FROM entry"
    " WHERE kind = ? AND content_hash IN (SELECT value FROM json_each(?))"
)


def look_kind(vision_id: str) -> str:
    """Under what the cache keeps the payloads of looks that are too large for the library."""
    return f"look {vision_id}"


def read_looks(
    database: Path, vision_id: str, hashes: Iterable[str], *, timeout_s: float = 10.0
) -> dict[str, Look]:
    """The stored looks of these content hashes, through a read-only connection of its own.

    Large payloads come from the cache beside it. Hashes without a look of this `vision_id`, and
    those whose payload the cache has dropped, are left out. Works while a writer is writing.
    Raises LibraryError when either cannot be read.
    """
    found = _rows(database, _QUERY, vision_id, hashes, timeout_s)
    cached = [content_hash for content_hash, payload in found.items() if not payload]
    if cached:
        cache = Home(database.parent).cache
        found |= _rows(cache, _CACHED, look_kind(vision_id), cached, timeout_s)
    return {name: Look(name, vision_id, payload) for name, payload in found.items() if payload}


def _rows(
    file: Path, query: str, kind: str, hashes: Iterable[str], timeout_s: float
) -> dict[str, bytes]:
    uri = f"{file.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=timeout_s)) as connection:
            rows = connection.execute(query, (kind, json.dumps(list(hashes)))).fetchall()
    except sqlite3.Error as error:
        raise LibraryError(f"The library {file} could not be read: {error}.") from error
    return {str(found): bytes(data) for found, data in rows}

"""What is stored by content, brought to the photos that have it.

SQLite finds 100,000 photos' rows in another table one by one, in a quarter of a second or more.
Each table read from its beginning to its end, and put together here, takes a third of that.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from curator.library.columns import Mask, Snapshot, plain_rows
from curator.library.models import FileRow
from curator.library.queries import READY

Codes = NDArray[np.int64]

_NONE = -1  # no text has this hash in Python


def codes(hashes: Iterable[str]) -> Codes:
    """A number for each content hash, in this process.

    Two of a million contents have the same one with a chance of 1 in 40 million.
    """
    return np.fromiter(map(hash, hashes), np.int64)


def places(snapshot: Snapshot, stored: Codes) -> NDArray[np.int64]:
    """Where each photo's content is among the stored ones: a place (n,), -1 for none."""
    wanted = _contents(snapshot)
    if not len(stored):
        return np.full(len(wanted), -1)
    order = np.argsort(stored)
    at = np.minimum(np.searchsorted(stored[order], wanted), len(stored) - 1)
    found = order[at]
    return np.where((stored[found] == wanted) & (wanted != _NONE), found, -1)


def among(snapshot: Snapshot, stored: Codes) -> Mask:
    """Which photos' content is one of those stored."""
    return places(snapshot, stored) >= 0


def _contents(snapshot: Snapshot) -> Codes:
    """The code of each photo's content (n,), `_NONE` for what was not read."""

    def load() -> Codes:
        query = select(FileRow.photo_id, FileRow.content_hash).where(READY)
        rows = plain_rows(snapshot.connection, query)
        return snapshot.photos.spread(rows, _NONE, np.int64, codes(row[1] for row in rows))

    return snapshot.get("contents", ("place", "root", "content"), load)

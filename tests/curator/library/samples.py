"""Photos, looks and judgements as the other parts of the program would store them."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np

from core import Judgements, Look
from curator.library import (
    Change,
    FileSeen,
    JudgementKey,
    Library,
    PhotoFacts,
    PhotoReady,
    StoredProfile,
)

VISION = "vision-1"
JUDGE = "judge-1"


def digest(content: str) -> str:
    """The content hash of a made-up content."""
    return hashlib.sha256(content.encode()).hexdigest()


def seen(path: Path, *, size: int = 100, mtime_ns: int = 1_700_000_000_000_000_000) -> FileSeen:
    return FileSeen(path, size, mtime_ns)


def ready(
    photo_id: int,
    content: str,
    *,
    taken_at: datetime | None = None,
    thumbnail: bytes | None = b"jpeg",
    phash: int = 0,
    size: int | None = None,
    mtime_ns: int | None = None,
) -> PhotoReady:
    facts = PhotoFacts(600, 400, taken_at, "a camera", phash)
    return PhotoReady(photo_id, digest(content), facts, thumbnail, size, mtime_ns)


def scan(library: Library, root_id: int, *names: str, complete: bool = True) -> Change:
    """A scan that sees these files below the root."""
    root = library.roots.get(root_id).path
    return library.photos.apply_scan(
        root_id, [seen(root / name) for name in names], complete=complete
    )


def fill(
    library: Library,
    root_id: int,
    contents: Mapping[str, str],
    *,
    taken: Mapping[str, datetime] | None = None,
) -> dict[str, int]:
    """Scan these files (relative path: content) and read the new ones; their ids by path."""
    root = library.roots.get(root_id).path
    scan(library, root_id, *contents)
    photos = library.photos.pending_ingest(None)
    library.photos.store_ready(
        [
            ready(p.id, contents[name], taken_at=(taken or {}).get(name))
            for p in photos
            if (name := p.path.relative_to(root).as_posix()) in contents
        ]
    )
    ids = {}
    for name in contents:
        photo = library.photos.by_path(root / name)
        assert photo is not None
        ids[name] = photo.id
    return ids


def key_of(profile: StoredProfile) -> JudgementKey:
    return JudgementKey(profile.digest, JUDGE, VISION)


def look_at(library: Library, *contents: str) -> None:
    library.looks.store([Look(digest(content), VISION, content.encode()) for content in contents])


def judgements(*scores: float) -> Judgements:
    score = np.array(scores, np.float32)
    levels = np.tile(np.array([0.25, 0.75], np.float32), (len(scores), 1))
    return Judgements(score, 100 - score, levels)


def judge(library: Library, profile: StoredProfile, scores: Mapping[str, float]) -> int:
    """Look at contents and store their scores; how many judgements were new."""
    look_at(library, *scores)
    return library.judgements.store(
        key_of(profile),
        profile.id,
        [digest(content) for content in scores],
        judgements(*scores.values()),
    )

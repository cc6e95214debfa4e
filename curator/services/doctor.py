"""Looks a library over: repairs what can be repaired, and says what it found, check by check."""

import importlib.metadata
import platform
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from core import JudgeIdentity
from curator.errors import LibraryError
from curator.library import Library
from curator.library.backup import backups, check
from curator.library.migrations import HEAD
from curator.library.records import Photo
from curator.services.export import free_space
from curator.services.rooting import is_offline
from curator.services.scoring_lock import ScoringLock
from curator.services.watching import Watcher
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.records import Decoded, DecodeRequest

State = Literal["ok", "note", "repaired", "problem"]
OnThumbnail = Callable[[int, int], None]

_LITTLE_ROOM = 1_000_000_000  # bytes
_PART_S = 3600.0  # a backup that is being made is no older
_AHEAD = 16  # photos at the decoders
_BATCH = 64  # thumbnails stored at once
_PACKAGES = ("SQLAlchemy", "watchdog", "Pillow", "pillow-heif", "rawpy", "torch", "transformers")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. A `note` needs nobody; a `problem` is left and needs somebody.

    `path` is set where it is about one file or folder.
    """

    check: str
    state: State
    sentence: str
    path: Path | None = None


def examine(
    home: Home,
    library: Library,
    decode: Callable[[], DecodePool],
    identity: JudgeIdentity | None,
    *,
    retry: bool = False,
    on_thumbnail: OnThumbnail = lambda done, total: None,
) -> Iterator[Finding]:
    """Check and repair everything but the database's own soundness, which comes before.

    `identity` is that of the judge in use, None when there is none; `decode` is asked for only when
    thumbnails are missing; `retry` lets photos that failed be tried again. Raises LibraryError
    when the library itself fails.
    """
    yield _versions()
    yield _room(home)
    yield from _backups(home, library)
    yield from _leftovers(home, library, identity)
    yield from _thumbnails(library, decode, on_thumbnail)
    yield from _size(library)
    yield from _exports(library)
    yield from _folders(library)
    yield from _failed(library, retry=retry)


def soundness(library: Library) -> Iterator[Finding]:
    """Read the whole database. A problem here means: close it, and opening it restores it."""
    if library.restored is not None:
        yield Finding("library", "repaired", library.restored)
    faults = library.upkeep.faults()
    for fault in faults:
        yield Finding("library", "problem", f"The library is damaged: {fault}.")
    if not faults:
        yield Finding("library", "ok", "The library is sound.")


def _versions() -> Finding:
    named = ["curator", *_PACKAGES]
    there = [f"{name} {_version(name)}" for name in named]
    rest = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, tables {HEAD}"
    return Finding("versions", "ok", f"{', '.join(there)}, {rest}.")


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _room(home: Home) -> Finding:
    free = free_space(home.path)
    sentence = f"{free / 1e9:,.1f} GB are free on the disk of {home.path}."
    return Finding("room", "problem" if free < _LITTLE_ROOM else "ok", sentence)


def _backups(home: Home, library: Library) -> Iterator[Finding]:
    for path in backups(home.backups):
        try:
            check(path)
        except LibraryError:
            path.unlink(missing_ok=True)
            sentence = "A damaged backup was deleted."
            yield Finding("backups", "repaired", sentence, path)
    for leftover in [*home.backups.glob("*.part"), *home.path.glob("*.part")]:
        if time.time() - leftover.stat().st_mtime > _PART_S:
            leftover.unlink(missing_ok=True)
            yield Finding("backups", "repaired", "A half-made copy was deleted.", leftover)
    try:
        made = library.back_up_daily()
    except LibraryError as error:
        yield Finding("backups", "problem", str(error))
        return
    if made is not None:
        yield Finding("backups", "repaired", "The day's backup was made.", made)
    there = backups(home.backups)
    newest = datetime.fromtimestamp(there[0].stat().st_mtime)
    yield Finding(
        "backups", "ok", f"{len(there)} backups are sound, the newest of {newest:%Y-%m-%d %H:%M}."
    )


def _leftovers(home: Home, library: Library, identity: JudgeIdentity | None) -> Iterator[Finding]:
    lock = ScoringLock(home.scoring_lock)
    if not lock.try_acquire():
        yield Finding("orphans", "note", "Not looked for: another Curator is scoring just now.")
        return
    try:
        gone = library.upkeep.remove_orphans()
        old = 0 if identity is None else library.upkeep.forget_old_versions(identity.vision_id)
    finally:
        lock.release()
    if gone:
        yield Finding(
            "orphans",
            "repaired",
            f"Deleted what no photo refers to: {gone.looks:,} looks, {gone.judgements:,} scores, "
            f"{gone.photos:,} photos without a file.",
        )
    if old:
        yield Finding("orphans", "repaired", f"{old:,} looks of versions long past were deleted.")
    if not (gone or old):
        yield Finding("orphans", "ok", "Nothing is left over.")


def _thumbnails(
    library: Library, decode: Callable[[], DecodePool], on_thumbnail: OnThumbnail
) -> Iterator[Finding]:
    missing = library.upkeep.without_thumbnail()
    if not missing:
        yield Finding("thumbnails", "ok", "Every photo that can be read has its thumbnail.")
        return
    made, full = 0, False
    for batch in _made(missing, decode()):
        full = sum(len(jpeg) for _, jpeg in batch) > library.cache.room()
        if full:
            break
        library.cache.store_thumbnails(batch)
        made += len(batch)
        on_thumbnail(made, len(missing))
    if made:
        yield Finding("thumbnails", "repaired", f"{made:,} missing thumbnails were made.")
    left = len(missing) - made
    if full:
        sentence = f"{left:,} photos have none, as the cache is full: they are made when shown."
        yield Finding("thumbnails", "note", sentence)
    elif left:
        sentence = f"{left:,} could not be made; the next ranking says why."
        yield Finding("thumbnails", "problem", sentence)


def _made(photos: list[Photo], decode: DecodePool) -> Iterator[list[tuple[str, bytes]]]:
    """Thumbnails by content, in batches; those of photos that changed meanwhile are left out."""
    batch: list[tuple[str, bytes]] = []
    for start in range(0, len(photos), _AHEAD):
        some = photos[start : start + _AHEAD]
        asked = [decode.submit(DecodeRequest(one.path, pixels_long_side=None)) for one in some]
        for photo, future in zip(some, asked, strict=True):
            result = future.result()
            if not isinstance(result, Decoded) or result.thumbnail is None:
                continue
            if result.content_hash == photo.content_hash:
                batch.append((result.content_hash, result.thumbnail))
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _size(library: Library) -> Iterator[Finding]:
    try:
        if library.upkeep.shrink():
            yield Finding("size", "repaired", "The library was written anew without empty parts.")
    except LibraryError as error:
        yield Finding("size", "note", f"The library stays larger than it need be: {error}")


def _exports(library: Library) -> Iterator[Finding]:
    if unfinished := library.exports.unfinished():
        number = len(unfinished)
        sentence = f"{number} exports were not finished; every copy that is there is whole."
        yield Finding("exports", "note", sentence)


def _folders(library: Library) -> Iterator[Finding]:
    watcher = Watcher()
    try:
        for root in library.roots.list():
            if is_offline(root):
                sentence = f"Not there now; its {root.photos:,} photos are kept."
                yield Finding("folders", "note", sentence, root.path)
            elif why := watcher.watch(root.path):
                yield Finding("folders", "note", f"{why} It is looked through.", root.path)
            else:
                sentence = f"Watched; {root.photos:,} photos."
                yield Finding("folders", "ok", sentence, root.path)
    finally:
        watcher.close()


def _failed(library: Library, *, retry: bool) -> Iterator[Finding]:
    failed = library.upkeep.failed()
    replaced = library.files.replaced()
    ids = {photo.id for photo in failed} | {one.photo_id for one in replaced}
    if retry and ids:
        library.photos.retry(sorted(ids))
        sentence = f"{len(ids):,} photos are tried again with the next ranking."
        yield Finding("photos", "repaired", sentence)
        return
    for one in replaced:
        sentence = f"{one.error} Another file of this photo is used in its place."
        yield Finding("photos", "note", sentence, one.path)
    for photo in failed:
        yield Finding("photos", "note", photo.error or "", photo.path)
    if ids:
        sentence = f"{len(ids):,} photos were set aside; 'doctor --retry' has them tried again."
        yield Finding("photos", "note", sentence)
    else:
        yield Finding("photos", "ok", "No photo is set aside.")

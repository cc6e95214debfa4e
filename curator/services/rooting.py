"""Compares a root's folder with the library."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from curator.errors import OperationError
from curator.library import Library
from curator.library.records import Change, FileSeen, Root
from curator.services.scan import walk
from curator.worker.reading import NO_PERMISSION

Place = tuple[int, int]  # device and file number of a folder


class StoppedError(Exception):
    """The scan was asked to stop; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found. `offline`: the folder is not there, so nothing was changed."""

    root: Root
    change: Change = field(default_factory=Change)
    offline: bool = False
    problems: tuple[str, ...] = ()


def find_root(library: Library, folder: Path) -> Root:
    """The root that a folder belongs to; a folder outside all roots becomes one.

    Raises OperationError when the folder is not there or cannot be read.
    """
    folder = Path(os.path.expanduser(folder))
    try:
        next(folder.iterdir(), None)
    except FileNotFoundError as error:
        raise OperationError(f"There is no folder {folder}.") from error
    except NotADirectoryError as error:
        raise OperationError(f"{folder} is not a folder.") from error
    except OSError as error:
        raise OperationError(
            f"The folder {folder} cannot be read: {error.strerror or 'unknown reason'}."
        ) from error
    folder = folder.resolve()
    return library.roots.covering(folder) or library.roots.add(folder)


def place_of(root: Root) -> Place | None:
    """Which folder on which disk a root's path leads to now; None when to none."""
    try:
        found = root.path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def is_offline(root: Root, known: Place | None = None) -> bool:
    """Whether a root's folder is not there: gone, or the empty place of an unplugged disk.

    A folder without any photo, of which the library knows photos, counts as the latter, unless it
    is the very folder where they were (`known`, from before).
    """
    try:
        next(root.path.iterdir(), None)
    except PermissionError:
        return False  # it is there, and the scan says why it cannot be read
    except OSError:
        return True
    if root.photos == 0 or (known is not None and known == place_of(root)):
        return False
    unread: list[Path] = []
    met = next(walk(root.path, on_unreadable=lambda path, _: unread.append(path)), None)
    return met is None and not unread


def scan_root(
    library: Library,
    root: Root,
    *,
    within: Path | None = None,
    known: Place | None = None,
    on_seen: Callable[[FileSeen], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Scan:
    """Walk a root (or one folder of it) and tell the library what is there.

    Photos below a folder that could not be read are kept; those that lacked permission and have it
    now are read again. `on_seen` gets every file met.
    Raises StoppedError when `stopped` says so on the way.
    """
    root = library.roots.get(root.id)  # as it is now
    if is_offline(root, known):
        if root.online:
            library.roots.set_online(root.id, False)
        return Scan(root, offline=True)
    if not root.online:
        library.roots.set_online(root.id, True)
    problems: list[str] = []
    walked = walk(
        within or root.path,
        on_unreadable=lambda _, why: problems.append(why),
        elsewhere=[other.path for other in library.roots.list() if other.id != root.id],
    )
    seen = list(_until(walked, on_seen, stopped))
    change = library.photos.apply_scan(root.id, seen, complete=not problems, within=within)
    closed = library.photos.failed_for(root.id, NO_PERMISSION)
    if opened := [photo.id for photo in closed if os.access(photo.path, os.R_OK)]:
        library.photos.retry(opened)
    return Scan(root, change, problems=tuple(problems))


def _until(
    walked: Iterator[FileSeen], on_seen: Callable[[FileSeen], None], stopped: Callable[[], bool]
) -> Iterator[FileSeen]:
    for seen in walked:
        if stopped():
            raise StoppedError
        on_seen(seen)
        yield seen

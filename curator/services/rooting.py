"""Compares a root's folder with the library."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from curator.errors import OperationError
from curator.library import Library
from curator.library.records import Change, FileSeen, Root
from curator.services.scan import walk

NOTHING = Change(added=(), changed=(), moved=(), removed=())


class StoppedError(Exception):
    """The scan was asked to stop; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found. `offline`: the folder is not there, so nothing was changed."""

    root: Root
    change: Change = NOTHING
    offline: bool = False
    problems: tuple[str, ...] = field(default=())


def find_root(library: Library, folder: Path) -> Root:
    """The root that a folder belongs to; a folder outside all roots becomes one.

    Raises OperationError when the folder is not there or cannot be read.
    """
    folder = folder.expanduser()
    if not folder.exists():
        raise OperationError(f"There is no folder {folder}.")
    if not folder.is_dir():
        raise OperationError(f"{folder} is not a folder.")
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise OperationError(
            f"The folder {folder} cannot be read: {error.strerror or 'unknown reason'}."
        ) from error
    folder = folder.resolve()
    return library.roots.covering(folder) or library.roots.add(folder)


def is_offline(root: Root) -> bool:
    """Whether a root's folder is not there: gone, or the empty place of an unplugged disk."""
    try:
        first = next(root.path.iterdir(), None)
    except PermissionError:
        return False  # it is there, and the scan says why it cannot be read
    except OSError:
        return True
    return first is None and root.photos > 0


def scan_root(
    library: Library,
    root: Root,
    *,
    within: Path | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Scan:
    """Walk a root (or one folder of it) and tell the library what is there.

    Photos below a folder that could not be read are kept. Raises StoppedError when `stopped` says
    so on the way.
    """
    if is_offline(root):
        if root.online:
            library.roots.set_online(root.id, False)
        return Scan(root, offline=True)
    if not root.online:
        library.roots.set_online(root.id, True)
    problems: list[str] = []
    walked = walk(within or root.path, on_unreadable=lambda _, why: problems.append(why))
    seen = list(_until(walked, stopped))
    change = library.photos.apply_scan(root.id, seen, complete=not problems, within=within)
    return Scan(root, change, problems=tuple(problems))


def _until(walked: Iterator[FileSeen], stopped: Callable[[], bool]) -> Iterator[FileSeen]:
    for seen in walked:
        if stopped():
            raise StoppedError
        yield seen

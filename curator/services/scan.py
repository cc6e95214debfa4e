"""Walks a folder and says which photo files are there: the truth that file events only hint at."""

import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from curator.library.records import FileSeen
from curator.worker.formats import scanned_suffixes

# Folders that other programs and systems keep for themselves; hidden ones are skipped by their dot.
_SYSTEM_FOLDERS = frozenset(
    name.casefold()
    for name in (
        "@eaDir",
        "@Recently-Snapshot",
        "@Recycle",
        "@tmp",
        "#recycle",
        "#snapshot",
        "$RECYCLE.BIN",
        "RECYCLER",
        "System Volume Information",
        "lost+found",
        "__MACOSX",
    )
)

EXPORT_MARK = ".curator-export"
"""A file of this name says that a folder holds exported copies, which are not ranked again."""

OnUnreadable = Callable[[Path, str], None]


def walk(
    root: Path,
    *,
    suffixes: Collection[str] | None = None,
    on_unreadable: OnUnreadable | None = None,
    elsewhere: Sequence[Path] = (),
    on_link: Callable[[Path], None] | None = None,
) -> Iterator[FileSeen]:
    """Every photo file and sidecar below a folder, in a fixed order: by name, files first.

    Links are followed, each real folder is entered once, so loops end; those that lead into one of
    `elsewhere`, the other roots, are not. With `on_link` linked folders are given to it instead: a
    walk of a part of a root does not know what of it they lead to. A folder that cannot be read is
    given to `on_unreadable` with a sentence, and the walk goes on. Hidden folders, those of
    systems, and those with exported copies are passed over; the root itself never is.
    """
    wanted = scanned_suffixes() if suffixes is None else suffixes
    others = [Path(os.path.realpath(other)) for other in elsewhere]
    entered: set[tuple[int, int]] = set()
    waiting = [root]  # linked folders come after the real ones, which keep their own paths
    while waiting:
        folder = waiting.pop(0)
        if on_link is not None and os.path.islink(folder):
            on_link(folder)
            continue
        real = Path(os.path.realpath(folder))
        if folder == root or not any(real.is_relative_to(other) for other in others):
            yield from _walk(folder, root, wanted, on_unreadable, entered, waiting)


def is_skipped(path: Path, root: Path) -> bool:
    """Whether a walk of the root would pass over the path: hidden, or a system's own folder."""
    try:
        parts = path.relative_to(root).parts
    except ValueError:
        return True
    return any(_is_private(part) for part in parts)


def is_export(path: Path, root: Path) -> bool:
    """Whether a file or folder of the root lies among exported copies, which a walk passes over."""
    for folder in (path, *path.parents):
        if folder == root:
            break
        if os.path.exists(folder / EXPORT_MARK):
            return True
    return False


def see(path: Path) -> FileSeen | None:
    """One file as a walk sees it; None when it is gone or no file."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return FileSeen(path=path, size=found.st_size, mtime_ns=found.st_mtime_ns)


def _is_private(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _SYSTEM_FOLDERS


def _walk(
    folder: Path,
    root: Path,
    suffixes: Collection[str],
    on_unreadable: OnUnreadable | None,
    entered: set[tuple[int, int]],
    links: list[Path],
) -> Iterator[FileSeen]:
    try:
        found = folder.stat()
        if (found.st_dev, found.st_ino) in entered:
            return
        entered.add((found.st_dev, found.st_ino))
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):  # it went away meanwhile
        return
    except OSError as error:
        if on_unreadable is not None:
            why = error.strerror or "unknown reason"
            on_unreadable(folder, f"The folder {folder} cannot be read: {why}.")
        return
    if folder != root and any(entry.name == EXPORT_MARK for entry in entries):
        return
    below: list[Path] = []
    for entry in entries:
        if _is_private(entry.name):
            continue
        path = folder / entry.name
        try:
            if entry.is_dir():
                (links if entry.is_symlink() else below).append(path)
                continue
        except OSError:  # a link that leads round in a circle
            continue
        if path.suffix.lower() in suffixes and (seen := see(path)) is not None:
            yield seen
    for inner in below:
        yield from _walk(inner, root, suffixes, on_unreadable, entered, links)

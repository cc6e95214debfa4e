"""Copies chosen photos into a folder: first a plan that can be shown, then the copies, one by one.

Nothing that exists is overwritten, every copy is read back, every step is in the library's journal.
"""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from curator.errors import OperationError, UsageError
from curator.library.exports import Exports
from curator.services.scan import EXPORT_MARK

Action = Literal["copy", "skip"]  # skip: the same file is there already
FreeSpace = Callable[[Path], int]

_BLOCK = 1 << 20
_RESERVE = 16 << 20  # bytes that an export leaves free on the disk
_PART = ".curator-part"


@dataclass(frozen=True, slots=True)
class Planned:
    """One file to export; `error` is a sentence when it cannot be.

    `companion`: it goes with the photo before it: its RAW file, an edit, a sidecar.
    """

    source: Path
    target: Path
    action: Action
    size: int
    error: str | None = None
    companion: bool = False


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What an export will do, in order. Sizes in bytes."""

    destination: Path
    items: tuple[Planned, ...]
    bytes_needed: int
    bytes_free: int
    mark: bool = False  # a folder of copies inside a ranked one: scans are to pass it over

    @property
    def fits(self) -> bool:
        """Whether the destination's disk has room for all of it."""
        return self.bytes_needed == 0 or self.bytes_needed + _RESERVE <= self.bytes_free


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one item; `error` is a sentence when it went wrong."""

    source: Path
    target: Path
    action: Action
    error: str | None = None
    companion: bool = False


def free_space(folder: Path) -> int:
    """Free bytes where a folder is, or will be."""
    while not os.path.exists(folder) and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def plan(
    sources: Sequence[Path],
    destination: Path,
    *,
    companions: Mapping[Path, Sequence[Path]] = MappingProxyType({}),
    ranked_folders: Sequence[Path] = (),
    free: FreeSpace = free_space,
) -> ExportPlan:
    """Plan copies into `destination` in the order of `sources`, under names that are still free.

    `companions` are the files that go with a source. Photos of one name become "name.jpg",
    "name (2).jpg", their companions likewise; names that differ only in case count as one, as some
    disks do. A file whose very copy is there already is skipped. Below one of the
    `ranked_folders` a folder that holds nothing else is marked, lest the copies be ranked too.
    Raises UsageError when the destination cannot be a folder.
    """
    destination = Path(os.path.abspath(os.path.expanduser(destination)))
    names = _names_in(destination)
    had = set(names)
    items: list[Planned] = []
    for source in sources:
        items.extend(_plan_photo((source, *companions.get(source, ())), destination, names))
    needed = sum(item.size for item in items if item.action == "copy" and item.error is None)
    inside = any(destination.resolve().is_relative_to(folder) for folder in ranked_folders)
    mark = inside and (not had or EXPORT_MARK in had)
    return ExportPlan(destination, tuple(items), needed, free(destination), mark)


def check_room(plan: ExportPlan) -> None:
    """Raise OperationError when the disk has no room for all of a plan."""
    if not plan.fits:
        raise OperationError(
            f"There is not enough room in {plan.destination}: {_megabytes(plan.bytes_needed)} are "
            f"needed, {_megabytes(_RESERVE)} are to stay free, {_megabytes(plan.bytes_free)} are "
            "free. Nothing was copied."
        )


def execute(plan: ExportPlan, exports: Exports) -> Iterator[Exported]:
    """Carry out a plan, yielding each item as it is done; stopping early leaves whole files only.

    Raises OperationError when nothing can be done: no room for all of it, no such folder. When the
    disk fills up on the way, the item at which it did and all later ones fail with a sentence.
    """
    check_room(plan)
    try:
        plan.destination.mkdir(parents=True, exist_ok=True)
        if plan.mark:
            (plan.destination / EXPORT_MARK).touch()
    except OSError as error:
        raise OperationError(
            f"The folder {plan.destination} cannot be made: {error.strerror or 'unknown reason'}."
        ) from error
    journal = exports.start({"destination": str(plan.destination), "mode": "copy"})
    full: str | None = None
    try:
        for item in plan.items:
            error_text = item.error
            if error_text is None and item.action == "copy":
                error_text = full
                if full is None:
                    error_text, full = _try_copy(item)
            exports.record(journal, item.source, item.target, item.action, error_text)
            yield Exported(item.source, item.target, item.action, error_text, item.companion)
    finally:
        exports.finish(journal)


def _try_copy(item: Planned) -> tuple[str | None, str | None]:
    """Copy one; its error sentence, and the sentence for all later ones if the disk is full."""
    try:
        _copy(item.source, item.target)
    except FileExistsError:
        return f"{item.target} has come into being meanwhile; it was left as it is.", None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return (
                f"The disk of {item.target.parent} is full; {item.source.name} was not copied.",
                f"Not copied: the disk of {item.target.parent} is full.",
            )
        return f"{item.source} was not copied: {error.strerror or error}.", None
    return None, None


def _copy(source: Path, target: Path) -> None:
    # A name of its own: two exports at a time never write into one file, long names stay valid.
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=_PART, dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as writer, source.open("rb") as reader:
            written = hashlib.sha256()
            while block := reader.read(_BLOCK):
                written.update(block)
                writer.write(block)
            writer.flush()
            os.fsync(writer.fileno())
        if _digest(part) != written.digest():
            raise OSError(errno.EIO, "the copy did not read back as it was written")
        shutil.copystat(source, part)
        _publish(part, target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _publish(part: Path, target: Path) -> None:
    """Give a finished copy its name, never over a file that is there (FileExistsError)."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # no hard links on this disk: hold the name, then put the file in its place
        with target.open("xb"):
            pass
        try:
            os.replace(part, target)
        except OSError:
            target.unlink()
            raise


def _names_in(destination: Path) -> dict[str, int | None]:
    """Names in a folder (case folded) with their sizes; None for what is no file."""
    try:
        with os.scandir(destination) as listing:
            return {
                entry.name.casefold(): entry.stat().st_size if entry.is_file() else None
                for entry in listing
            }
    except FileNotFoundError:
        return {}
    except NotADirectoryError as error:
        raise UsageError(f"{destination} is a file, not a folder to export to.") from error
    except OSError as error:
        raise OperationError(
            f"The folder {destination} cannot be read: {error.strerror or 'unknown reason'}."
        ) from error


def _plan_photo(
    files: Sequence[Path], destination: Path, names: dict[str, int | None]
) -> Iterator[Planned]:
    """Plan one photo's files, the photo itself first, under one number: they stay together."""
    sizes: dict[Path, int] = {}
    problems: dict[Path, str] = {}
    for file in files:
        try:
            sizes[file] = file.stat().st_size
        except OSError as error:
            problems[file] = f"{file} cannot be read: {error.strerror or 'unknown reason'}."
    stem, number = files[0].stem, 1
    while True:
        named = {file: _numbered(file, stem, number) for file in files}
        there = {
            file
            for file, size in sizes.items()
            if names.get(named[file].casefold()) == size and _same(file, destination / named[file])
        }
        taken = [f for f in sizes if f not in there and named[f].casefold() in names]
        if not taken or files[0] in there:
            break
        number += 1
    for file in taken:
        problems[file] = f"{destination / named[file]} is another file; it is left as it is."
    for file in files:
        if file in sizes:
            names.setdefault(named[file].casefold(), None)
        yield Planned(
            file,
            destination / named[file],
            "skip" if file in there else "copy",
            sizes.get(file, 0),
            problems.get(file),
            companion=file != files[0],
        )


def _numbered(file: Path, stem: str, number: int) -> str:
    """A file's name with the number after the stem that the files of its photo share."""
    if number == 1:
        return file.name
    if file.name.startswith(stem):
        return f"{stem} ({number}){file.name[len(stem) :]}"
    return f"{file.stem} ({number}){file.suffix}"


def _same(one: Path, other: Path) -> bool:
    try:
        return _digest(one) == _digest(other)
    except OSError:
        return False


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"

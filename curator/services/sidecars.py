"""Reads XMP sidecars: what they say becomes what everybody sees until they decide."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from curator.library import Library
from curator.library.naming import is_sidecar
from curator.library.records import FileSeen, Sidecar, SidecarRead
from curator.services.scan import see
from curator.worker.reading import DecodeError, read_file
from curator.worker.xmp import MAX_BYTES, XmpError, parse_marks

_BLOCK = 64  # some milliseconds


@dataclass(frozen=True, slots=True)
class SidecarsRead:
    """What reading some sidecars did.

    `photo_ids`: of them another decision is seen now. `broken`: a sentence for each sidecar that
    could not be read. `more`: others wait.
    """

    photo_ids: tuple[int, ...]
    broken: tuple[str, ...]
    more: bool


def read_sidecars(
    library: Library,
    root_ids: Sequence[int],
    unsettled: Callable[[Path], bool] = lambda _: False,
) -> SidecarsRead:
    """Read some of the sidecars that wait, but none that something is still writing.

    A sidecar that is gone, or changed meanwhile, waits for the next scan.
    """
    waiting = library.files.pending_sidecars(_BLOCK, root_ids=root_ids)
    results = [_read(one) for one in waiting if not unsettled(one.path)]
    changed = library.files.store_sidecars(results)
    broken = [f"{one.sidecar.path}: {one.error}" for one in results if one.error is not None]
    return SidecarsRead(tuple(changed), tuple(broken), len(results) == _BLOCK)


def read_all_sidecars(library: Library, root_ids: Sequence[int]) -> list[str]:
    """Read all sidecars that wait; a sentence for each that could not be read."""
    broken: list[str] = []
    more = True
    while more:
        done = read_sidecars(library, root_ids)
        broken += done.broken
        more = done.more
    return broken


def sidecars_of(photos: Iterable[Path]) -> list[FileSeen]:
    """The sidecars beside these files, under both names that programs give them."""
    names = [
        name
        for photo in photos
        if not is_sidecar(photo.name)
        for name in (photo.with_suffix(".xmp"), photo.with_name(f"{photo.name}.xmp"))
    ]
    return [seen for name in dict.fromkeys(names) if (seen := see(name)) is not None]


def _read(sidecar: Sidecar) -> SidecarRead:
    try:
        return SidecarRead(sidecar, parse_marks(read_file(sidecar.path, max_bytes=MAX_BYTES).data))
    except (DecodeError, XmpError) as error:
        return SidecarRead(sidecar, None, str(error))

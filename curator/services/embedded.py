"""Reads the XMP inside photo files of which it is not known what it says.

Those are files that are never decoded (the RAW beside a JPEG, an edit), and photos that a version
decoded that passed it over. All others tell it when they are decoded.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from curator.library import Library
from curator.library.records import FileSeen, Marks, Sidecar, SidecarRead
from curator.services.scan import see
from curator.worker.xmp import MAX_BYTES, XmpError, find_packet, parse_marks

_BLOCK = 64
_AT_MOST_S = 0.1  # at a time: others wait
_END = 1 << 20  # bytes that are read of either end of a file: programs write XMP there


class Embedded:
    """Goes through a library once, then again after each `again`."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._after: int | None = 0  # the last file that was looked into; None: all were

    @property
    def waits(self) -> bool:
        """Whether there may be something to read."""
        return self._after is not None

    def again(self) -> None:
        """There may be other files."""
        self._after = 0

    def read_some(
        self, root_ids: Sequence[int], unsettled: Callable[[Path], bool] = lambda _: False
    ) -> tuple[int, ...]:
        """Read for a moment; the photos of which another decision is seen now.

        Files that are gone, have changed, or are still being written wait for the next time.
        """
        if self._after is None:
            return ()
        waiting = self._library.files.pending_embedded(_BLOCK, after=self._after, root_ids=root_ids)
        until = time.monotonic() + _AT_MOST_S
        results: list[SidecarRead] = []
        done = 0
        for one in waiting:
            if not unsettled(one.path) and (read := _read(one)) is not None:
                results.append(read)
            done += 1
            if time.monotonic() > until:
                break
        self._after = waiting[done - 1].file_id if waiting else None
        return tuple(self._library.files.store_embedded(results))


def _read(one: Sidecar) -> SidecarRead | None:
    """What a file's XMP says; None when the file is not the one that the library knows."""
    if see(one.path) != FileSeen(one.path, one.size, one.mtime_ns):
        return None
    try:
        packet = _packet(one.path, one.size)
    except OSError:
        return None
    return SidecarRead(one, None if packet is None else _marks(packet))


def _packet(path: Path, size: int) -> bytes | None:
    with path.open("rb") as file:
        head = file.read(_END)
        if (found := find_packet(head)) is not None:
            return found
        if b"<x:xmpmeta" in head:  # it goes on
            return find_packet(head + file.read(MAX_BYTES))
        file.seek(max(file.tell(), size - _END), os.SEEK_SET)
        return find_packet(file.read(_END))


def _marks(packet: bytes) -> Marks | None:
    try:
        return parse_marks(packet)
    except XmpError:  # damaged metadata is none
        return None

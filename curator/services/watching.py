"""Listens for file events. watchdog's threads only note paths here; a scan stays the truth."""

import errno
import logging
import os
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from curator.services.scan import is_skipped

_log = logging.getLogger(__name__)

_SILENT_KINDS = frozenset({"opened", "closed_no_write"})  # reading a photo is no change
_BLIND_FILE_SYSTEMS = ("cifs", "smb", "nfs", "fuse.sshfs", "9p", "afs", "ncpfs", "fuse.rclone")
_OCTAL = re.compile(rb"\\([0-3][0-7]{2})")  # how the system writes blanks in mount points
_POLLING_S = 10.0
_MOST_NOTED = 10_000


class Watcher:
    """Notes the paths that something happened to below the watched folders. Thread-safe."""

    def __init__(self, on_noted: Callable[[], None] | None = None) -> None:
        """`on_noted` is called from a watchdog thread after a path was noted: only wake with it."""
        self._on_noted = on_noted
        self._lock = threading.Lock()
        self._noted: dict[Path, None] = {}
        self._overflown = False
        self._observers: dict[Path, BaseObserver] = {}

    def watch(self, root: Path) -> str | None:
        """Start listening below a folder; a sentence when it is done by slow polling instead."""
        if root in self._observers:
            return None
        if is_blind(root):
            self._start(PollingObserver(timeout=_POLLING_S), root)
            return f"{root} is a network folder: changes are looked for every {_POLLING_S:.0f} s."
        try:
            self._start(Observer(), root)
        except OSError as error:
            _log.info("no file events for %s: %s", root, error)
            self._start(PollingObserver(timeout=_POLLING_S), root)
            if error.errno in (errno.ENOSPC, errno.EMFILE):
                why = "the system's limit of watched folders is reached"
            else:
                why = error.strerror or "file events are not available"
            return f"Changes in {root} are looked for every {_POLLING_S:.0f} s: {why}."
        return None

    def unwatch(self, root: Path) -> None:
        """Stop listening below a folder."""
        observer = self._observers.pop(root, None)
        if observer is not None:
            observer.stop()
            observer.join()

    def take(self) -> tuple[list[Path], bool]:
        """The paths noted since the last call, and whether some were lost (then scan)."""
        with self._lock:
            noted, lost = list(self._noted), self._overflown
            self._noted.clear()
            self._overflown = False
        return noted, lost

    def close(self) -> None:
        """Stop listening everywhere."""
        for root in list(self._observers):
            self.unwatch(root)

    def _start(self, observer: BaseObserver, root: Path) -> None:
        observer.schedule(_Noting(root, self._note), str(root), recursive=True)
        try:
            observer.start()
        except OSError:
            observer.unschedule_all()
            raise
        self._observers[root] = observer

    def _note(self, paths: list[Path]) -> None:
        with self._lock:
            if len(self._noted) + len(paths) > _MOST_NOTED:
                self._overflown = True
            else:
                self._noted.update(dict.fromkeys(paths))
        if self._on_noted is not None:
            self._on_noted()


class _Noting(FileSystemEventHandler):
    def __init__(self, root: Path, note: Callable[[list[Path]], None]) -> None:
        self._root = root
        self._note = note

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _SILENT_KINDS or (
            event.is_directory and event.event_type == "modified"
        ):
            return
        names = (event.src_path, event.dest_path)
        paths = [Path(_as_text(name)) for name in names if name]
        wanted = [path for path in paths if not is_skipped(path, self._root)]
        if wanted:
            self._note(wanted)


def is_blind(root: Path, *, mounts: Path = Path("/proc/self/mountinfo")) -> bool:
    """Whether the folder lies on a network file system that sends no events (known on Linux)."""
    if not sys.platform.startswith("linux"):
        return False
    best, kind = -1, ""
    try:
        lines = mounts.read_bytes().split(b"\n")
    except OSError:
        return False
    for line in lines:
        left, _, right = line.partition(b" - ")
        fields = left.split()
        if len(fields) < 5 or not right:
            continue
        point = os.fsdecode(_OCTAL.sub(lambda escape: bytes([int(escape[1], 8)]), fields[4]))
        if root.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), os.fsdecode(right.split()[0])
    return kind.startswith(_BLIND_FILE_SYSTEMS)


def _as_text(name: bytes | str) -> str:
    return name.decode(errors="surrogateescape") if isinstance(name, bytes) else name

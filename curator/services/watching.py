"""Listens for file events. watchdog's threads only note paths here; a scan stays the truth."""

import errno
import logging
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from curator.library.mounts import MOUNTS, is_network
from curator.services.scan import is_skipped

_log = logging.getLogger(__name__)

_SILENT_KINDS = frozenset({"opened", "closed_no_write"})  # reading a photo is no change
_MOST_NOTED = 10_000
_LIMITS = (errno.ENOSPC, errno.EMFILE)


class Watcher:
    """Notes the paths that something happened to below the watched folders. Thread-safe."""

    def __init__(
        self, on_noted: Callable[[], None] | None = None, *, mounts: Path = MOUNTS
    ) -> None:
        """`on_noted` is called from a watchdog thread after a path was noted: only wake with it.
        `mounts` is the system's table of disks."""
        self._on_noted = on_noted
        self._mounts = mounts
        self._lock = threading.Lock()
        self._noted: dict[Path, None] = {}
        self._overflown = False
        self._observer: BaseObserver | None = None  # one for all: systems bound their number
        self._watches: dict[Path, ObservedWatch] = {}

    def watch(self, root: Path) -> str | None:
        """Listen below a folder, if it is not listened to yet; a sentence where nothing is told of
        it, or not of all of it: then it has to be looked through from time to time."""
        if is_network(root, mounts=self._mounts):
            return f"{root} is on a network, whose disks do not tell of changes."
        try:
            if root not in self._watches:
                self._start(root)
            self._try_one_more()
        except OSError as error:
            _log.info("no file events for %s: %s", root, error)
            self.unwatch(root)
            if error.errno in _LIMITS:
                return f"The system's limit of watched folders is too low for all of {root}."
            why = error.strerror or "file events are not available"
            return f"The system does not tell of changes in {root}: {why}."
        return None

    def unwatch(self, root: Path) -> None:
        """Stop listening below a folder."""
        watch = self._watches.pop(root, None)
        if watch is not None and self._observer is not None:
            self._observer.unschedule(watch)

    def take(self) -> tuple[list[Path], bool]:
        """The paths noted since the last call, and whether some were lost (then scan)."""
        with self._lock:
            noted, lost = list(self._noted), self._overflown
            self._noted.clear()
            self._overflown = False
        return noted, lost

    def close(self) -> None:
        """Stop listening everywhere."""
        self._watches.clear()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    def _start(self, root: Path) -> None:
        if self._observer is None:
            # What watchdog says of a folder that was moved away and is back; it is listened to.
            warnings.filterwarnings("ignore", "Callback with id .* already exists", RuntimeWarning)
            observer = Observer()
            observer.start()
            self._observer = observer
        handler = _Noting(root, self._note)
        self._watches[root] = self._observer.schedule(handler, str(root), recursive=True)

    def _try_one_more(self) -> None:
        """Raise OSError when the limit is reached: watchdog passes over sub-folders beyond it."""
        if self._observer is not None and sys.platform.startswith("linux"):
            with tempfile.TemporaryDirectory(prefix=".curator-") as place:
                probe = self._observer.schedule(FileSystemEventHandler(), place)
                self._observer.unschedule(probe)

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


def _as_text(name: bytes | str) -> str:
    return name.decode(errors="surrogateescape") if isinstance(name, bytes) else name

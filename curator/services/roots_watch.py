"""Keeps the library true to the folders: scans, and in between what file events hint at."""

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from curator.errors import UsageError
from curator.library import Library
from curator.library.records import FileSeen, Root
from curator.services.events import (
    Event,
    PhotosRemoved,
    Problem,
    RootOffline,
    RootOnline,
    RootScanned,
)
from curator.services.rooting import Place, StoppedError, is_offline, place_of, scan_root
from curator.services.scan import is_export, see, walk
from curator.services.settle import Settled, Settling, Stamp
from curator.services.sidecars import sidecars_of
from curator.services.watching import Watcher
from curator.worker.formats import is_scanned_name

_POLL_S = 10.0
_PATIENCE = 10  # looking through a folder takes at most one part in so many of the time
_FLOOD = 2000  # so many hints at a time, and the system may have dropped some silently


class RootsWatch:
    """The roots of a pipeline. Works on the pipeline's thread; only `watcher` has others."""

    def __init__(
        self,
        library: Library,
        root_ids: Sequence[int] | None,
        *,
        folder: Path | None = None,
        watcher: Watcher | None = None,
        still_s: float = 1.0,
        rescan_s: float = 300.0,
        check_s: float = 2.0,
        poll_s: float = _POLL_S,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """All roots are scanned every `rescan_s`, those that send no events every `poll_s` or, when
        that takes long, less often; every `check_s` it is seen whether they are there."""
        self._library = library
        self._wanted = root_ids
        self._folder = folder
        self._watcher = watcher
        self._settling = Settling(still_s=still_s)
        self._still_s = still_s
        self._rescan_s = rescan_s
        self._check_s = check_s
        self._poll_s = poll_s
        self._stopped = stopped
        self._places: dict[int, Place] = {}
        self._offline: set[int] = set()
        self._watched: dict[int, Path] = {}
        self._polled: dict[int, float] = {}  # roots that send no events, and when they are due
        self._hints = 0  # since the last scan
        self._linked = False  # there may be a linked folder that no scan has met
        self._told: set[str] = set()
        self._checked = self._scanned = time.monotonic()
        self._looked = 0.0
        self.online: tuple[int, ...] = ()

    def scan(self) -> Iterator[Event]:
        """Compare every root with its folder."""
        self._scanned = time.monotonic()
        self._hints = 0
        self._linked = False
        roots = self._roots()
        self._forget_others(roots)
        for root in roots:
            yield from self._scan(root)

    def tick(self) -> Iterator[Event]:
        """What happened since the last call: roots that came or went, files that settled."""
        now = time.monotonic()
        if now - self._checked >= self._check_s:
            self._checked = now
            roots = self._roots()
            self._forget_others(roots)
            for root in roots:
                if self._has_changed_place(root):
                    yield from self._scan(root)
                elif now >= self._polled.get(root.id, math.inf):
                    # Not listened to again each time: that would use up what others need.
                    yield from self._scan(root, listen=False)
        if self._watcher is not None:
            paths, lost = self._watcher.take()
            for path in paths:
                self._note(path)
            self._hints += len(paths)
            flooded = self._hints > _FLOOD and not self.waiting
            linked = self._linked and not self.waiting
            if lost or flooded or linked or now - self._scanned >= self._rescan_s:
                yield from self.scan()
        if now - self._looked >= self._still_s / 4:  # every look asks the disk about every file
            self._looked = now
            yield from self._apply(self._settling.look(now, _stamp))

    def unsettled(self, path: Path) -> bool:
        """Whether something is still writing the file, as far as is known."""
        return path in self._settling

    @property
    def waiting(self) -> bool:
        """Whether any file has not settled yet."""
        return len(self._settling) > 0

    def _roots(self) -> list[Root]:
        roots = self._library.roots.list()
        if self._wanted is None:
            return roots
        return [root for root in roots if root.id in self._wanted]

    def _is_offline(self, root: Root) -> bool:
        return is_offline(root, self._places.get(root.id))

    def _has_changed_place(self, root: Root) -> bool:
        """Whether a root came, went, or is another folder than before, on another disk perhaps."""
        if root.id in self._offline or root.id not in self.online:
            return root.id not in self._offline or not self._is_offline(root)
        if self._is_offline(root):
            return True
        # A network's disk may number its folders anew each time; those are looked through anyway.
        return root.id not in self._polled and place_of(root) != self._places.get(root.id)

    def _forget_others(self, roots: Sequence[Root]) -> None:
        ids = {root.id for root in roots}
        self.online = tuple(one for one in self.online if one in ids)
        self._offline &= ids
        for root_id in self._watched.keys() - ids:
            self._unwatch(root_id)
        for root_id in self._polled.keys() - ids:
            del self._polled[root_id]

    def _scan(self, root: Root, *, listen: bool = True) -> Iterator[Event]:
        began = time.monotonic()
        if listen:  # before the scan: nothing can come between the two unnoticed
            yield from self._watch(root)
        try:
            scan = scan_root(
                self._library,
                root,
                within=self._folder,
                known=self._places.get(root.id),
                on_seen=self._note_if_young,
                stopped=self._stopped,
            )
        except (StoppedError, UsageError):  # UsageError: the root was removed just now
            return
        if scan.offline:
            yield from self._goes_offline(root)
            return
        if (now_at := place_of(root)) is not None:
            self._places[root.id] = now_at
        if root.id in self._polled:
            ended = time.monotonic()
            self._polled[root.id] = ended + max(self._poll_s, _PATIENCE * (ended - began))
        if root.id in self._offline:
            self._offline.discard(root.id)
            yield RootOnline(root.id)
        self.online = tuple(sorted({*self.online, root.id}))
        for problem in scan.problems:
            yield from self._tell(problem, unread=True)
        yield RootScanned(root.id, scan.change)
        if scan.change.removed:
            yield PhotosRemoved(scan.change.removed)

    def _goes_offline(self, root: Root) -> Iterator[Event]:
        self.online = tuple(one for one in self.online if one != root.id)
        self._unwatch(root.id)
        self._polled.pop(root.id, None)
        if root.id not in self._offline:
            self._offline.add(root.id)
            yield RootOffline(root.id)

    def _watch(self, root: Root) -> Iterator[Event]:
        place = self._folder or root.path
        if self._watcher is None or not os.path.isdir(place):
            return
        if root.id in self._watched and place_of(root) != self._places.get(root.id):
            self._unwatch(root.id)  # events still come from where the folder was before
        self._watched[root.id] = place
        why = self._watcher.watch(place)
        if why is None:
            self._polled.pop(root.id, None)
        else:
            self._polled.setdefault(root.id, 0.0)
            yield from self._tell(
                f"{why} It is looked through every {self._poll_s:.0f} s, a large one less often."
            )

    def _unwatch(self, root_id: int) -> None:
        place = self._watched.pop(root_id, None)
        if self._watcher is not None and place is not None:
            self._watcher.unwatch(place)

    def _tell(self, sentence: str, *, unread: bool = False) -> Iterator[Event]:
        if sentence not in self._told:
            self._told.add(sentence)
            yield Problem(sentence, unread=unread)

    def _note_if_young(self, seen: FileSeen) -> None:
        if self._watcher is not None and abs(time.time_ns() - seen.mtime_ns) < self._still_s * 1e9:
            self._settling.note(seen.path)

    def _note(self, path: Path) -> None:
        place = next((one for one in self._watched.values() if path.is_relative_to(one)), None)
        if place is not None and os.path.exists(path) and is_export(path, place):
            return
        if os.path.isdir(path):
            for seen in walk(path, on_link=self._note_link):
                self._settling.note(seen.path)
        elif is_scanned_name(path) or not os.path.exists(path):
            self._settling.note(path)

    def _note_link(self, _folder: Path) -> None:
        """Only a scan of all knows under which path the photos in a linked folder count."""
        self._linked = True

    def _apply(self, settled: Sequence[Settled]) -> Iterator[Event]:
        if not settled:
            return
        for root in self._roots():
            mine = [one for one in settled if one.path.is_relative_to(root.path)]
            gone = [one.path for one in mine if one.stamp is None]
            if not mine:
                continue
            if gone and self._is_offline(root):
                yield from self._scan(root)
                continue
            try:
                yield from self._take_in(root, gone, mine)
            except UsageError:  # the root was removed just now
                continue

    def _take_in(
        self, root: Root, gone: Sequence[Path], settled: Sequence[Settled]
    ) -> Iterator[Event]:
        # First what has gone: a renamed file's new name is then met as the moved photo.
        removed: list[int] = []
        changed: list[int] = []
        for path in gone:
            lost = self._library.photos.apply_scan(root.id, [], within=path)
            removed.extend(lost.removed)
            changed.extend((*lost.changed, *lost.moved))  # its RAW takes its place, for example
        seen = [FileSeen(one.path, *one.stamp) for one in settled if one.stamp is not None]
        seen += sidecars_of([one.path for one in seen])  # which were nobody's if they came first
        within = seen[0].path if len(seen) == 1 else None
        change = self._library.photos.apply_scan(root.id, seen, complete=False, within=within)
        removed.extend(change.removed)
        if removed:
            yield PhotosRemoved(tuple(removed))
        yield RootScanned(root.id, replace(change, changed=(*changed, *change.changed)))


def _stamp(path: Path) -> Stamp | None:
    seen = see(path)
    return None if seen is None else (seen.size, seen.mtime_ns)

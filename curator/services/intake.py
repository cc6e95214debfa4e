"""Has files decoded, once each: facts and thumbnails are stored, pixels go on to be looked at."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path

from core import JudgeIdentity, Picture
from curator.library import Library
from curator.library.records import Change, Photo, PhotoReady
from curator.services.events import Event, PhotoFailed, PhotosReady, PhotosRemoved
from curator.services.inbox import Inbox
from curator.services.looking import Looking
from curator.services.scan import see
from curator.services.scope import Scope
from curator.worker.decode_pool import DecodePool
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure

_MOST_PICTURES = 10  # decoded pictures in memory, of up to some 13 MB each, and those to come
_MOST_DECODING = 6
_LOOKAHEAD = 256  # rows asked for at once
_FLUSH = 64


class Intake:
    """Photos on their way from the disk. Works on the pipeline's thread."""

    def __init__(
        self, library: Library, decode: DecodePool, inbox: Inbox, looking: Looking
    ) -> None:
        self._library = library
        self._decode = decode
        self._inbox = inbox
        self._looking = looking
        self._queue: deque[Photo] = deque()
        self._decoding: set[int] = set()
        self._ready: list[PhotoReady] = []
        self._given_up: set[tuple[int, str | None]] = set()  # not tried again in this run
        self._more_new = True
        self._more_unseen = True
        self.read = 0  # photos read or failed, since the start

    @property
    def busy(self) -> bool:
        """Whether anything is being read, not stored yet, or waits as far as is known."""
        return bool(
            self._queue or self._decoding or self._ready or self._more_new or self._more_unseen
        )

    @property
    def decoding(self) -> bool:
        """Whether more pictures are on their way."""
        return bool(self._decoding)

    def again(self, *, retry: bool = False) -> None:
        """There may be new photos, or others come first now; `retry` also those given up before."""
        self._queue.clear()
        self._more_new = self._more_unseen = True
        if retry:
            self._given_up.clear()

    def fill(
        self,
        identity: JudgeIdentity | None,
        scope: Scope,
        first: Sequence[int],
        unsettled: Callable[[Path], bool],
        *,
        looks_wanted: bool,
    ) -> None:
        """Send files to the decoders, as many as memory allows."""
        while (
            len(self._decoding) < _MOST_DECODING
            and len(self._decoding) + self._looking.held < _MOST_PICTURES
        ):
            if not self._queue:
                self._refill(identity, scope, first, unsettled, looks_wanted=looks_wanted)
            if not self._queue:
                return
            photo = self._queue.popleft()
            self._send(photo, looks_wanted=looks_wanted)

    def flush(self, *, force: bool) -> list[Event]:
        """Store what was read if it is much, or at once."""
        if not self._ready or (len(self._ready) < _FLUSH and not force):
            return []
        ready, self._ready = self._ready, []
        change = self._library.photos.store_ready(ready)
        thumbnails = [
            (one.content_hash, one.thumbnail) for one in ready if one.thumbnail is not None
        ]
        self._library.cache.store_thumbnails(thumbnails)
        return _events_of(ready, change)

    def _refill(
        self,
        identity: JudgeIdentity | None,
        scope: Scope,
        first: Sequence[int],
        unsettled: Callable[[Path], bool],
        *,
        looks_wanted: bool,
    ) -> None:
        if self._more_new:
            known = self._decoding | {one.photo_id for one in self._ready}
            found = scope.unread(self._library, _LOOKAHEAD + len(known), first)
            self._queue.extend(
                photo
                for photo in found
                if photo.id not in known
                and (photo.id, photo.content_hash) not in self._given_up
                and not unsettled(photo.path)
            )
            self._more_new = bool(self._queue)
        if self._queue or not self._more_unseen or not looks_wanted or identity is None:
            self._more_unseen = self._more_unseen and looks_wanted
            return
        found = scope.unseen(self._library, identity.vision_id, _LOOKAHEAD, first)
        self._queue.extend(
            photo
            for photo in found
            if photo.id not in self._decoding
            and (photo.id, photo.content_hash) not in self._given_up
            and not self._looking.knows(photo.content_hash or "")
        )
        self._more_unseen = bool(self._queue)

    def _send(self, photo: Photo, *, looks_wanted: bool) -> None:
        self._decoding.add(photo.id)
        request = DecodeRequest(photo.path, thumbnail=photo.state == "new")
        if not looks_wanted:
            request = DecodeRequest(photo.path, pixels_long_side=None)
        self._inbox.when_done(
            self._decode.submit(request), lambda done: self._decoded(photo, done)
        )

    def _decoded(self, photo: Photo, done: Future[Decoded | PhotoFailure]) -> Iterable[Event]:
        self._decoding.discard(photo.id)
        result = done.result()
        if isinstance(result, PhotoFailure):
            return self._failed(photo, result.reason)
        if photo.state == "new" or result.content_hash != photo.content_hash:
            self.read += 1
            self._ready.append(
                PhotoReady(
                    photo.id,
                    result.content_hash,
                    result.facts,
                    result.thumbnail,
                    result.size,
                    result.mtime_ns,
                )
            )
        if result.pixels is not None:
            self._given_up.add((photo.id, result.content_hash))
            self._looking.offer(Picture(result.content_hash, result.pixels))
        return []

    def _failed(self, photo: Photo, reason: str) -> Iterable[Event]:
        if see(photo.path) is None:
            # The file has gone meanwhile, which is no failure of the photo; a scan settles it.
            self._given_up.add((photo.id, photo.content_hash))
            if photo.path.parent.is_dir():
                change = self._library.photos.apply_scan(
                    photo.root_id, [], complete=True, within=photo.path
                )
                return [PhotosRemoved(change.removed)] if change.removed else []
            return []
        self.read += 1
        self._library.photos.store_failed(photo.id, reason)
        return [PhotoFailed(photo.id, photo.path, reason)]


def _events_of(ready: Sequence[PhotoReady], change: Change) -> list[Event]:
    gone = set(change.removed)
    ids = dict.fromkeys(one.photo_id for one in ready if one.photo_id not in gone)
    ids.update(dict.fromkeys(change.moved))
    events: list[Event] = []
    if change.removed:
        events.append(PhotosRemoved(change.removed))
    if ids:
        events.append(PhotosReady(tuple(ids)))
    return events

"""Has files decoded, once each: facts and thumbnails are stored, pixels go on to be looked at."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path

from core import JudgeIdentity, Picture
from curator.errors import UsageError
from curator.library import Library
from curator.library.records import Photo, PhotoReady
from curator.services.events import Event, PhotoFailed, PhotosReady, PhotosRemoved, Problem
from curator.services.inbox import Inbox
from curator.services.looking import Looking
from curator.services.scan import see
from curator.services.scope import Scope
from curator.worker.decode_pool import DecodePool
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure

_MOST_PICTURES = 12  # decoded pictures in memory, of up to some 13 MB each, and those to come
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
        self._given_up: set[int] = set()  # not tried again in this run, until a scan finds a change
        self._more_new = True
        self._more_unseen = True
        self._arrived: list[tuple[int, str]] = []
        self.finished = 0  # photos read or failed, since the start

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
            if not self._queue and self._more_new:
                self._refill_new(scope, first, unsettled)
            if not self._queue and self._more_unseen:
                if not looks_wanted:
                    self._more_unseen = False
                elif identity is not None:
                    self._refill_unseen(identity.vision_id, scope, first)
            if not self._queue:
                return
            self._send(self._queue.popleft(), identity, looks_wanted=looks_wanted)

    def flush(self, *, force: bool) -> list[Event]:
        """Store what was read if it is much, or at once."""
        if not self._ready or (len(self._ready) < _FLUSH and not force):
            return []
        ready, self._ready = self._ready, []
        change = self._library.photos.store_ready(ready)
        contents = {one.photo_id: one.content_hash for one in ready}
        stored = [photo for photo in change.changed if photo in contents]
        self._arrived.extend((photo, contents[photo]) for photo in stored)
        events: list[Event] = []
        if change.removed:
            events.append(PhotosRemoved(change.removed))
        if stored or change.moved:
            events.append(PhotosReady((*stored, *change.moved)))
        return events

    def take_arrived(self) -> list[tuple[int, str]]:
        """The photos (id, content hash) that were stored since the last call."""
        arrived, self._arrived = self._arrived, []
        return arrived

    def _refill_new(
        self, scope: Scope, first: Sequence[int], unsettled: Callable[[Path], bool]
    ) -> None:
        skip = self._decoding | self._given_up | {one.photo_id for one in self._ready}
        found = scope.unread(self._library, _LOOKAHEAD, first, skip)
        self._queue.extend(photo for photo in found if not unsettled(photo.path))
        self._more_new = bool(self._queue)

    def _refill_unseen(self, vision_id: str, scope: Scope, first: Sequence[int]) -> None:
        skip = self._decoding | self._given_up
        found = scope.unseen(self._library, vision_id, _LOOKAHEAD, first, skip)
        self._queue.extend(photo for photo in found if not self._looking.knows(photo.content_hash))
        self._more_unseen = bool(self._queue)

    def _send(self, photo: Photo, identity: JudgeIdentity | None, *, looks_wanted: bool) -> None:
        self._decoding.add(photo.id)
        request = (
            DecodeRequest(photo.path, thumbnail=photo.state == "new")
            if looks_wanted
            else DecodeRequest(photo.path, pixels_long_side=None)
        )
        vision_id = None if identity is None else identity.vision_id
        self._inbox.when_done(
            self._decode.submit(request), lambda done: self._decoded(photo, vision_id, done)
        )

    def _decoded(
        self, photo: Photo, vision_id: str | None, done: Future[Decoded | PhotoFailure]
    ) -> Iterable[Event]:
        self._decoding.discard(photo.id)
        self.finished += 1
        result = done.result()
        if isinstance(result, PhotoFailure):
            return self._failed(photo, vision_id, result.reason)
        if photo.state == "new":
            self._ready.append(
                PhotoReady(
                    photo.id,
                    result.content_hash,
                    result.facts,
                    result.thumbnail,
                    result.size,
                    result.mtime_ns,
                    result.marks,
                )
            )
        else:
            # One try a run: should the file hold another content by now, a scan finds that out.
            self._given_up.add(photo.id)
        if result.pixels is not None:
            self._looking.offer(Picture(result.content_hash, result.pixels))
        return []

    def _failed(self, photo: Photo, vision_id: str | None, reason: str) -> Iterable[Event]:
        if see(photo.path) is None:
            # The file has gone meanwhile, which is no failure of the photo.
            self._given_up.add(photo.id)
            if not os.path.isdir(photo.path.parent):
                return []  # perhaps its disk has: a scan tells
            try:
                change = self._library.photos.apply_scan(photo.root_id, [], within=photo.path)
            except UsageError:  # its root was removed meanwhile
                return []
            return [PhotosRemoved(change.removed)] if change.removed else []
        if photo.state == "new":
            other = self._library.photos.store_failed(
                photo.id, reason, size=photo.size, mtime_ns=photo.mtime_ns
            )
            if other is not None:
                self._more_new = True
                sentence = f"{photo.path}: {reason} {other.path.name} is used in its place."
                return [Problem(sentence)]
        elif vision_id is not None and photo.content_hash is not None:
            self._given_up.add(photo.id)
            self._library.looks.store_failed(photo.content_hash, vision_id, reason)
        return [PhotoFailed(photo.id, photo.path, reason)]

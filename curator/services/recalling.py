"""Finds out what stacks are found by, of photos that were read before there were stacks.

Nothing is looked at or judged anew: the thumbnails are there, and how a photo was taken stands at
the beginning of its file.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from curator.library import Library
from curator.library.late_facts import LateFact
from curator.library.records import FileSeen, Photo
from curator.services.events import Event
from curator.services.inbox import Inbox
from curator.services.scan import see
from curator.worker.decode_pool import DecodePool
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure, Recalled, RecallRequest

_BLOCK = 16  # at the decoders at once: new photos wait for no more


class Recalling:
    """Goes through a library once, then again after each `again`. On the pipeline's thread."""

    def __init__(
        self,
        library: Library,
        decode: DecodePool,
        inbox: Inbox,
        on_stored: Callable[[], None],
    ) -> None:
        """`on_stored` is called when something was found out."""
        self._library = library
        self._decode = decode
        self._inbox = inbox
        self._on_stored = on_stored
        self._after: int | None = 0  # the last photo that was asked about; None: all were
        self._put_off = False  # photos whose files are still being written come once more
        self._in_flight = 0
        self._found: list[LateFact] = []

    @property
    def waits(self) -> bool:
        """Whether there may be something to find out."""
        return self._after is not None or self._in_flight > 0

    @property
    def under_way(self) -> bool:
        """Whether some photos were asked about and others may follow."""
        return bool(self._after) or self._in_flight > 0

    def again(self) -> None:
        """There may be other photos, of a folder that came back perhaps."""
        self._after = 0

    def fill(self, root_ids: Sequence[int], unsettled: Callable[[Path], bool]) -> None:
        """Ask about some more photos, if none is being asked about.

        Files that are gone or have changed wait for the next time, those that are still being
        written until they are not.
        """
        if self._after is None or self._in_flight:
            return
        photos = self._library.late_facts.missing(_BLOCK, after=self._after, root_ids=root_ids)
        if photos:
            self._after = photos[-1].id
        else:
            self._after, self._put_off = (0 if self._put_off else None), False
        for photo in photos:
            known = FileSeen(photo.path, photo.size, photo.mtime_ns)
            if unsettled(photo.path):
                self._put_off = True
            elif see(photo.path) == known:
                self._send(photo)

    def _send(self, photo: Photo) -> None:
        thumbnail = self._library.cache.thumbnail(photo.content_hash or "")
        self._in_flight += 1

        def handle(done: Future[Any]) -> Iterable[Event]:
            return self._answered(photo, done.result())

        if thumbnail is not None:
            self._inbox.when_done(self._decode.recall(RecallRequest(photo.path, thumbnail)), handle)
        else:
            request = DecodeRequest(photo.path, pixels_long_side=None)
            self._inbox.when_done(self._decode.submit(request), handle)

    def _answered(self, photo: Photo, result: Decoded | Recalled | PhotoFailure) -> Iterable[Event]:
        self._in_flight -= 1
        if isinstance(result, Recalled):
            self._found.append(LateFact(photo, result.lens, result.exposure, result.sketch))
        elif isinstance(result, Decoded) and result.content_hash == photo.content_hash:
            self._take(photo, result)
        if self._found and not self._in_flight:
            found, self._found = self._found, []
            if self._library.late_facts.store(found):
                self._on_stored()
        return ()

    def _take(self, photo: Photo, result: Decoded) -> None:
        facts = result.facts
        if facts.sketch is not None:
            self._found.append(LateFact(photo, facts.lens, facts.exposure, facts.sketch))
        if result.thumbnail is not None:
            self._library.cache.store_thumbnails([(result.content_hash, result.thumbnail)])

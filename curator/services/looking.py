"""Has decoded pictures looked at by the judge process, and stores the looks."""

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future

from core import JudgeIdentity, Look, Picture
from curator.errors import CuratorError
from curator.library import Library
from curator.services.events import Event, PhotoFailed, Problem
from curator.services.inbox import Inbox
from curator.worker.judge_process import JudgeProcess
from curator.worker.records import PhotoFailure

_BATCH = 4  # pictures a request
_REQUESTS = 2  # the child never waits for the next one
_FLUSH = 64


class Looking:
    """Pictures on their way through the judge. Works on the pipeline's thread."""

    def __init__(self, library: Library, judge: JudgeProcess, inbox: Inbox) -> None:
        self._library = library
        self._judge = judge
        self._inbox = inbox
        self._waiting: deque[Picture] = deque()
        self._hashes: set[str] = set()  # waiting, being looked at, or not stored yet
        self._requests = 0
        self._in_flight = 0
        self._looks: list[Look] = []
        self._seen: list[str] = []  # contents that have a stored look, not yet told of
        self._failed: dict[str, str] = {}  # contents that have none, and why, not yet told of
        self.finished = 0  # pictures that have a look or a failure, since the start

    @property
    def held(self) -> int:
        """Decoded pictures that are kept in memory."""
        return len(self._waiting) + self._in_flight

    @property
    def busy(self) -> bool:
        """Whether anything waits, is being looked at, or is not stored yet."""
        return bool(self._waiting or self._requests or self._looks or self._seen or self._failed)

    def knows(self, content_hash: str | None) -> bool:
        """Whether a content is already on its way."""
        return content_hash in self._hashes

    def offer(self, picture: Picture) -> None:
        """Take a decoded picture; one that has a look is let go when its turn comes."""
        if picture.content_hash not in self._hashes:
            self._hashes.add(picture.content_hash)
            self._waiting.append(picture)

    def drop_all(self) -> None:
        """Let go of all pictures that wait: nothing can look at them."""
        self._hashes.difference_update(picture.content_hash for picture in self._waiting)
        self._waiting.clear()

    def fill(self, identity: JudgeIdentity, *, more_to_come: bool) -> None:
        """Send pictures to the judge; small rests only when no more are being decoded."""
        while self._requests < _REQUESTS and self._waiting:
            if len(self._waiting) < _BATCH and more_to_come and self._requests:
                return
            batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
            hashes = [picture.content_hash for picture in batch]
            known = self._library.looks.get(hashes, identity.vision_id)
            self._hashes.difference_update(known)
            self._seen.extend(known)
            batch = [picture for picture in batch if picture.content_hash not in known]
            if batch:
                self._send(batch, identity)

    def flush(self, *, force: bool) -> list[str]:
        """Store the looks so far if they are many, or at once; the contents that can be judged."""
        if self._looks and (len(self._looks) >= _FLUSH or force):
            looks, self._looks = self._looks, []
            self._library.looks.store(looks)
            stored = [look.content_hash for look in looks]
            self._hashes.difference_update(stored)
            self._seen.extend(stored)
        seen, self._seen = self._seen, []
        return seen

    def take_failed(self, *, force: bool) -> list[Event]:
        """The failures since the last call; `force`: what was read has been stored by now.

        A picture may fail before its photo is stored, and waits for that.
        """
        if not self._failed:
            return []
        ids = self._library.photos.ids_with(list(self._failed))
        told = {one: why for one, why in self._failed.items() if force or one in ids}
        self._failed = {one: why for one, why in self._failed.items() if one not in told}
        return [
            PhotoFailed(photo.id, photo.path, reason)
            for content_hash, reason in told.items()
            for photo in self._library.photos.get(ids.get(content_hash, ()))
        ]

    def _send(self, batch: list[Picture], identity: JudgeIdentity) -> None:
        self._requests += 1
        self._in_flight += len(batch)
        hashes = [picture.content_hash for picture in batch]
        self._inbox.when_done(
            self._judge.look(batch), lambda done: self._looked(hashes, identity, done)
        )

    def _looked(
        self,
        hashes: Sequence[str],
        identity: JudgeIdentity,
        done: Future[list[Look | PhotoFailure]],
    ) -> Iterable[Event]:
        self._requests -= 1
        self._in_flight -= len(hashes)
        self.finished += len(hashes)
        try:
            results = done.result()
        except CuratorError as error:
            self._hashes.difference_update(hashes)
            return [Problem(str(error), judging_stopped=True)]
        for content_hash, result in zip(hashes, results, strict=True):
            if isinstance(result, Look):
                self._looks.append(result)
                continue
            self._hashes.discard(content_hash)
            self._library.looks.store_failed(content_hash, identity.vision_id, result.reason)
            self._failed[content_hash] = result.reason
        return []

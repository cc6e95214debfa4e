"""Has looks judged for the current profile, in blocks, and stores the scores."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future

from core import JudgeIdentity, Judgements
from curator.errors import CuratorError
from curator.library import Library
from curator.library.records import JudgementKey, StoredProfile
from curator.services.events import Event, PhotosJudged, Problem
from curator.services.inbox import Inbox
from curator.services.scope import Scope
from curator.worker.judge_process import JudgeProcess

_BLOCK = 512


class Judging:
    """Looks on their way to scores. Works on the pipeline's thread."""

    def __init__(self, library: Library, judge: JudgeProcess, inbox: Inbox) -> None:
        self._library = library
        self._judge = judge
        self._inbox = inbox
        self._profile: StoredProfile | None = None
        self._unsure = True  # the database may know of more that is not judged
        self._waiting: dict[str, None] = {}  # content hashes, in order
        self._in_flight: frozenset[str] = frozenset()
        self._arrived: list[tuple[int, str]] = []
        self.finished = 0  # contents judged since the start

    @property
    def busy(self) -> bool:
        """Whether scores are missing or being made, as far as is known."""
        if self._in_flight:
            return True
        return self._profile is not None and bool(self._unsure or self._waiting or self._arrived)

    @property
    def in_flight(self) -> bool:
        """Whether the judge is at it."""
        return bool(self._in_flight)

    def set_profile(self, profile: StoredProfile | None) -> None:
        """Judge for this profile from now on; what is being judged is still stored."""
        self._profile = profile
        self._waiting.clear()
        self._arrived.clear()
        self._unsure = True

    def again(self) -> None:
        """Something came to the library by another way: ask it what is not judged."""
        self._unsure = True

    def add(self, content_hashes: Iterable[str]) -> None:
        """These have a look now."""
        if self._profile is not None:
            self._waiting.update(dict.fromkeys(content_hashes))

    def arrived(self, photos: Iterable[tuple[int, str]]) -> None:
        """These photos (id, content hash) were just read; some may be copies of judged ones."""
        if self._profile is not None:
            self._arrived.extend(photos)

    def prefer(self, photo_ids: Sequence[int]) -> None:
        """Judge these photos before the others."""
        if len(self._waiting) > _BLOCK:
            hashes = [photo.content_hash for photo in self._library.photos.get(photo_ids)]
            first = {one: None for one in hashes if one is not None and one in self._waiting}
            self._waiting = first | self._waiting

    def fill(self, identity: JudgeIdentity, scope: Scope, first: Sequence[int]) -> Iterator[Event]:
        """Send the next block to the judge if none is there; tells of copies of judged photos."""
        profile = self._profile
        if profile is None:
            return
        key = JudgementKey(profile.digest, identity.judge_id, identity.vision_id)
        if self._arrived:
            arrived, self._arrived = self._arrived, []
            judged = self._library.judgements.get(key, [content for _, content in arrived])
            copies = tuple(photo for photo, content in arrived if content in judged)
            if copies:
                yield PhotosJudged(copies)
        if self._in_flight:
            return
        if self._unsure and not self._waiting:
            self._unsure = False
            self._waiting.update(dict.fromkeys(scope.unjudged(self._library, key, None, first)))
        block = list(self._waiting)[:_BLOCK]
        for content_hash in block:
            del self._waiting[content_hash]
        if block:
            # Nothing to do for copies: their content was judged before.
            known = self._library.judgements.get(key, block)
            block = [content_hash for content_hash in block if content_hash not in known]
            lost = self._library.looks.drop_lost(block, key.vision_id)
            block = [content_hash for content_hash in block if content_hash not in lost]
        if block:
            self._send(profile, key, block)

    def _send(self, profile: StoredProfile, key: JudgementKey, block: list[str]) -> None:
        self._in_flight = frozenset(block)
        # Judging is quick, and somebody is waiting for the order: before the looks in the queue.
        future = self._judge.judge(profile.profile, key.vision_id, block, urgent=True)
        self._inbox.when_done(future, lambda done: self._judged(profile, key, block, done))

    def _judged(
        self,
        profile: StoredProfile,
        key: JudgementKey,
        block: Sequence[str],
        done: Future[Judgements],
    ) -> Iterable[Event]:
        self._in_flight = frozenset()
        try:
            judgements = done.result()
        except CuratorError as error:
            if self._library.looks.drop_lost(block, key.vision_id):  # since it was sent
                self._unsure = True
                return []
            return [Problem(str(error), judging_stopped=True)]
        self._library.judgements.store(key, profile.id, block, judgements)
        self.finished += len(block)
        if profile is not self._profile:
            return []
        ids = self._library.photos.ids_with(block)
        return [PhotosJudged(tuple(photo for one in block for photo in ids.get(one, ())))]

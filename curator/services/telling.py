"""Has the judge tell what looked-at photos show, in blocks, and stores the words."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future

from core import JudgeIdentity, Shown
from curator.errors import CuratorError
from curator.library import Library
from curator.services.events import Event, PhotosTold, Problem
from curator.services.inbox import Inbox
from curator.worker.judge_process import JudgeProcess

MIN_CONFIDENCE = 0.1
"""Words of which the judge is less sure are not kept."""

_BLOCK = 512


class Telling:
    """Looks on their way to words. Works on the pipeline's thread."""

    def __init__(self, library: Library, judge: JudgeProcess, inbox: Inbox) -> None:
        self._library = library
        self._judge = judge
        self._inbox = inbox
        self._unsure = True  # the database may know of looks that were not told of
        self._in_flight = False

    @property
    def busy(self) -> bool:
        """Whether words are missing or being told, as far as is known."""
        return self._in_flight or self._unsure

    @property
    def in_flight(self) -> bool:
        """Whether the judge is at it."""
        return self._in_flight

    def again(self) -> None:
        """There may be new looks: ask the database for them."""
        self._unsure = True

    def fill(self, identity: JudgeIdentity) -> None:
        """Ask the judge about the next block, if it is not at one."""
        if self._in_flight or not self._unsure:
            return
        block = self._library.shown.pending(identity.vision_id, _BLOCK)
        self._unsure = len(block) == _BLOCK
        lost = self._library.looks.drop_lost(block, identity.vision_id)
        block = [one for one in block if one not in lost]
        if block:
            self._in_flight = True
            self._inbox.when_done(
                self._judge.shown(identity.vision_id, block),
                lambda done: self._told(identity.vision_id, block, done),
            )

    def _told(self, vision_id: str, block: Sequence[str], done: Future[Shown]) -> Iterable[Event]:
        self._in_flight = False
        try:
            shown = done.result()
        except CuratorError as error:
            if self._library.looks.drop_lost(block, vision_id):  # since it was sent
                self._unsure = True
                return []
            return [Problem(str(error), judging_stopped=True)]
        self._library.shown.store(
            vision_id,
            {
                content_hash: {
                    word: confidence
                    for word, confidence in zip(shown.words, row, strict=True)
                    if confidence >= MIN_CONFIDENCE  # NaN, where it cannot be told, is not
                }
                for content_hash, row in zip(block, shown.probability.tolist(), strict=True)
            },
        )
        ids = self._library.photos.ids_with(block)
        return [PhotosTold(tuple(photo for one in block for photo in ids.get(one, ())))]

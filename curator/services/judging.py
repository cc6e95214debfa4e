"""Has looks judged for the current profile, in blocks, and stores the scores."""

from collections.abc import Iterable, Sequence
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
        self._stuck: JudgementKey | None = None
        self._in_flight = False
        self._more = True
        self.finished = 0  # photos judged since the start

    @property
    def busy(self) -> bool:
        """Whether scores are missing or being made, as far as is known."""
        return self._in_flight or (self._more and self._profile is not None)

    def set_profile(self, profile: StoredProfile | None) -> None:
        """Judge for this profile from now on; what is being judged is still stored."""
        self._profile = profile
        self.again()

    def again(self) -> None:
        """There may be new looks."""
        self._more = True
        self._stuck = None

    def fill(self, identity: JudgeIdentity, scope: Scope, first: Sequence[int]) -> None:
        """Send the next block to the judge if none is there."""
        profile = self._profile
        if profile is None or self._in_flight or not self._more:
            return
        key = JudgementKey(profile.digest, identity.judge_id, identity.vision_id)
        if key == self._stuck:
            self._more = False
            return
        hashes = scope.unjudged(self._library, key, _BLOCK, first)
        if not hashes:
            self._more = False
            return
        self._in_flight = True
        future = self._judge.judge(profile.profile, identity.vision_id, hashes, urgent=bool(first))
        self._inbox.when_done(future, lambda done: self._judged(profile, key, hashes, done))

    def _judged(
        self,
        profile: StoredProfile,
        key: JudgementKey,
        hashes: Sequence[str],
        done: Future[Judgements],
    ) -> Iterable[Event]:
        self._in_flight = False
        try:
            judgements = done.result()
        except CuratorError as error:
            self._stuck = key  # asking again would fail again, for ever
            return [Problem(str(error), judging_stopped=True)]
        self._library.judgements.store(key, profile.id, hashes, judgements)
        self.finished += len(hashes)
        if profile is not self._profile:
            return []
        photos = self._library.photos.with_hash(hashes)
        return [PhotosJudged(tuple(photo.id for photo in photos))]

"""The judge in its own child process: asked by any thread, answering through futures."""

import functools
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core import JudgeFactory, Judgements, Look, Picture, Profile, Reading, Reason, Shown
from curator.errors import CuratorError, OperationError
from curator.worker.child import BLAME_LIMIT, Child, ChildDiedError, WorkFailedError
from curator.worker.judge_child import (
    DeviceFull,
    Explain,
    JudgeGiven,
    JudgeSetup,
    JudgeStored,
    LookAt,
    Read,
    Refused,
    Request,
    SearchStored,
    TellShown,
)
from curator.worker.judge_work import Pace, Work, flat, joined, joined_matches, joined_shown
from curator.worker.records import JudgeInfo, PhotoFailure
from curator.worker.two_queues import TwoQueues

_log = logging.getLogger(__name__)

_DEATHS_UNTIL_BROKEN = 10
"""So many deaths without a single answer between them are not the photos' fault."""


class JudgeProcess:
    """Looks, judges, explains, reads and searches in one child process, urgent work first.

    Work is sent in messages of about 100 ms, so urgent work waits no longer than that. A photo at
    which the process crashed twice or passed the deadline is a PhotoFailure; the rest goes on in a
    new process. When the device is full the batch is halved, and at one photo the judge is loaded
    anew on the CPU. Futures raise OperationError when the judge cannot be had. A future may be
    cancelled at any time; the rest of its work is dropped.

    The pictures of unfinished looks are kept in memory: ask for a few at a time.
    """

    def __init__(
        self,
        factory: JudgeFactory,
        *,
        database: Path | None,
        deadline_s: float = 60.0,
        start_deadline_s: float = 180.0,
    ) -> None:
        self._factory = factory
        self._database = database
        self._deadline_s = deadline_s
        self._start_deadline_s = start_deadline_s
        self._queue: TwoQueues[Work] = TwoQueues()
        self._pace = Pace()
        self._lock = threading.Lock()
        self._closed = False
        self._broken: CuratorError | None = None
        self._deaths = 0
        self._child = self._new_child(factory)
        self._thread = threading.Thread(target=self._run, name="judging", daemon=True)
        self._thread.start()

    def start(self) -> None:
        """Start the process and load the judge in the background; returns at once."""
        self.info()

    def info(self) -> "Future[JudgeInfo]":
        """Which judge it is and where it computes, once it is loaded."""
        return self._submit(Work("info", True, [None], _no_request, lambda parts: parts[0]))

    def look(
        self, pictures: Sequence[Picture], *, urgent: bool = False
    ) -> "Future[list[Look | PhotoFailure]]":
        """One look or failure for each picture, in their order."""
        return self._submit(
            Work(
                "look",
                urgent,
                list(pictures),
                LookAt,
                flat,
                failure=lambda picture, reason: PhotoFailure(picture.content_hash, reason),
            )
        )

    def judge(
        self,
        profile: Profile,
        vision_id: str,
        content_hashes: Sequence[str],
        *,
        urgent: bool = False,
    ) -> "Future[Judgements]":
        """Judge photos by the looks in the library; OperationError when one has no look."""

        def request(hashes: list[str]) -> Request:
            return JudgeStored(profile, vision_id, hashes)

        return self._submit(Work("judge", urgent, list(content_hashes), request, joined))

    def judge_looks(
        self, profile: Profile, looks: Sequence[Look], *, urgent: bool = False
    ) -> "Future[Judgements]":
        """Judge photos by looks that are at hand."""
        request = functools.partial(JudgeGiven, profile)
        return self._submit(Work("judge", urgent, list(looks), request, joined))

    def explain(
        self, profile: Profile, looks: Sequence[Look], *, urgent: bool = False
    ) -> "Future[list[list[Reason]]]":
        """The reasons of each photo's score."""
        request = functools.partial(Explain, profile)
        return self._submit(Work("explain", urgent, list(looks), request, flat))

    def read(self, profile: Profile, *, urgent: bool = True) -> "Future[Reading]":
        """How the profile is understood."""
        return self._submit(
            Work("read", urgent, [profile], lambda items: Read(items[0]), lambda parts: parts[0])
        )

    def try_again(self) -> None:
        """Forget that the judge could not be had: the next work starts it once more."""
        self._broken = None
        self._deaths = 0

    def shown(
        self, vision_id: str, content_hashes: Sequence[str], *, urgent: bool = False
    ) -> "Future[Shown]":
        """What photos show, by the looks in the library; OperationError when one has no look."""
        request = functools.partial(TellShown, vision_id)
        return self._submit(Work("show", urgent, list(content_hashes), request, joined_shown))

    def search(
        self, words: str, vision_id: str, content_hashes: Sequence[str], *, urgent: bool = True
    ) -> "Future[NDArray[np.float32]]":
        """How well photos match words, -1 to 1 or NaN, by the looks in the library.

        OperationError when one has no look, or the judge cannot compare photos with words.
        """
        request = functools.partial(SearchStored, words, vision_id)
        return self._submit(Work("search", urgent, list(content_hashes), request, joined_matches))

    @property
    def pid(self) -> int | None:
        """The child process now, if any."""
        return self._child.pid

    def close(self) -> None:
        """End the process now; unfinished futures raise OperationError."""
        with self._lock:
            self._closed = True
            self._child.close()
        for work in self._queue.close():
            work.fail(_ended())
        self._thread.join(15)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _new_child(self, factory: JudgeFactory) -> Child:
        setup = JudgeSetup(factory, self._database)
        return Child(setup, name="judge", start_deadline_s=self._start_deadline_s)

    def _submit(self, work: Work) -> "Future[Any]":
        if not self._queue.put(work, urgent=work.urgent):
            work.fail(_ended())
        return work.future

    def _run(self) -> None:
        while (work := self._queue.take()) is not None:
            if work.future.cancelled():
                work.future.set_running_or_notify_cancel()
                continue
            try:
                self._advance(work)
            except CuratorError as error:
                work.fail(error)
            except Exception as error:  # a bug of ours reaches whoever waits for the result
                work.fail(error)
            else:
                if work.finished:
                    work.succeed()
                elif not self._queue.put_back(work, urgent=work.urgent):
                    work.fail(_ended())
        self._child.reap()

    def _advance(self, work: Work) -> None:
        """Do one message of the work."""
        if self._broken is not None:
            raise self._broken
        if work.finished:
            return
        count = self._pace.count(work)
        begun = time.monotonic()
        try:
            info = self._start()
            if work.kind == "info":
                work.accept(info, 1)
                return
            begun = time.monotonic()
            request = work.request(work.pending[:count])
            answer = self._child.ask(request, deadline_s=self._deadline_s)
        except ChildDiedError as died:
            self._after_death(work, count, died)
        except WorkFailedError as error:
            if work.failure is None:
                raise
            _log.error("looking at a photo failed", exc_info=error)
            self._blame(work, count, f"The judge failed on this photo: {error}.")
        else:
            self._deaths = 0
            if isinstance(answer, Refused):
                raise OperationError(answer.sentence)
            if isinstance(answer, DeviceFull):
                self._make_room(work, count)
            else:
                self._pace.took(work.kind, count, time.monotonic() - begun)
                work.accept(answer, count)

    def _start(self) -> Any:
        try:
            return self._child.start()
        except OperationError as error:
            self._broken = error  # it would fail for each work anew: until `try_again`
            raise

    def _after_death(self, work: Work, count: int, died: ChildDiedError) -> None:
        if died.cause == "closed":
            raise _ended() from died
        _log.warning("the judge's process ended: %s", died)
        self._deaths += 1
        if self._deaths >= _DEATHS_UNTIL_BROKEN:
            self._broken = OperationError(
                f"The judge's process ended {self._deaths} times in a row without an answer."
            )
            raise self._broken from died
        if not died.names:
            return  # it had not begun: the next process will
        if died.cause == "crash":
            work.blame += died.blame
            if work.blame < BLAME_LIMIT:
                work.suspect(count)
                return
        late = died.cause == "deadline"
        reason = "The judge's process ended unexpectedly at this photo."
        if late:
            reason = f"The judge's process took longer than {self._deadline_s:g} s at this photo."
        self._blame(work, count, reason)

    def _blame(self, work: Work, count: int, reason: str) -> None:
        """One of these items is at fault: find out which, or let it fail."""
        if work.failure is None:
            raise OperationError(reason.replace(" at this photo", ""))
        if count > 1:
            work.suspect(count)
        else:
            work.accept([work.failure(work.pending[0], reason)], 1)

    def _make_room(self, work: Work, count: int) -> None:
        """The device is full: fewer at a time, at last the CPU."""
        if count > 1:
            self._pace.halve(work.kind, count)
            return
        factory = on_cpu(self._factory)
        if factory is None:
            reason = "There is not enough memory for the judge to work on this photo."
            if work.failure is None:
                raise OperationError(reason.replace("this photo", "even one photo"))
            work.accept([work.failure(work.pending[0], reason)], 1)
            return
        _log.warning("the device's memory is full: the judge goes on on the CPU")
        with self._lock:
            if self._closed:
                raise _ended()
            old, self._child = self._child, self._new_child(factory)
        self._factory = factory
        self._pace = Pace()
        old.close()
        old.reap()


def on_cpu(factory: JudgeFactory) -> JudgeFactory | None:
    """The same factory for the CPU; None where it is that already, or its device is not known."""
    if not isinstance(factory, functools.partial):
        return None
    if factory.keywords.get("device", "cpu") == "cpu":
        return None
    keywords = {**factory.keywords, "device": "cpu"}
    return functools.partial(factory.func, *factory.args, **keywords)


def _no_request(items: list[Any]) -> Request:
    raise AssertionError("asked for nothing but the start")


def _ended() -> OperationError:
    return OperationError("The judge has ended.")

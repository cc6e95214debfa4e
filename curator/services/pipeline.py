"""The one engine of `rank`, `watch` and the window: scan, read, look, judge.

The database is the queue, so it can stop at any moment and go on from there. `run` works on the
thread that iterates it; the other methods may be called from any thread.
"""

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from core import JudgeIdentity
from curator.errors import CuratorError
from curator.library import Library
from curator.library.records import JudgementKey, StoredProfile
from curator.services.controls import Asked, Controls
from curator.services.embedded import Embedded
from curator.services.events import (
    DecisionsRead,
    Event,
    Problem,
    Progress,
    RootOnline,
    RootScanned,
    Stage,
)
from curator.services.housekeeping import Housekeeping
from curator.services.inbox import Inbox
from curator.services.intake import Intake
from curator.services.judging import Judging
from curator.services.looking import Looking
from curator.services.metering import Meter
from curator.services.recalling import Recalling
from curator.services.roots_watch import RootsWatch
from curator.services.scope import Scope
from curator.services.scoring_lock import WAITING, ScoringLock
from curator.services.sidecars import read_sidecars
from curator.services.stacking import Stacking
from curator.services.telling import Telling
from curator.services.watching import Watcher
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from curator.worker.records import JudgeInfo

_FLUSH_S = 0.3
_PROGRESS_S = 0.5
_TICK_S = 0.1
_IDLE_TICK_S = 1.0  # events and wishes end the wait anyway
_ASK_S = 1.0
_RETRY_S = 300.0  # a judge that could not be had is asked for again: there may be memory now


class Pipeline:
    """Keeps a library true to its folders, and every photo in it judged for one profile."""

    def __init__(
        self,
        library: Library,
        decode: DecodePool,
        judge: JudgeProcess,
        *,
        roots: Sequence[int] | None = None,
        folder: Path | None = None,
        identity: JudgeIdentity | None = None,
        lock: ScoringLock | None = None,
        still_s: float = 1.0,
        rescan_s: float = 300.0,
    ) -> None:
        """Work on these roots (None: all), or on one folder in them.

        `identity` spares the wait for the judge to load before it is known what is missing. `lock`
        lets only one process at a time score; another one waits and says so. In watch mode a file
        is read when it stood still for `still_s`, and all folders are scanned every `rescan_s`.
        """
        self._library = library
        self._judge = judge
        self._roots_wanted = roots
        self._folder = folder
        self._lock = lock
        self._locked = self._told_waiting = False
        self._ask_again = 0.0
        self._still_s, self._rescan_s = still_s, rescan_s
        self._inbox = Inbox()
        self._controls = Controls(self._inbox.wake)
        self._looking = Looking(library, judge, self._inbox)
        self._intake = Intake(library, decode, self._inbox, self._looking)
        self._judging = Judging(library, judge, self._inbox)
        self._judging_other = Judging(library, judge, self._inbox)
        self._telling = Telling(library, judge, self._inbox)
        self._identity = identity
        self._profile: StoredProfile | None = None
        self._device = ""
        self._judge_failed = False
        self._judge_problem = ""  # told already
        self._retry_judge_at = 0.0
        self._judge_started = self._judge_asked = False
        self._sidecars_wait = True
        self._embedded = Embedded(library)
        self._meter = Meter(library, self._intake, self._judging)
        self._housekeeping = Housekeeping(library)
        self._stacking = Stacking(library)
        self._recalling = Recalling(library, decode, self._inbox, self._stacking.again)

    def set_profile(self, profile: StoredProfile | None) -> None:
        """Judge for this profile from now on; only what is missing for it is judged."""
        self._controls.set_profile(profile)

    def set_other(self, profile: StoredProfile | None) -> None:
        """Judge for this second profile, too, whenever the first has nothing that waits."""
        self._controls.set_other(profile)

    def pause(self) -> None:
        """Begin nothing new until `resume`; folders are still watched."""
        self._controls.set_paused(True)

    def resume(self) -> None:
        """Go on after `pause`."""
        self._controls.set_paused(False)

    def stop(self) -> None:
        """End `run` soon; what is finished is stored."""
        self._controls.stop()

    def look_first(self, photo_ids: Sequence[int]) -> None:
        """Prefer these photos, the visible ones, from now on."""
        self._controls.look_first(photo_ids)

    def rescan(self) -> None:
        """Compare the folders with the library again, notice new roots, start a failed judge."""
        self._controls.rescan()

    def run(self, *, watch: bool) -> Generator[Event, None, None]:
        """Work, yielding what happens. Ends when nothing is left, or with `watch` at `stop`.

        Close it before the library when it is left early. Raises LibraryError when that fails.
        """
        watcher = Watcher(self._inbox.wake) if watch else None
        roots = RootsWatch(
            self._library,
            self._roots_wanted,
            folder=self._folder,
            watcher=watcher,
            still_s=self._still_s,
            rescan_s=self._rescan_s,
            stopped=lambda: self._controls.stopped,
        )
        self._judge.try_again()
        try:
            if watch or self._identity is None:
                self._start_judge()
            yield from self._noticing(roots.scan())
            yield from self._work(roots, watch=watch)
        finally:
            # Also when the consumer stops iterating: what was finished is not lost.
            with suppress(CuratorError):
                self._intake.flush(force=True)
                self._looking.flush(force=True)
            if watcher is not None:
                watcher.close()
            self._release()

    def _work(self, roots: RootsWatch, *, watch: bool) -> Iterator[Event]:
        flushed = progressed = 0.0
        told: tuple[Stage | None, str] = (None, "")
        while not self._controls.stopped:
            asked = self._controls.take()
            yield from self._follow(asked, roots)
            yield from self._noticing(roots.tick())
            if self._judge_failed and watch:
                self._try_judge_again(at_once=asked.rescan)
            scope = Scope(roots.online, self._folder)
            if self._sidecars_wait:  # quick, and no scoring: not held up by a pause
                yield from self._read_sidecars(roots)
            if not asked.paused and self._busy:
                if (yield from self._may_score()):
                    yield from self._fill(scope, asked, roots)
                elif not watch and self._is_complete(scope):
                    return  # another process did it
            if self._library.looks.take_dropped():
                self._intake.again()
            now = time.monotonic()
            in_flight = (
                self._intake.decoding
                or self._looking.held
                or self._judging.in_flight
                or self._judging_other.in_flight
                or self._telling.in_flight
            )
            force = now - flushed >= _FLUSH_S or not in_flight
            flushed = now if force else flushed
            yield from self._flush(force=force)
            if not asked.paused:
                more_to_come = self._intake.busy or self._recalling.under_way
                yield from self._stacking.do(more_to_come=more_to_come)
            busy = self._busy
            if not in_flight and (asked.paused or not busy):
                self._release()
            stage = self._stage(asked, busy=busy or roots.waiting)
            if (stage, self._device) != told or (busy and now - progressed >= _PROGRESS_S):
                progressed, told = now, (stage, self._device)
                yield self._progress(scope, stage)
            if not busy and not asked.paused:
                yield from self._housekeeping.do(None if self._judge_failed else self._identity)
                yield from self._read_embedded(roots)
                if watch:
                    self._recalling.fill(roots.online, roots.unsettled)
            if not busy and not watch:
                return
            yield from self._handle(self._pause_s(busy=busy or roots.waiting))

    def _read_sidecars(self, roots: RootsWatch) -> Iterator[Event]:
        done = read_sidecars(self._library, roots.online, roots.unsettled)
        self._sidecars_wait = done.more
        if done.photo_ids:
            yield DecisionsRead(done.photo_ids)

    def _read_embedded(self, roots: RootsWatch) -> Iterator[Event]:
        if photo_ids := self._embedded.read_some(roots.online, roots.unsettled):
            yield DecisionsRead(photo_ids)

    def _pause_s(self, *, busy: bool) -> float:
        """How long to wait for results, events and wishes."""
        waits = busy or self._embedded.waits or self._recalling.waits
        return _TICK_S if waits else _IDLE_TICK_S

    def _may_score(self) -> Generator[Event, None, bool]:
        """Whether this process is the one that scores; it says so once when it has to wait."""
        if self._lock is None or self._locked:
            return True
        self._locked = self._lock.try_acquire()
        if self._locked:
            self._told_waiting = False
        elif not self._told_waiting:
            self._told_waiting = True
            yield Problem(WAITING)
        return self._locked

    def _release(self) -> None:
        if self._lock is not None and self._locked:
            self._lock.release()
            self._locked = False

    def _is_complete(self, scope: Scope) -> bool:
        key, now = self._key(), time.monotonic()
        if key is None or now < self._ask_again:
            return False
        self._ask_again = now + _ASK_S
        return scope.is_complete(self._library, key)

    def _follow(self, asked: Asked, roots: RootsWatch) -> Iterator[Event]:
        if asked.profile_is_new:
            self._profile = asked.profile
            self._judging.set_profile(asked.profile)
        if asked.other_is_new:
            self._judging_other.set_profile(asked.other)
        if asked.first_is_new:
            self._intake.again()
            self._judging.prefer(asked.first)
            self._judging_other.prefer(asked.first)
        if asked.rescan:
            self._intake.again(retry=True)
            yield from self._noticing(roots.scan())

    def _noticing(self, events: Iterable[Event]) -> Iterator[Event]:
        """Pass events on, and look for new work after those that may have brought some."""
        for event in events:
            if isinstance(event, RootScanned):
                self._sidecars_wait = True
                self._intake.again(retry=bool(event.change))
                if event.change:
                    self._embedded.again()
                    self._judging.again()
                    self._judging_other.again()
                    self._telling.again()
            elif isinstance(event, RootOnline):
                self._recalling.again()
            yield event

    def _fill(self, scope: Scope, asked: Asked, roots: RootsWatch) -> Iterator[Event]:
        self._intake.fill(
            self._identity,
            scope,
            asked.first,
            roots.unsettled,
            looks_wanted=not self._judge_failed,
        )
        if self._intake.decoding or self._looking.busy or self._judges_busy:
            self._start_judge()
        if self._identity is None or self._judge_failed:
            return
        self._looking.fill(self._identity, more_to_come=self._intake.decoding)
        yield from self._judging.fill(self._identity, scope, asked.first)
        if not self._judging.busy:
            yield from self._judging_other.fill(self._identity, scope, asked.first)
        self._telling.fill(self._identity)

    def _flush(self, *, force: bool) -> Iterator[Event]:
        yield from self._intake.flush(force=force)
        arrived = self._intake.take_arrived()
        if arrived:
            self._stacking.again()
        looked = self._looking.flush(force=force)
        for judging in (self._judging, self._judging_other):
            judging.arrived(arrived)
            judging.add(looked)
        if looked:
            self._telling.again()
        yield from self._looking.take_failed(force=force)

    def _handle(self, timeout_s: float) -> Iterator[Event]:
        """Handle the results that are there; wait for one if there are none."""
        handle = self._inbox.next(timeout_s)
        while handle is not None:
            for event in handle():
                if isinstance(event, Problem) and event.judging_stopped:
                    self._judge_failed = True
                    self._retry_judge_at = time.monotonic() + _RETRY_S
                    self._looking.drop_all()
                    if event.sentence == self._judge_problem:
                        continue
                    self._judge_problem = event.sentence
                yield event
            handle = self._inbox.next(0)

    @property
    def _busy(self) -> bool:
        if self._sidecars_wait or self._intake.busy or self._looking.busy:
            return True
        return not self._judge_failed and (self._judges_busy or self._telling.busy)

    @property
    def _judges_busy(self) -> bool:
        return self._judging.busy or self._judging_other.busy

    def _stage(self, asked: Asked, *, busy: bool) -> Stage:
        if asked.paused:
            return "paused"
        if not busy:
            return "idle"
        if not (self._intake.busy or self._looking.busy):
            return "judging"
        return "reading" if self._identity is None or self._judge_failed else "looking"

    def _progress(self, scope: Scope, stage: Stage) -> Progress:
        if self._judge_started and stage != "idle":
            self._ask_judge()  # it may have changed its device
        return self._meter.measure(
            stage, scope, self._key(), self._device, looks_only=self._profile is None
        )

    def _key(self) -> JudgementKey | None:
        if self._identity is None:
            return None
        digest = self._profile.digest if self._profile is not None else ""
        return JudgementKey(digest, self._identity.judge_id, self._identity.vision_id)

    def _try_judge_again(self, *, at_once: bool) -> None:
        if at_once:
            self._judge_problem = ""  # somebody asked, and is told
        elif time.monotonic() < self._retry_judge_at:
            return
        self._judge.try_again()
        self._judge_failed = self._judge_started = self._judge_asked = False
        self._intake.again(retry=True)
        self._judging.again()
        self._judging_other.again()
        self._start_judge()

    def _start_judge(self) -> None:
        if not self._judge_started:
            self._judge_started = True
            self._ask_judge()

    def _ask_judge(self) -> None:
        if not self._judge_asked and not self._judge_failed:
            self._judge_asked = True
            self._inbox.when_done(self._judge.info(), self._on_info)

    def _on_info(self, done: Future[JudgeInfo]) -> Iterable[Event]:
        self._judge_asked = False
        try:
            info = done.result()
        except CuratorError as error:
            return [Problem(str(error), judging_stopped=True)]
        self._identity = info.identity
        self._device = info.device
        return []

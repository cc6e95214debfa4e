"""Measures how far a pipeline is, and how quick."""

import time

from curator.library import Library
from curator.library.records import Counts, JudgementKey
from curator.services.events import Progress, Stage
from curator.services.intake import Intake
from curator.services.judging import Judging
from curator.services.pace import Pace
from curator.services.scope import Scope

_PATIENCE = 20  # counting takes at most one part in so many of the time


class Meter:
    """Makes the reports of progress. Works on the pipeline's thread."""

    def __init__(self, library: Library, intake: Intake, judging: Judging) -> None:
        self._library = library
        self._intake = intake
        self._judging = judging
        self._pace = Pace()
        self._was_judging = False
        self._read = self._judged = 0
        self._counts = Counts(0, 0, 0, 0, 0, 0)
        self._count_again = 0.0

    def measure(
        self,
        stage: Stage,
        scope: Scope,
        key: JudgementKey | None,
        device: str,
        *,
        looks_only: bool,
    ) -> Progress:
        """Where the work stands now. `looks_only`: nobody is judged for."""
        now = time.monotonic()
        self._note(stage, now)
        if now >= self._count_again or stage == "idle":
            self._counts = scope.counts(self._library, key)
            self._count_again = now + _PATIENCE * (time.monotonic() - now)
        counts = self._counts
        if stage == "reading":
            done = counts.ready
        elif stage == "looking" or looks_only:
            done = counts.looked
        else:
            done = counts.judged
        speed = self._pace.per_second(now)
        return Progress(stage, done + counts.failed, counts.total, speed, device)

    def _note(self, stage: Stage, now: float) -> None:
        """Photos a second are those read, or once all are, those judged."""
        judging = stage == "judging"
        if stage in ("idle", "paused") or judging != self._was_judging:
            self._pace.rest()
        self._was_judging = judging
        read, judged = self._intake.finished, self._judging.finished
        self._pace.note(judged - self._judged if judging else read - self._read, now)
        self._read, self._judged = read, judged

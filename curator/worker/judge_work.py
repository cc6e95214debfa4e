"""Splits what the judge is asked for into messages of about 100 ms, so that none blocks another."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core import Judgements, Shown
from curator.worker.judge_child import Request

Kind = Literal["info", "look", "judge", "explain", "read", "show", "search"]

MESSAGE_S = 0.1
"""The work that one message should hold."""

_FIRST: dict[Kind, int] = {
    "info": 1,
    "look": 1,
    "judge": 64,
    "explain": 4,
    "read": 1,
    "show": 64,
    "search": 64,
}
_MOST: dict[Kind, int] = {
    "info": 1,
    "look": 16,
    "judge": 4096,
    "explain": 64,
    "read": 1,
    "show": 4096,
    "search": 4096,
}


@dataclass(slots=True, eq=False)
class Work:
    """One thing that was asked for: what is left of it, what is done, who waits for it.

    `failure` makes a value of an item that cannot be done; without it the whole work fails.
    """

    kind: Kind
    urgent: bool
    pending: list[Any]
    request: Callable[[list[Any]], Request]
    combine: Callable[[list[Any]], Any]
    failure: Callable[[Any, str], object] | None = None
    future: "Future[Any]" = field(default_factory=Future)
    parts: list[Any] = field(default_factory=list)
    alone: int = 0  # so many of the next items are suspects: one at a time
    blame: int = 0  # of the items that are next, for crashes

    @property
    def finished(self) -> bool:
        """Whether all parts are there; even no photos at all take one message to judge."""
        return not self.pending and (bool(self.parts) or self.kind in ("look", "explain"))

    def accept(self, part: Any, count: int) -> None:
        """Take the result of the first `count` items that were left."""
        self.parts.append(part)
        del self.pending[:count]
        self.alone = max(0, self.alone - count)
        self.blame = 0

    def suspect(self, count: int) -> None:
        """One of the first `count` items ended the process: do each of them alone."""
        self.alone = max(self.alone, count)

    def succeed(self) -> None:
        """Hand over the result, unless nobody waits for it any more."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_result(self.combine(self.parts))

    def fail(self, error: BaseException) -> None:
        """Hand over an error instead."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)


class Pace:
    """How many items a message should hold, learned from how long they take."""

    def __init__(self) -> None:
        self._seconds: dict[Kind, float] = {}  # per item, smoothed
        self._last: dict[Kind, int] = {}
        self._most: dict[Kind, int] = dict(_MOST)

    def count(self, work: Work) -> int:
        """The number of items for the next message of this work."""
        if work.alone:
            return 1
        kind = work.kind
        seconds = self._seconds.get(kind)
        if seconds is None:
            count = _FIRST[kind]
        else:
            count = min(2 * self._last[kind], int(MESSAGE_S / max(seconds, 1e-6)))
        return max(1, min(count, self._most[kind], len(work.pending)))

    def took(self, kind: Kind, count: int, seconds: float) -> None:
        """Learn from a message."""
        each = seconds / max(1, count)
        before = self._seconds.get(kind)
        self._seconds[kind] = each if before is None else 0.5 * (before + each)
        self._last[kind] = max(1, count)

    def halve(self, kind: Kind, count: int) -> None:
        """This many did not fit on the device: never again more than half of them."""
        self._most[kind] = max(1, count // 2)


def flat(parts: list[list[Any]]) -> list[Any]:
    """One list of many."""
    return [item for part in parts for item in part]


def joined(parts: list[Judgements]) -> Judgements:
    """The judgements of all parts, in their order."""
    return Judgements(
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.generic for part in parts]),
        np.concatenate([part.levels for part in parts]),
    )


def joined_shown(parts: list[Shown]) -> Shown:
    """What all parts show, in their order; one judge always tells the same words."""
    return Shown(parts[0].words, np.concatenate([part.probability for part in parts]))


def joined_matches(parts: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The matches of all parts, in their order."""
    return np.concatenate(parts)

"""Keeps the stacks of a library up to date, in the background."""

import logging
import time
from collections.abc import Iterator
from itertools import groupby

from curator.library import Library
from curator.library.records import FoundStack, Frame
from curator.services.events import Event, StacksChanged
from curator.services.stacks import sessions, stacks_in_time, with_untimed

_log = logging.getLogger(__name__)

_LEAST_S = 10.0  # between two times while photos are being read
_SHARE = 20.0  # it may take a twentieth of the time


class Stacking:
    """Looks for the stacks of photos that were read. Works on the pipeline's thread."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._unsure = True  # there may be photos whose stacks were not looked for
        self._not_before = 0.0

    def again(self) -> None:
        """Photos were read."""
        self._unsure = True

    def do(self, *, more_to_come: bool) -> Iterator[Event]:
        """Look for stacks if there are new photos; seldom while there are more to come."""
        began = time.monotonic()
        if not self._unsure or (more_to_come and began < self._not_before):
            return
        self._unsure = False
        if not self._library.stacks.has_new():
            return
        changed = restack(self._library)
        took = time.monotonic() - began
        self._not_before = began + took + max(_LEAST_S, _SHARE * took)
        _log.info("stacks of %d photos changed in %.1f s", len(changed), took)
        if changed:
            yield StacksChanged(tuple(changed))


def restack(library: Library) -> list[int]:
    """Look for the stacks of photos that were read since the last time; whose are others now.

    Of the photos with a time, only the sessions with a new one are looked at anew; the result is
    the same as if all were.
    """
    frames = library.stacks.frames()
    clean: list[FoundStack] = []
    dirty: list[list[Frame]] = []
    for session in sessions(frames):
        if any(frame.fresh for frame in session):
            dirty.append(session)
        else:
            clean += _as_they_are(session)
    fetch = library.stacks.sketches
    found = with_untimed([*clean, *stacks_in_time(dirty, fetch)], frames, fetch)
    return library.stacks.store_found(found, {frame.photo_id for frame in frames})


def _as_they_are(session: list[Frame]) -> Iterator[FoundStack]:
    """The stacks that a session has already; those without a time are joined anew."""
    stacked = [frame for frame in session if frame.stack_id is not None]
    stacked.sort(key=lambda frame: frame.stack_id or 0)  # stable: in the order of time
    for _, group in groupby(stacked, key=lambda frame: frame.stack_id):
        members = list(group)
        if len(members) > 1 and members[0].kind is not None:
            yield FoundStack(members[0].kind, tuple(frame.photo_id for frame in members))

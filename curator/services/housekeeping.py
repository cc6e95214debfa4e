"""What a library needs once a day, done when there is nothing else to do."""

import logging
import time
from collections.abc import Iterator

from core import JudgeIdentity
from curator.errors import LibraryError
from curator.library import Library
from curator.services.events import Event, Problem

_log = logging.getLogger(__name__)

_ASK_S = 600.0


class Housekeeping:
    """The day's backup, and the end of versions long past. Works on the pipeline's thread."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ask_again = 0.0

    def do(self, identity: JudgeIdentity | None) -> Iterator[Event]:
        """Do what is due; `identity` is the judge's that all photos were looked at with."""
        now = time.monotonic()
        if now < self._ask_again:
            return
        self._ask_again = now + _ASK_S
        try:
            made = self._library.back_up_daily()
            if made is None:
                return
            _log.info("the day's backup is %s", made)
            if identity is not None:
                forgotten = self._library.upkeep.forget_old_versions(identity.vision_id)
                _log.info("%d looks of versions long past were deleted", forgotten)
        except LibraryError as error:
            yield Problem(str(error))

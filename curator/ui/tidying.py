"""Python's cyclic garbage is collected in the GUI thread alone.

The collector runs in whatever thread asks for memory at the time; if what it frees is an object of
Qt, Qt may deliver an event to it in the GUI thread at that moment, and crash.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QTimer

_EVERY_MS = 200


@contextmanager
def collecting_here() -> Iterator[None]:
    """While it lasts, garbage is collected by a timer of this thread, and by nothing else."""
    timer = QTimer(interval=_EVERY_MS)
    timer.timeout.connect(collect_due)
    was_enabled = gc.isenabled()
    gc.disable()
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        gc.unfreeze()
        if was_enabled:
            gc.enable()


def leave_alone() -> None:
    """Look no more through what is there by now, until `collecting_here` ends.

    What the program is made of, 180,000 objects once the window is open, does not become garbage;
    to look through it takes 75 ms in which the window answers nothing.
    """
    gc.freeze()


def clear_away() -> None:
    """Free at once what a window was made of that was left for another one.

    Otherwise it would be among what the next window has left alone, and stay.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def collect_due() -> int | None:
    """Collect the oldest generation that is due by Python's own thresholds; which one, if any."""
    for generation, (count, limit) in reversed(
        list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
    ):
        if limit and count > limit:
            gc.collect(generation)
            return generation
    return None

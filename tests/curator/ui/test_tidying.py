"""Garbage is collected in the thread of the window, and only there."""

import gc
import threading
import weakref

from pytestqt.qtbot import QtBot

from curator.ui.tidying import collecting_here, leave_alone


class _Ring:
    def __init__(self) -> None:
        self.myself = self


def _many_rings() -> list[object]:
    return [_Ring() for _ in range(3000)]


def test_rings_are_freed_in_this_thread_whoever_made_them(qtbot: QtBot) -> None:
    freed_in: list[int] = []
    gc.enable()  # as it is before the window is opened
    with collecting_here():
        assert not gc.isenabled()
        ring = _Ring()
        weakref.finalize(ring, lambda: freed_in.append(threading.get_ident()))
        del ring
        thread = threading.Thread(target=_many_rings)
        thread.start()
        thread.join()
        kept = _many_rings()  # enough that a collection is due
        qtbot.waitUntil(lambda: bool(freed_in))
    assert freed_in == [threading.get_ident()]
    assert gc.isenabled()
    assert kept


def test_what_is_left_alone_is_looked_through_again_in_the_end(qtbot: QtBot) -> None:
    with collecting_here():
        leave_alone()
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0

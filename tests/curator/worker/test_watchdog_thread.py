import threading

from curator.worker.watchdog_thread import Cause, Watchdog


class Child:
    """Asked for its memory while its work ends, which takes it a moment to tell."""

    def __init__(self) -> None:
        self.asked, self.ended = threading.Event(), threading.Event()
        self.killed_after_its_work: list[bool] = []

    def resident_bytes(self) -> int:
        self.asked.set()
        self.ended.wait(0.5)
        return 10**12

    def kill(self, cause: Cause) -> None:
        self.killed_after_its_work.append(self.ended.is_set())


def test_a_child_is_never_ended_for_work_that_is_over() -> None:
    child = Child()
    with Watchdog().watching(child, deadline_s=600, memory_bytes=1):
        assert child.asked.wait(60)
    child.ended.set()
    assert child.killed_after_its_work[:1] == [False]

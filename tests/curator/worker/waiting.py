"""Waits on conditions, with a generous deadline."""

import time
from collections.abc import Callable


def until(condition: Callable[[], bool], *, within_s: float = 60) -> None:
    """Return as soon as the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)

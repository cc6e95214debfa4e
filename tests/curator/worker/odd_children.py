"""Setups and handlers of child processes that misbehave, for tests; picklable by name."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from curator.worker.child_main import At, Handler, SetupError


def echo() -> tuple[object, Handler]:
    """Answers each request with itself, or does what it says."""

    def handle(request: Any, at: At) -> object:
        match request:
            case ("sleep", seconds):
                at(("sleeper",))
                time.sleep(seconds)
            case ("die", code):
                at(("victim",))
                os._exit(code)
            case ("die before",):
                os._exit(7)
            case ("raise",):
                raise ZeroDivisionError("no reason")
            case ("eat", size):
                at(("eater",))
                held = b"x" * size
                time.sleep(30)
                return len(held)
            case ("modules",):
                return sorted(sys.modules)
            case ("print",):
                print("not for the parent's standard output")  # noqa: T201
                os.write(1, b"neither is this\n")
        return request

    return os.getpid(), handle


def dies_at_start() -> tuple[object, Handler]:
    os._exit(9)


def hangs_at_start() -> tuple[object, Handler]:
    time.sleep(3600)
    raise AssertionError


def cannot_start() -> tuple[object, Handler]:
    raise SetupError("The thing is not there.")


def has_a_bug() -> tuple[object, Handler]:
    raise KeyError("forgotten")


class DiesOnce:
    """Dies at its first start, leaving a mark behind; starts at its second."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __call__(self) -> tuple[object, Handler]:
        if not self._mark.exists():
            self._mark.touch()
            os._exit(9)
        return echo()

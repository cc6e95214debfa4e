"""Which judge the window uses: the seam at which tests put one of their own."""

from collections.abc import Callable
from dataclasses import dataclass

import core
from core import Device, JudgeFactory, JudgeIdentity


@dataclass(frozen=True, slots=True)
class JudgeSource:
    """A judge's name, how to know it without loading it, and how to load it in a child process."""

    name: str
    identify: Callable[[], JudgeIdentity]
    factory: JudgeFactory


def judge_source(name: str, device: Device) -> JudgeSource:
    """A judge of `core`."""
    return JudgeSource(name, lambda: core.identify(name), core.judge_factory(name, device=device))

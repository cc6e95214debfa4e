"""Where a judge computes, and what becomes of a batch that does not fit there."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import torch

from core.errors import DeviceMemoryError, JudgeUnavailableError
from core.judge import Device

Part = TypeVar("Part")
Found = TypeVar("Found")

_SAID = (  # what torch says on MPS and on the CPU, where it has no class of its own for it
    "out of memory",
    "can't allocate memory",
    "not enough memory",
    "invalid buffer size",
)


def choose_device(device: Device) -> str:
    """The device to compute on. Raises JudgeUnavailableError when the named one is not there."""
    if device == "auto":
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    there = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if device not in there:
        raise JudgeUnavailableError(f"There is no device {device!r}: auto, cpu, cuda or mps.")
    if not there[device]:
        raise JudgeUnavailableError(
            f"This machine offers no {device} device to torch; use --device auto or cpu."
        )
    return device


def few_threads() -> int:
    """The other cores decode; threads that wait for a busy core cost more than they bring."""
    return max(1, (os.cpu_count() or 1) // 2)


def each_on_a_core(work: Callable[[Part], Found], parts: Sequence[Part]) -> list[Found]:
    """What `work` makes of each part, in their order; on as many cores as there are.

    A part a core is faster than each part on all of them: between large products there are many
    small steps that take one core. `work` runs in threads of its own.
    """
    cores = min(os.cpu_count() or 1, len(parts))
    if cores < 2:
        return [work(part) for part in parts]
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(cores) as pool:
            return list(pool.map(work, parts))
    finally:
        torch.set_num_threads(before)


@contextmanager
def device_memory(sentence: str) -> Iterator[None]:
    """Turn torch's own errors for full memory into DeviceMemoryError with a sentence."""
    try:
        yield
    except RuntimeError as error:
        said = str(error).lower()
        full = isinstance(error, torch.OutOfMemoryError) or any(one in said for one in _SAID)
        if not full:
            raise
        torch.cuda.empty_cache()  # or the pieces of the failed try would be in the next one's way
        raise DeviceMemoryError(sentence) from error

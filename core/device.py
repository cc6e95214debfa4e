"""Where a judge computes, and what becomes of a batch that does not fit there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from core.errors import DeviceMemoryError, JudgeUnavailableError
from core.judge import Device

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

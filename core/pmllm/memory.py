"""Whether a model fits into memory, estimated before it is loaded."""

import math
from pathlib import Path
from typing import Literal

import psutil
import torch
from safetensors import SafetensorError, safe_open

from core.errors import JudgeUnavailableError
from core.pmllm.sources import weight_files

Precision = Literal["float32", "bfloat16", "float16"]

_BESIDE_WEIGHTS = 1.2  # activations and cached prompts, as a share of the weights
_SMALLER = (  # parameters in thousand millions
    ("Qwen/Qwen3-4B", 4.0),
    ("Qwen/Qwen3-1.7B", 2.0),
    ("Qwen/Qwen3-0.6B", 0.75),
)


def precision_for(device: str) -> Precision:
    """What frozen weights are computed in: half the bytes where the device is fast at it."""
    return "float32" if torch.device(device).type == "cpu" else "bfloat16"


def dtype_of(precision: Precision) -> torch.dtype:
    """The precision as PyTorch's type."""
    dtype: torch.dtype = getattr(torch, precision)
    return dtype


def count_parameters(folder: Path) -> int:
    """How many numbers a model's weights hold, from the files' headers alone.

    Raises JudgeUnavailableError when a file is damaged.
    """
    total = 0
    for path in weight_files(folder):
        try:
            with safe_open(path, framework="pt") as file:
                for name in file.keys():  # noqa: SIM118
                    total += math.prod(file.get_slice(name).get_shape())
        except (OSError, SafetensorError) as error:
            raise JudgeUnavailableError(f"The weights {path} cannot be read: {error}") from error
    return total


def needed_bytes(parameters: int, precision: Precision) -> int:
    """What a model of so many parameters takes, with its activations."""
    return int(parameters * dtype_of(precision).itemsize * _BESIDE_WEIGHTS)


def free_bytes(device: str) -> int:
    """What is free on the device now."""
    place = torch.device(device)
    if place.type == "cuda":
        return int(torch.cuda.mem_get_info(place)[0])
    if place.type == "mps":
        return int(torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory())
    return int(psutil.virtual_memory().available)


def check_memory(
    name: str, folder: Path, *, device: str, precision: Precision, free: int | None = None
) -> None:
    """Raise JudgeUnavailableError, with a smaller suggestion, when a model will not fit.

    `free`: bytes that may be used; what the device has now unless given.
    """
    free = free_bytes(device) if free is None else free
    check_fit(name, count_parameters(folder), device=device, precision=precision, free=free)


def check_fit(name: str, parameters: int, *, device: str, precision: Precision, free: int) -> None:
    """As `check_memory`, for a model of so many parameters."""
    needed = needed_bytes(parameters, precision)
    if needed <= free:
        return
    fitting = [
        model for model, size in _SMALLER if needed_bytes(int(size * 1e9), precision) <= free
    ]
    advice = (
        f"{fitting[0]} would fit as a smaller language model"
        if fitting
        else "the judge 'mini' runs with what there is"
    )
    raise JudgeUnavailableError(
        f"The model {name} needs about {_gigabytes(needed)} of memory on {device}, of which "
        f"{_gigabytes(free)} are free; {advice}."
    )


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"

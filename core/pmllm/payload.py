"""Numbers of photos as bytes: what looks are kept as."""

from collections.abc import Sequence

import torch
from torch import Tensor


def to_bytes(rows: Tensor) -> list[bytes]:
    """(photos, ...) -> the bytes of each photo's numbers, in bfloat16."""
    halved = rows.detach().to("cpu", torch.bfloat16).contiguous().view(torch.int16)
    return [row.numpy().tobytes() for row in halved]


def from_bytes(payloads: Sequence[bytes], *, device: str) -> Tensor:
    """The bytes of photos -> (photos, numbers) in float32.

    Raises ValueError unless there are some, of one length.
    """
    if not payloads or len({len(payload) for payload in payloads}) > 1:
        raise ValueError("payloads have one length")
    flat = torch.frombuffer(bytearray(b"".join(payloads)), dtype=torch.bfloat16)
    return flat.view(len(payloads), -1).to(device).float()

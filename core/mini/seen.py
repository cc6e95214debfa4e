"""What was seen of photos, as the judging half takes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.mini.attributes import ATTRIBUTES

EMBEDDING_SIZE = 384
"""Numbers of a photo's embedding by the content tower: those of the language model's sentences."""

PAYLOAD_SIZE = 4 * len(ATTRIBUTES) + 2 * EMBEDDING_SIZE
"""Bytes of a look: float32 attributes, float16 embedding, NaN where missing."""

_FACES = [attribute.id for attribute in ATTRIBUTES].index("faces")


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Photos: `values` (photos, attributes), normalised to -1..1, `embeddings` (photos,
    EMBEDDING_SIZE) by the content tower, of any length, both float32, NaN where missing; `faces`
    (photos,): whether a face was found."""

    values: Tensor
    embeddings: Tensor
    faces: Tensor

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, chosen: slice | Sequence[int] | NDArray[np.integer] | NDArray[np.bool_]) -> Self:
        """Some of the photos."""
        return type(self)(self.values[chosen], self.embeddings[chosen], self.faces[chosen])

    def without(self, wishes: Tensor) -> Self:
        """Where `wishes` (attributes,), -1 to 1, are strong, the values fade to ordinary ones."""
        return replace(self, values=self.values * (1 - wishes.abs()))

    def to(self, device: torch.device) -> Self:
        """The same on another device."""
        return type(self)(self.values.to(device), self.embeddings.to(device), self.faces.to(device))

    @classmethod
    def together(cls, parts: Sequence["Seen"]) -> Self:
        """All of them, one behind the other."""
        return cls(
            torch.cat([part.values for part in parts]),
            torch.cat([part.embeddings for part in parts]),
            torch.cat([part.faces for part in parts]),
        )

    @classmethod
    def of(
        cls,
        raw: NDArray[np.float32],
        embeddings: NDArray[np.floating],
        normaliser: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    ) -> Self:
        """What looks hold: raw attribute values (photos, attributes), embeddings (photos,
        EMBEDDING_SIZE)."""
        return cls(
            torch.from_numpy(normaliser(raw)),
            torch.from_numpy(embeddings).float(),
            torch.from_numpy(raw[:, _FACES] > 0),
        )


def pack(raw: NDArray[np.float32], embedding: NDArray[np.float16]) -> bytes:
    """A look's payload: raw attribute values (attributes,) and an embedding (EMBEDDING_SIZE,)."""
    return raw.astype("<f4").tobytes() + embedding.astype("<f2").tobytes()


def without_embedding(payload: bytes) -> bytes:
    """A look's payload as it would be without the content tower."""
    nothing = np.full(EMBEDDING_SIZE, np.nan, np.float16)
    return payload[: 4 * len(ATTRIBUTES)] + nothing.astype("<f2").tobytes()


def unpack(payloads: Sequence[bytes]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Payloads of PAYLOAD_SIZE bytes -> raw values (looks, attributes), embeddings (looks,
    EMBEDDING_SIZE)."""
    kind = np.dtype([("raw", "<f4", len(ATTRIBUTES)), ("embedding", "<f2", EMBEDDING_SIZE)])
    looks = np.frombuffer(b"".join(payloads), kind)
    return looks["raw"].astype(np.float32), looks["embedding"].astype(np.float32)

"""What is packed into a look comes out again."""

import numpy as np
import torch

from core.mini.attributes import ATTRIBUTES
from core.mini.seen import (
    EMBEDDING_SIZE,
    PAYLOAD_SIZE,
    Seen,
    pack,
    unpack,
    without_embedding,
)


def test_a_payload_is_small_and_holds_everything() -> None:
    raw = np.linspace(-3, 900, len(ATTRIBUTES)).astype(np.float32)
    raw[4] = np.nan
    embedding = np.linspace(-9, 9, EMBEDDING_SIZE).astype(np.float16)
    payload = pack(raw, embedding)
    assert len(payload) == PAYLOAD_SIZE <= 1024
    found, shown = unpack([payload, without_embedding(payload)])
    assert np.array_equal(found, [raw, raw], equal_nan=True)
    assert np.array_equal(shown[0], embedding.astype(np.float32))
    assert np.isnan(shown[1]).all()
    assert unpack([])[0].shape == (0, len(ATTRIBUTES))


def test_strong_wishes_make_values_ordinary() -> None:
    seen = Seen(torch.tensor([[0.8, -0.6]]), torch.ones(1, 3), torch.tensor([True]))
    faded = seen.without(torch.tensor([-1.0, 0.5]))
    assert torch.allclose(faded.values, torch.tensor([[0.0, -0.3]]))
    assert torch.equal(faded.embeddings, seen.embeddings)


def test_photos_are_chosen_and_put_together() -> None:
    seen = Seen(
        torch.arange(6.0).view(3, 2),
        torch.arange(3.0).view(3, 1),
        torch.tensor([True, False, True]),
    )
    again = Seen.together([seen.rows([2]), seen.rows(slice(0, 2))])
    assert len(again) == 3
    assert again.embeddings.flatten().tolist() == [2, 0, 1]
    assert again.faces.tolist() == [True, True, False]
    assert again.values[0].tolist() == [4, 5]

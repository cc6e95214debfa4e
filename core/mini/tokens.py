"""What was seen of a photo as visual tokens in the language model's own space."""

import torch
from torch import Tensor, nn

from core.mini.attributes import ATTRIBUTES
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.fusion import MixedTokens

_OVERALL = ("photo", "a bad photo", "a good photo", "an average photo")


class VisualTokens(nn.Module):
    """One token an attribute, and one for the generic opinion of the photo.

    token(v) = name + v (high - low) / 2 + (1/3 - v^2) (middling - name), each an embedding by the
    frozen language model; v from -1 (low pole) to 1 (high pole). The third term is zero on average
    over evenly spread values and lets a value projection tell "just right" from "more is better".
    """

    parts: Tensor

    def __init__(self, language_model: FrozenEncoder) -> None:
        super().__init__()
        said = [(a.name, a.low, a.high, f"moderate {a.name}") for a in ATTRIBUTES]
        texts = [text for token in (*said, _OVERALL) for text in token]
        embedded = language_model.embed(texts).clone().view(-1, 4, language_model.hidden_size)
        name, low, high, middling = embedded.unbind(1)
        parts = torch.stack([name, (high - low) / 2, middling - name], dim=1)
        self.register_buffer("parts", parts, False)

    def forward(self, values: Tensor, generic: Tensor) -> MixedTokens:
        """values (photos, attributes), NaN where missing; generic (photos,), about -1 to 1
        -> tokens, the generic opinion's the last."""
        v = torch.cat([values.nan_to_num(0.0), generic.unsqueeze(1)], dim=1)
        return MixedTokens(self.parts, torch.stack([torch.ones_like(v), v, 1 / 3 - v.square()], -1))


def token_gates(personal: Tensor, generic: Tensor, values: Tensor) -> Tensor:
    """The gates of the visual tokens.

    personal (attributes,) from -1 to 1; generic (); values (photos, attributes), NaN where
    missing, whose gates are closed -> (photos, attributes + 1, 1).
    """
    open_gates = personal * ~values.isnan()
    return torch.cat([open_gates, generic.expand(len(values), 1)], dim=1).unsqueeze(-1)

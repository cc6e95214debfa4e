"""Measured attributes as visual tokens in the language model's own space."""

import torch
from torch import Tensor, nn

from core.mini.attributes import ATTRIBUTES
from core.pmllm.frozen_lm import FrozenEncoder


class AttributeTokens(nn.Module):
    """One token an attribute: its name's embedding, modulated by where the photo stands on it.

    token(v) = name + v (high - low) / 2 + (1/3 - v^2) middling, each an embedding by the frozen
    language model; v from -1 (low pole) to 1 (high pole). The third term is zero on average over
    evenly spread values and lets a value projection tell "just right" from "more is better".
    """

    name: Tensor
    slope: Tensor
    middling: Tensor

    def __init__(self, language_model: FrozenEncoder) -> None:
        super().__init__()
        texts = [a.name for a in ATTRIBUTES]
        texts += [a.low for a in ATTRIBUTES]
        texts += [a.high for a in ATTRIBUTES]
        texts += [f"moderate {a.name}" for a in ATTRIBUTES]
        name, low, high, middling = language_model.embed(texts).clone().chunk(4)
        self.register_buffer("name", name, False)
        self.register_buffer("slope", (high - low) / 2, False)
        self.register_buffer("middling", middling - name, False)

    def forward(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """values (photos, attributes), NaN where missing -> tokens (photos, attributes, hidden)
        and a float mask (photos, attributes), 0 where missing."""
        present = (~values.isnan()).to(self.name.dtype)
        v = values.nan_to_num(0.0).unsqueeze(-1)
        tokens = self.name + v * self.slope + (1 / 3 - v.square()) * self.middling
        return tokens, present


def gate_channels(personal: Tensor, present: Tensor) -> Tensor:
    """The gates of the two channels, personal and generic.

    personal (attributes,) from -1 to 1; present (photos, attributes) -> (photos, attributes, 2).
    Where a person has a wish of their own, the generic opinion steps back: whoever loves grain is
    not served by a judge that holds noise against it.
    """
    generic = 1 - personal.abs()
    return present.unsqueeze(-1) * torch.stack([personal, generic], dim=-1)

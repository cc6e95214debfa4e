"""Selective fusion: gated visual tokens are added to a hidden state of the frozen model."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.pmllm.config import FusionConfig


@dataclass(frozen=True, slots=True)
class MixedTokens:
    """Visual tokens that are mixtures of a few parts, which all photos share.

    `parts` (tokens, parts, visual size); `weights` (batch, tokens, parts). What a fusion module
    makes of them is a mixture too, so the parts are projected once and not for every photo.
    """

    parts: Tensor
    weights: Tensor


class SelectiveFusion(nn.Module):
    """One fusion module, standing before one frozen layer.

    The hidden state attends over the visual tokens, each token's value is multiplied by its gate,
    and the sum is added to the hidden state. Gates are signed: a token that is not wanted pushes
    the other way. The output scale starts at zero, so the untrained model equals the frozen one.
    """

    def __init__(self, config: FusionConfig) -> None:
        super().__init__()
        self.rank = config.rank
        self.channels = config.channels
        self.query = nn.Linear(config.hidden_size, config.rank, bias=False)
        self.key = nn.Linear(config.visual_size, config.rank, bias=False)
        self.value = nn.Linear(config.visual_size, config.channels * config.rank, bias=False)
        self.output = nn.Linear(config.rank, config.hidden_size, bias=False)
        self.scale = nn.Parameter(torch.zeros(()))
        nn.init.zeros_(self.query.weight)  # starts by attending to every token alike

    def forward(self, hidden: Tensor, visual: Tensor | MixedTokens, gates: Tensor) -> Tensor:
        """Add what is seen to the hidden states.

        hidden (batch, positions, hidden), visual (batch, tokens, visual) or mixed,
        gates (batch, tokens, channels), zero for a missing token -> (batch, positions, hidden).
        """
        query = self.query(hidden) / math.sqrt(self.rank)
        if isinstance(visual, MixedTokens):
            seen = self._seen_mixed(query, visual, gates)
        else:
            seen = self._seen(query, visual, gates)
        # times the number of tokens: attention is a weight around one, not a share
        fused: Tensor = hidden + self.scale * gates.shape[1] * self.output(seen)
        return fused

    def _seen(self, query: Tensor, visual: Tensor, gates: Tensor) -> Tensor:
        attention = torch.softmax(query @ self.key(visual).transpose(1, 2), dim=-1)
        value = self.value(visual).unflatten(-1, (self.channels, self.rank))
        seen: Tensor = attention @ (gates.unsqueeze(-1) * value).sum(2)  # (b, positions, rank)
        return seen

    def _seen_mixed(self, query: Tensor, visual: MixedTokens, gates: Tensor) -> Tensor:
        """The same, by the projections of the parts: b, o, t, p, c stand for batch, positions,
        tokens, parts, channels."""
        tokens, parts, _ = visual.parts.shape
        key = self.key(visual.parts).flatten(0, 1)  # (tp, rank)
        near = (query @ key.T).unflatten(-1, (tokens, parts))  # (b, o, t, p)
        attention = (near * visual.weights.unsqueeze(1)).sum(-1).softmax(-1)  # (b, o, t)
        value = self.value(visual.parts).view(-1, self.rank)  # (tpc, rank)
        gated = visual.weights.unsqueeze(-1) * gates.unsqueeze(2)  # (b, t, p, c)
        share = attention[..., None, None] * gated.unsqueeze(1)  # (b, o, t, p, c)
        seen: Tensor = share.flatten(2) @ value
        return seen

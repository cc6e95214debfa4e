"""Selective fusion: gated visual tokens are added to a hidden state of the frozen model."""

import math

import torch
from torch import Tensor, nn

from core.pmllm.config import FusionConfig


class SelectiveFusion(nn.Module):
    """One fusion module, standing before one frozen layer.

    The hidden state attends over the visual tokens, each token's value is multiplied by its gate,
    and the sum is added to the hidden state. Gates are signed: a token that is not wanted pushes
    the other way. The output scale starts at zero, so the untrained model equals the frozen one.
    """

    def __init__(self, config: FusionConfig) -> None:
        super().__init__()
        self.rank = config.rank
        self.query = nn.Linear(config.hidden_size, config.rank, bias=False)
        self.key = nn.Linear(config.visual_size, config.rank, bias=False)
        self.value = nn.Linear(config.visual_size, config.channels * config.rank, bias=False)
        self.output = nn.Linear(config.rank, config.hidden_size, bias=False)
        self.scale = nn.Parameter(torch.zeros(()))
        nn.init.zeros_(self.query.weight)  # starts by attending to every token alike

    def forward(self, hidden: Tensor, visual: Tensor, gates: Tensor) -> Tensor:
        """Add what is seen to the hidden states.

        hidden (batch, positions, hidden), visual (batch, tokens, visual),
        gates (batch, tokens, channels), zero for a missing token -> (batch, positions, hidden).
        """
        batch, tokens, _ = visual.shape
        query, key = self.query(hidden), self.key(visual)
        attention = torch.softmax(query @ key.transpose(1, 2) / math.sqrt(self.rank), dim=-1)
        value = self.value(visual).view(batch, tokens, -1, self.rank)  # (b, tokens, channels, rank)
        gated = (gates.unsqueeze(-1) * value).sum(2)  # (b, tokens, rank)
        # times the number of tokens: attention is a weight around one, not a share
        seen = tokens * attention @ gated  # (b, positions, rank)
        fused: Tensor = hidden + self.scale * self.output(seen)
        return fused

"""Selective fusion by attention: gated visual tokens are added to a hidden state.

The papers' model; the mini judge's own fusion, of measured attributes, is in `fusion`.
"""

import math

import torch
from torch import Tensor, nn

from core.pmllm.reader_config import GateKind, SelectionConfig


class PooledProfileGate(nn.Module):
    """One gate for each visual token, from the profile's pooled hidden states."""

    def __init__(self, hidden_size: int, tokens: int, width: int) -> None:
        super().__init__()
        self.inner = nn.Linear(hidden_size, width)
        self.outer = nn.Linear(width, tokens)
        _start_at_zero(self.outer)

    def forward(self, hidden: Tensor, visual: Tensor, profile: Tensor) -> Tensor:
        """profile (hidden,) -> (1, 1, tokens), -1 to 1."""
        return self.of(profile).view(1, 1, -1)

    def of(self, profile: Tensor) -> Tensor:
        """profile (hidden,) -> (tokens,), -1 to 1."""
        return torch.tanh(self.outer(nn.functional.gelu(self.inner(profile))))


class TokenWiseGate(nn.Module):
    """One gate for each hidden state and visual token, from both."""

    def __init__(self, hidden_size: int, visual_size: int, width: int) -> None:
        super().__init__()
        self.state = nn.Linear(hidden_size, width)
        self.seen = nn.Linear(visual_size, width, bias=False)
        self.outer = nn.Linear(width, 1)
        _start_at_zero(self.outer)

    def forward(self, hidden: Tensor, visual: Tensor, profile: Tensor) -> Tensor:
        """hidden (batch, positions, hidden), visual (batch, tokens, visual) -> (batch, positions,
        tokens), -1 to 1."""
        both = self.state(hidden).unsqueeze(2) + self.seen(visual).unsqueeze(1)
        gate: Tensor = torch.tanh(self.outer(nn.functional.gelu(both))).squeeze(-1)
        return gate


class LayerScalarGate(nn.Module):
    """One gate for the layer, whoever looks at whatever: the ablation (Flamingo's)."""

    def __init__(self) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.zeros(1, 1, 1))

    def forward(self, hidden: Tensor, visual: Tensor, profile: Tensor) -> Tensor:
        """(1, 1, 1), -1 to 1."""
        return torch.tanh(self.alpha)


class GatedSelection(nn.Module):
    """One fusion module, standing before one frozen layer.

    The hidden state attends over the visual tokens; each token's share is multiplied by its gate,
    and the sum is added to the hidden state. Gates are signed (a token that is not wanted pushes
    the other way) and start at zero, so the untrained model equals the frozen one.
    """

    def __init__(
        self, hidden_size: int, visual_size: int, tokens: int, config: SelectionConfig
    ) -> None:
        super().__init__()
        self._heads = config.heads
        self.level = nn.LayerNorm(hidden_size, elementwise_affine=False)
        self.query = nn.Linear(hidden_size, config.width, bias=False)
        self.key = nn.Linear(visual_size, config.width, bias=False)
        self.value = nn.Linear(visual_size, config.width, bias=False)
        self.output = nn.Linear(config.width, hidden_size, bias=False)
        self.gate = _gate(config.gate, hidden_size, visual_size, tokens, config.gate_width)

    def forward(
        self, hidden: Tensor, visual: Tensor, profile: Tensor, present: Tensor | None = None
    ) -> Tensor:
        """Add what is seen to the hidden states.

        hidden (1 or batch, positions, hidden); visual (batch, tokens, visual); profile (hidden,):
        the pooled states that enter this layer; present (tokens,) or (batch, 1, tokens): false
        for tokens that are to be left out -> (batch, positions, hidden) in float32.
        """
        hidden = hidden.float()
        level = self.level(hidden)
        gate = self.gate(level, visual, profile)
        if present is not None:
            gate = gate * present
        query, key, value = (
            part.unflatten(-1, (self._heads, -1)).transpose(1, 2)
            for part in (self.query(level), self.key(visual), self.value(visual))
        )  # (batch, heads, positions or tokens, head size)
        attention = (query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])).softmax(-1)
        seen = (attention * gate.unsqueeze(1)) @ value
        # as large as the state it is added to: that differs a thousandfold between models
        size = hidden.square().mean(-1, keepdim=True).sqrt()
        fused: Tensor = hidden + size * self.output(seen.transpose(1, 2).flatten(2))
        return fused


def _gate(kind: GateKind, hidden_size: int, visual_size: int, tokens: int, width: int) -> nn.Module:
    if kind == "profile_pooled":
        return PooledProfileGate(hidden_size, tokens, width)
    if kind == "token_wise":
        return TokenWiseGate(hidden_size, visual_size, width)
    return LayerScalarGate()


def _start_at_zero(layer: nn.Linear) -> None:
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)

"""The gate: what the profile's hidden states say about each thing that a photo can show."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.pmllm.config import GateConfig


@dataclass(frozen=True, slots=True)
class GateOutput:
    """For each statement and key: whether it is spoken of, and how it is valued.

    `presence` (statements, keys): logits. `valence` (statements, keys): -1 (hated) to 1 (loved).
    """

    presence: Tensor
    valence: Tensor

    def signed(self) -> Tensor:
        """Presence times valence, (statements, keys), -1 to 1."""
        return self.presence.sigmoid() * self.valence


class ProfileGate(nn.Module):
    """Embedding-conditioned gate: every word of a statement says what it speaks of, and how.

    A word's hidden state is compared with the keys: embeddings of phrases by the same frozen
    model, so that at the start a word is nearest to the phrases that mean the same; training
    adjusts them. How the word is valued is a second reading of the same state. The two are
    supervised apart, since their product alone gives no first-order signal. A key's presence is
    that of the words that speak of it most, and its valence is theirs.
    """

    def __init__(self, config: GateConfig) -> None:
        super().__init__()
        size, rank = config.hidden_size, config.rank
        self.keys = nn.Parameter(torch.zeros(config.keys, config.prototypes, size))
        self.compare = nn.Linear(2 * size, size, bias=False)
        self.presence_scale = nn.Parameter(torch.tensor(2.0))
        self.presence_bias = nn.Parameter(torch.full((config.keys,), -4.0))
        self.context = nn.Sequential(
            nn.Dropout(config.dropout),
            nn.Linear(2 * size, rank),
            nn.GELU(),
            nn.Dropout(config.dropout),
        )
        self.presence_head = nn.Linear(rank, config.keys, bias=False)
        self.valence_head = nn.Linear(rank, 1)
        with torch.no_grad():  # word and whole statement alike: keeps the embeddings' geometry
            self.compare.weight.copy_(torch.eye(size).repeat(1, 2))
        nn.init.zeros_(self.presence_head.weight)

    def set_keys(self, keys: Tensor) -> None:
        """Put phrase embeddings (keys, prototypes, hidden) in as the keys."""
        with torch.no_grad():
            self.keys.copy_(functional.normalize(keys, dim=-1))

    def forward(self, words: Tensor, mask: Tensor) -> GateOutput:
        """Read statements.

        words (statements, words, hidden): last-layer hidden states; mask (statements, words): true
        for real words. Here s, w, k, p, h, r: statements, words, keys, prototypes, hidden, rank.
        """
        count, prototypes, size = self.keys.shape
        whole = (words * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
        both = torch.cat([words, whole.unsqueeze(1).expand_as(words)], dim=-1)  # (s, w, 2h)
        spoken = functional.normalize(self.compare(both), dim=-1)
        keys = functional.normalize(self.keys, dim=-1).view(-1, size)
        near = (spoken @ keys.T).view(*words.shape[:2], count, prototypes)
        near = (functional.softmax(16.0 * near, dim=-1) * near).sum(-1)  # the nearest speaks
        context = self.context(both)  # (s, w, r)
        speaks = self.presence_scale.exp() * near + self.presence_head(context)  # (s, w, k)
        speaks = speaks.masked_fill(~mask.unsqueeze(-1), -1e4)
        share = functional.softmax(speaks, dim=1)
        presence = (share * speaks).sum(1) + self.presence_bias
        valence = (share * torch.tanh(self.valence_head(context))).sum(1)
        return GateOutput(presence, valence)

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

    A word's last-layer state is compared with the keys: embeddings of phrases by the same frozen
    model, so that at the start a word is nearest to the phrases that mean the same; training
    adjusts them. How the word is valued is a second reading, which sees the middle layer's state
    too. The two are supervised apart, since their product alone gives no first-order signal. A
    key's presence is that of the words that speak of it most; its valence is gathered by an
    attention of its own, since liking often stands in other words than what is liked.
    """

    def __init__(self, config: GateConfig) -> None:
        super().__init__()
        size, rank = config.hidden_size, config.rank
        self.keys = nn.Parameter(torch.zeros(config.keys, config.prototypes, size))
        self.compare_word = nn.Linear(size, size, bias=False)
        self.compare_whole = nn.Linear(size, size, bias=False)
        self.presence_scale = nn.Parameter(torch.tensor(3.0))
        self.presence_bias = nn.Parameter(torch.full((config.keys,), -9.0))
        self.context_word = nn.Linear(2 * size, rank)
        self.context_whole = nn.Linear(2 * size, rank, bias=False)
        self.dropout = nn.Dropout(config.dropout)
        self.presence_head = nn.Linear(rank, config.keys, bias=False)
        self.value_word = nn.Linear(2 * size, rank)
        self.value_query = nn.Parameter(torch.zeros(config.heads, rank))
        self.valence_head = nn.Sequential(
            nn.Linear((config.heads + 1) * rank, rank // 2), nn.GELU(), nn.Linear(rank // 2, 1)
        )
        nn.init.eye_(self.compare_word.weight)  # keeps the geometry of the embeddings
        nn.init.eye_(self.compare_whole.weight)
        nn.init.zeros_(self.presence_head.weight)
        nn.init.normal_(self.value_query, std=0.1)

    def set_keys(self, keys: Tensor) -> None:
        """Put phrase embeddings (keys, prototypes, hidden) in as the keys."""
        with torch.no_grad():
            self.keys.copy_(functional.normalize(keys, dim=-1))

    def forward(self, words: Tensor, mask: Tensor) -> GateOutput:
        """Read statements.

        words (statements, words, 2 * hidden): states of `FrozenEncoder.states`; mask (statements,
        words): true for real words. Here s, w, k, p, h, r: statements, words, keys, prototypes,
        hidden, rank.
        """
        count, prototypes, size = self.keys.shape
        whole = (words * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
        spoken = self.compare_word(words[..., :size])
        spoken = spoken + self.compare_whole(whole[..., :size]).unsqueeze(1)
        spoken = functional.normalize(spoken, dim=-1)  # (s, w, h)
        keys = functional.normalize(self.keys, dim=-1).view(-1, size)
        near = (spoken @ keys.T).view(*words.shape[:2], count, prototypes)
        near = (functional.softmax(16.0 * near, dim=-1) * near).sum(-1)  # the nearest speaks
        words = self.dropout(words)
        context = self.context_word(words)
        context = context + self.context_whole(self.dropout(whole)).unsqueeze(1)
        context = self.dropout(functional.gelu(context))  # (s, w, r)
        speaks = self.presence_scale.exp() * near + self.presence_head(context)  # (s, w, k)
        speaks = speaks.masked_fill(~mask.unsqueeze(-1), -1e4)
        share = functional.softmax(speaks, dim=1)
        presence = (share * speaks).sum(1) + self.presence_bias
        return GateOutput(presence, self._valence(words, context, share, mask))

    def _valence(self, words: Tensor, context: Tensor, share: Tensor, mask: Tensor) -> Tensor:
        """(s, k): from the words that speak of the key, and from those that speak of liking."""
        value = functional.gelu(self.value_word(words))  # (s, w, r)
        looks = (value @ self.value_query.T).masked_fill(~mask.unsqueeze(-1), -1e4)
        liking = (looks.softmax(1).transpose(1, 2) @ value).flatten(1)  # (s, heads * r)
        about = share.transpose(1, 2) @ context  # (s, k, r)
        both = torch.cat([about, liking.unsqueeze(1).expand(-1, about.shape[1], -1)], dim=-1)
        return torch.tanh(self.valence_head(both).squeeze(-1))

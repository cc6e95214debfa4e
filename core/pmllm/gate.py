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

    A word is read from its states in all layers of the frozen model, beside the mean of the whole
    statement. What is spoken of and how it is valued are two readings, supervised apart, since
    their product alone gives no first-order signal. A key's presence is that of the words that
    speak of it most; its valence is gathered from those words, and by an attention of its own,
    since liking often stands in other words than what is liked.
    """

    def __init__(self, config: GateConfig) -> None:
        super().__init__()
        self._layers = (config.layers, config.hidden_size)
        width = config.layers * config.hidden_size
        self.dropout = nn.Dropout(config.dropout)
        self.subject_word = nn.Linear(width, config.rank)
        self.subject_whole = nn.Linear(width, config.rank, bias=False)
        self.presence_head = nn.Linear(config.rank, config.keys, bias=False)
        self.presence_bias = nn.Parameter(torch.full((config.keys,), -4.0))
        self.value_word = nn.Linear(width, config.value_rank)
        self.value_whole = nn.Linear(width, config.value_rank, bias=False)
        self.value_query = nn.Parameter(torch.zeros(config.heads, config.value_rank))
        self.valence_about = nn.Linear(config.value_rank, config.value_rank)
        self.valence_liking = nn.Linear(
            config.heads * config.value_rank, config.value_rank, bias=False
        )
        self.valence_head = nn.Linear(config.value_rank, 1)
        nn.init.normal_(self.value_query, std=0.1)

    def forward(self, words: Tensor, mask: Tensor) -> GateOutput:
        """Read statements.

        words (statements, words, layers * hidden): states of `FrozenEncoder.states`; mask
        (statements, words): true for real words. Below s, w, k, r: statements, words, keys, rank.
        """
        words = words.view(*words.shape[:2], *self._layers)
        words = functional.layer_norm(words, self._layers[-1:]).flatten(-2)
        real = mask.unsqueeze(-1)
        whole = (words * real).sum(1, keepdim=True) / real.sum(1, keepdim=True).clamp(min=1)
        words, whole = self.dropout(words), self.dropout(whole)
        subject = functional.gelu(self.subject_word(words) + self.subject_whole(whole))  # (s, w, r)
        speaks = self.presence_head(self.dropout(subject)).masked_fill(~real, -1e4)  # (s, w, k)
        share = functional.softmax(speaks, dim=1)
        presence = (share * speaks).sum(1) + self.presence_bias
        value = functional.gelu(self.value_word(words) + self.value_whole(whole))
        return GateOutput(presence, self._valence(self.dropout(value), share, mask))

    def _valence(self, value: Tensor, share: Tensor, mask: Tensor) -> Tensor:
        """(s, k): from the words that speak of the key, and from those that speak of liking."""
        looks = (value @ self.value_query.T).masked_fill(~mask.unsqueeze(-1), -1e4)
        liking = (looks.softmax(1).transpose(1, 2) @ value).flatten(1)  # (s, heads * r)
        about = share.transpose(1, 2) @ value  # (s, k, r)
        both = self.valence_about(about) + self.valence_liking(liking).unsqueeze(1)
        return torch.tanh(self.valence_head(functional.gelu(both)).squeeze(-1))

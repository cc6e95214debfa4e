"""Read-out: a hidden state -> probabilities of the rating words -> a score from 0 to 100."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional


class WordReadout(nn.Module):
    """The distribution over rating words, and the score that is its expectation.

    The values of the levels are spread evenly, as Q-Align (arXiv 2312.17090) does over its five
    words. Only the sharpness and one bias a level are trained: the fusion has to bring the hidden
    state to the words, not the read-out the words to the hidden state.

    `lead`: ids of tokens that all rating words begin with; they belong to the prompt.
    """

    words: Tensor
    values: Tensor

    def __init__(self, words: Tensor, *, log_scale: float, lead: Sequence[int] = ()) -> None:
        """`words`: one row (hidden,) for each level, ascending."""
        super().__init__()
        self.lead = tuple(lead)
        # frozen, and made again from the language model at loading: not part of the checkpoint
        self.register_buffer("words", words, False)
        self.register_buffer("values", torch.linspace(0.0, 100.0, len(words)), False)
        self.log_scale = nn.Parameter(torch.tensor(log_scale))
        self.bias = nn.Parameter(torch.zeros(len(words)))

    def score(self, log_probabilities: Tensor) -> Tensor:
        """log-probabilities (batch, levels) -> expected score (batch,), 0 to 100."""
        return log_probabilities.exp() @ self.values

    def levels(self, log_probabilities: Tensor) -> Tensor:
        """log-probabilities (batch, levels) -> probabilities (batch, levels), ascending."""
        return log_probabilities.exp()


class LevelReadout(WordReadout):
    """Rating words by their embeddings, for encoders: they have no next word."""

    def __init__(self, word_embeddings: Tensor) -> None:
        """`word_embeddings`: (levels, hidden), ascending."""
        super().__init__(functional.normalize(word_embeddings, dim=-1), log_scale=2.0)

    def forward(self, hidden: Tensor) -> Tensor:
        """hidden (batch, hidden) -> log-probabilities (batch, levels), ascending."""
        similarity = functional.normalize(hidden, dim=-1) @ self.words.T
        return functional.log_softmax(self.log_scale.exp() * similarity + self.bias, dim=-1)


class NextWordReadout(WordReadout):
    """Rating words by the language model's own next-word distribution, among them alone.

    Untrained it is exactly that distribution.
    """

    def __init__(self, rows: Tensor, *, lead: Sequence[int], softcap: float | None = None) -> None:
        """`rows` (levels, hidden): of the model's output embedding. `softcap`: the bound of its
        logits where it has one."""
        super().__init__(rows, log_scale=0.0, lead=lead)
        self._softcap = softcap

    def forward(self, hidden: Tensor) -> Tensor:
        """hidden (batch, hidden) -> log-probabilities (batch, levels), ascending."""
        logits = hidden @ self.words.T
        if self._softcap is not None:
            logits = self._softcap * torch.tanh(logits / self._softcap)
        return functional.log_softmax(self.log_scale.exp() * logits + self.bias, dim=-1)


class RegressionReadout(nn.Module):
    """A regression head on the hidden state; it names no levels."""

    lead: tuple[int, ...] = ()

    def __init__(self, hidden_size: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(hidden_size, elementwise_affine=False)
        self.head = nn.Linear(hidden_size, 1)

    def forward(self, hidden: Tensor) -> Tensor:
        """hidden (batch, hidden) -> logits of the score (batch,)."""
        logits: Tensor = self.head(self.norm(hidden)).squeeze(-1)
        return logits

    def score(self, logits: Tensor) -> Tensor:
        """logits (batch,) -> score (batch,), 0 to 100."""
        return 100 * logits.sigmoid()

    def levels(self, logits: Tensor) -> Tensor:
        """No levels: (batch, 0)."""
        return logits.new_zeros(len(logits), 0)

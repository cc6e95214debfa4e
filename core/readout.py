"""Read-out: a hidden state -> probabilities of the rating words -> a score from 0 to 100."""

import torch
from torch import Tensor, nn
from torch.nn import functional


class LevelReadout(nn.Module):
    """The distribution over rating words, from their embeddings by the same frozen model.

    The score is the expectation over evenly spread level values, as Q-Align (arXiv 2312.17090)
    does over its five words. Only the sharpness and one bias a level are trained: the fusion has
    to bring the hidden state to the words, not the read-out the words to the hidden state.
    """

    words: Tensor
    values: Tensor

    def __init__(self, word_embeddings: Tensor) -> None:
        """`word_embeddings`: (levels, hidden), ascending."""
        super().__init__()
        levels = word_embeddings.shape[0]
        # frozen, and made again from the language model at loading: not part of the checkpoint
        self.register_buffer("words", functional.normalize(word_embeddings, dim=-1), False)
        self.register_buffer("values", torch.linspace(0.0, 100.0, levels), False)
        self.log_scale = nn.Parameter(torch.tensor(2.0))
        self.bias = nn.Parameter(torch.zeros(levels))

    def forward(self, hidden: Tensor) -> Tensor:
        """hidden (batch, hidden) -> log-probabilities (batch, levels), ascending."""
        similarity = functional.normalize(hidden, dim=-1) @ self.words.T
        return functional.log_softmax(self.log_scale.exp() * similarity + self.bias, dim=-1)

    def score(self, log_probabilities: Tensor) -> Tensor:
        """log-probabilities (batch, levels) -> expected score (batch,), 0 to 100."""
        return log_probabilities.exp() @ self.values

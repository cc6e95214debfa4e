"""An encoder of the BERT class as a language model that can be fused into."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import torch
from torch import Tensor

from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.language import Fusions, Prompt, pool
from core.profile import split_statements
from core.readout import LevelReadout


class BlockMaskedEncoder:
    """A frozen encoder whose prompt never attends to the read-out position behind it.

    That is the block mask that lets everything about the prompt be computed once.
    """

    def __init__(self, encoder: FrozenEncoder) -> None:
        self.encoder = encoder
        self.hidden_size = encoder.hidden_size
        self.num_layers = encoder.num_layers

    @classmethod
    def load(cls, folder: Path, *, device: str) -> Self:
        """Load an encoder and its tokenizer from a folder, safetensors only."""
        return cls(FrozenEncoder.load(folder, device=device))

    @property
    def device(self) -> torch.device:
        return self.encoder.device

    def readout(self, words: Sequence[str]) -> LevelReadout:
        return LevelReadout(self.encoder.embed(words).clone())

    def prompt(
        self, question: str, opening: str, profile: str, *, chat: bool, lead: Sequence[int]
    ) -> Prompt:
        """As `LanguageModel.prompt`; an encoder has no dialogue form and no leading tokens."""
        positions = self.encoder.model.config.max_position_embeddings
        profile = self.encoder.shorten(profile, positions * 3 // 4)  # the question takes some
        text = f"{question.replace('{profile}', profile).strip()} {opening}"
        prefix = self.encoder.prefix(text)
        return Prompt(self.encoder.ids_before_mask(text), prefix, self._pooled(profile))

    def read(
        self, prompt: Prompt, fusions: Fusions, *, everywhere: bool = False, cached: bool = True
    ) -> Tensor:
        if cached and not everywhere:
            hidden = self.encoder.read_out_start(prompt.behind)
            for index in range(self.num_layers):
                if index in fusions:
                    hidden = fusions[index](hidden)
                hidden = self.encoder.layer(index, hidden, prompt.behind)
            return hidden[:, -1]
        hidden, mask = self.encoder.start_of_all(prompt.ids)
        for index in range(self.num_layers):
            if index in fusions:
                hidden = _fuse(fusions, index, hidden, everywhere)
            hidden = self.encoder.layer_of_all(index, hidden, mask)
        return hidden[:, -1]

    def _pooled(self, profile: str) -> Tensor:
        statements = split_statements(profile)
        if not statements:
            return torch.zeros(self.num_layers + 1, self.hidden_size, device=self.device)
        # each statement by itself: the encoder was made for sentences
        states, mask = self.encoder.states(statements)
        return pool(torch.split(states[mask].unsqueeze(0), self.hidden_size, dim=-1))


def _fuse(fusions: Fusions, layer: int, hidden: Tensor, everywhere: bool) -> Tensor:
    if everywhere:
        return fusions[layer](hidden)
    last = fusions[layer](hidden[:, -1:])
    return torch.cat([hidden[:, :-1].expand(last.shape[0], -1, -1), last], dim=1)

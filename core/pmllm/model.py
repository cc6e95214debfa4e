"""The fused reader: frozen language model, fusion modules, read-out."""

import torch
from torch import Tensor, nn

from core.pmllm.config import ModelConfig
from core.pmllm.frozen_lm import FrozenEncoder, Prefix
from core.pmllm.fusion import MixedTokens, SelectiveFusion
from core.pmllm.gate import ProfileGate
from core.readout import LevelReadout


class FusedReader(nn.Module):
    """Reads a photo's visual tokens behind a profile's prompt and names a level.

    Its parameters are exactly what is trained: gate, fusion modules, read-out scale. The frozen
    language model is held beside them and never part of `state_dict()`.
    """

    def __init__(self, config: ModelConfig, language_model: FrozenEncoder) -> None:
        super().__init__()
        self.config = config
        self._language_model = (language_model,)  # in a tuple, so that it is not a submodule
        self.gate = ProfileGate(config.gate)
        self.fusions = nn.ModuleDict(
            {str(layer): SelectiveFusion(config.fusion) for layer in config.fusion.layers}
        )
        self.readout = LevelReadout(language_model.embed(config.readout.words).clone())

    @property
    def language_model(self) -> FrozenEncoder:
        """The frozen language model."""
        return self._language_model[0]

    @property
    def device(self) -> torch.device:
        """Where the trained parameters are."""
        return self.readout.bias.device

    def start(self, prefix: Prefix) -> Tensor:
        """The read-out state before the first fusion, (1, 1, hidden): once per profile."""
        with torch.no_grad():
            hidden = self.language_model.read_out_start(prefix)
            for index in range(self.config.fusion.layers[0]):
                hidden = self.language_model.layer(index, hidden, prefix)
        return hidden

    def forward(
        self, prefix: Prefix, start: Tensor, visual: Tensor | MixedTokens, gates: Tensor
    ) -> Tensor:
        """Judge photos.

        prefix and `start(prefix)` of one profile; visual (photos, tokens, visual size) or mixed;
        gates (photos, tokens, channels) -> log-probabilities (photos, levels), ascending.
        """
        hidden = start.expand(gates.shape[0], -1, -1)
        for index in range(self.config.fusion.layers[0], self.language_model.num_layers):
            if str(index) in self.fusions:
                hidden = self.fusions[str(index)](hidden, visual, gates)
            hidden = self.language_model.layer(index, hidden, prefix)
        log_probabilities: Tensor = self.readout(hidden[:, 0])
        return log_probabilities

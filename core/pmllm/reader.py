"""The papers' model: a frozen language model that reads a profile and is shown a photo.

P-MLLM (arXiv 2604.17233) with the multi-scale alignment of CALM (arXiv 2412.11952), reconstructed
from what is public of them.
"""

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn

from core.errors import JudgeUnavailableError
from core.judge import Pixels
from core.pmllm.alignment import MultiScaleAlignment, VisualTokens
from core.pmllm.decoder import FrozenDecoder
from core.pmllm.language import Fusions, LanguageModel, Prompt
from core.pmllm.reader_config import ReaderConfig
from core.pmllm.selection import GatedSelection, PooledProfileGate
from core.pmllm.tower import TowerFeatures, VisionTower
from core.readout import RegressionReadout


class ProfileReader(nn.Module):
    """Sees photos once, reads a profile once, and names a level for each photo.

    Its parameters are exactly what is trained: alignment, fusion modules, read-out. The frozen
    language model and tower are held beside them and never part of `state_dict()`.
    """

    def __init__(
        self, config: ReaderConfig, language_model: LanguageModel, tower: VisionTower
    ) -> None:
        """Raises JudgeUnavailableError when the configuration does not fit the two models."""
        super().__init__()
        _check_layers("language model", config.fusion.layers, language_model.num_layers - 1)
        _check_layers("vision tower", config.alignment.layers, tower.num_layers)
        self.config = config
        self._frozen = (language_model, tower)  # in a tuple, so that they are not submodules
        words = config.alignment.content_words
        self._words = tower.words(words) if words else None
        self.alignment = MultiScaleAlignment(tower.size, self._words, config.alignment)
        self.fusions = nn.ModuleDict(
            {
                str(layer): GatedSelection(
                    language_model.hidden_size,
                    config.alignment.visual_size,
                    len(config.alignment.scales),
                    config.fusion,
                )
                for layer in config.fusion.layers
            }
        )
        names = config.answer.level_names
        self.readout = (
            language_model.readout(names)
            if names
            else RegressionReadout(language_model.hidden_size)
        )
        self.to(language_model.device)

    @property
    def language_model(self) -> LanguageModel:
        """The frozen language model."""
        return self._frozen[0]

    @property
    def tower(self) -> VisionTower:
        """The frozen vision tower."""
        return self._frozen[1]

    def features(self, images: Sequence[Pixels]) -> TowerFeatures:
        """What the frozen tower sees: the half of a look that no training changes."""
        inputs = self.tower.prepare(images)
        return self.tower.features(inputs, self.config.alignment.layers, self._words)

    def look(self, images: Sequence[Pixels]) -> VisualTokens:
        """What is kept of photos (height, width, 3). Knows no profile."""
        tokens: VisualTokens = self.alignment(self.features(images))
        return tokens

    def read(self, profile: str) -> Prompt:
        """Read a profile's text once, for any number of photos; blank for the generic score."""
        prompt = self.config.prompt
        return self.language_model.prompt(
            prompt.question, prompt.opening, profile, chat=prompt.chat, lead=self.readout.lead
        )

    def forward(
        self,
        prompt: Prompt,
        visual: VisualTokens | TowerFeatures,
        *,
        present: Tensor | None = None,
        cached: bool = True,
    ) -> Tensor:
        """Judge photos, from a look at them, or (in training) from what the frozen tower sees.

        `present` (tokens,), or (photos, 1, tokens): false for visual tokens that are to be left
        out; `cached`: see `LanguageModel.read` -> log-probabilities (photos, levels) ascending, or
        logits (photos,) of a regression head; `readout.score` and `readout.levels` turn them into
        scores and levels.
        """
        answer: Tensor = self.readout(self.state(prompt, visual, present=present, cached=cached))
        return answer

    def state(
        self,
        prompt: Prompt,
        visual: VisualTokens | TowerFeatures,
        *,
        present: Tensor | None = None,
        cached: bool = True,
    ) -> Tensor:
        """As `forward`, but what is read out: the final state (photos, hidden) in float32."""
        everywhere = self.config.fusion.at == "all"
        fusions = self._fused(prompt, visual, present)
        return self.language_model.read(prompt, fusions, everywhere=everywhere, cached=cached)

    def gates(self, prompt: Prompt) -> Tensor | None:
        """How far the gates stand open for a profile, (visual tokens,), 0 to 1: the mean over the
        layers, whatever the sign; None where the profile alone does not decide that."""
        found = [
            fusion.gate.of(prompt.profile[int(layer)]).abs()
            for layer, fusion in self.fusions.items()
            if isinstance(fusion, GatedSelection) and isinstance(fusion.gate, PooledProfileGate)
        ]
        return torch.stack(found).mean(0) if found else None

    def ask(self, question: str, opening: str) -> Prompt:
        """Read a question that is answered in words, from no one's point of view."""
        chat = self.config.prompt.chat
        return self.language_model.prompt(question, opening, "", chat=chat, lead=())

    def spell(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Answers as the ids of their words and the end, (texts, words), and which of these are
        only padding, (texts, words).

        Raises JudgeUnavailableError when the language model writes no words.
        """
        return self._writer.spell(texts)

    def logits(
        self,
        prompt: Prompt,
        visual: VisualTokens | TowerFeatures,
        answer: Tensor,
        *,
        present: Tensor | None = None,
    ) -> Tensor:
        """Next-word logits at the read-out position and at each word of an answer behind it.

        answer (1 or photos, words), ids -> (photos, words + 1, vocabulary). Raises
        JudgeUnavailableError when the language model writes no words.
        """
        return self._writer.logits(prompt, self._fused(prompt, visual, present), answer)

    def write(self, prompt: Prompt, visual: VisualTokens, *, most: int) -> list[str]:
        """What the model answers in words, at most so many, one text a photo.

        Raises JudgeUnavailableError when the language model writes no words.
        """
        return self._writer.write(prompt, self._fused(prompt, visual, None), most=most)

    @property
    def _writer(self) -> FrozenDecoder:
        model = self.language_model
        if not isinstance(model, FrozenDecoder):
            raise JudgeUnavailableError(
                "This language model is an encoder, which writes no words; it can only score."
            )
        return model

    def _fused(
        self, prompt: Prompt, visual: VisualTokens | TowerFeatures, present: Tensor | None
    ) -> Fusions:
        """The fusion modules, each with what it needs besides the hidden states."""
        tokens = (self.alignment(visual) if isinstance(visual, TowerFeatures) else visual).tokens
        return {
            layer: partial(
                self.fusions[str(layer)],
                visual=tokens,
                profile=prompt.profile[layer],
                present=present,
            )
            for layer in self.config.fusion.layers
        }


def _check_layers(what: str, layers: Sequence[int], highest: int) -> None:
    if max(layers) > highest:
        raise JudgeUnavailableError(
            f"The configuration names layer {max(layers)} of the {what}, whose last is {highest}."
        )

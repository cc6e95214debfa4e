"""Stage 2: instruction tuning for CALM's tasks, scoring, commenting and suggesting.

The papers tune on people's comments and scores; here the answers are known from edits of the
photos, so no labels are needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.mini.lexicon import Lexicon
from core.pmllm.alignment import VisualTokens
from core.pmllm.tower import TowerFeatures
from core.training.papers.config import InstructionConfig
from core.training.papers.edited import EFFECTS, applied, name_pole
from core.training.papers.objective import Asked, Losses, order_loss
from core.training.papers.photos import PhotoSource

COMMENT = ("Someone says what stands out in a photo.", "What stands out is")
SUGGEST = ("Someone says how a photo could become better.", "It would gain from")
"""Questions, and with what their answers open."""

NOTHING = "nothing more"
"""What is suggested for a photo that was not edited."""


@dataclass(frozen=True, slots=True)
class InstructionBatch:
    """Photos and one edit of each.

    The first half of the features are the edits. `comments` (edits) say what an edit brought,
    `ways_back` (edits) what would undo it. `ruined` (edits,): whether it is technical damage.
    """

    features: TowerFeatures
    comments: tuple[str, ...]
    ways_back: tuple[str, ...]
    ruined: Tensor
    config: InstructionConfig

    def losses(self, model: Asked) -> Losses:
        reader, config = model.reader, self.config
        tokens = reader.alignment(self.features)
        half = len(self.comments)
        losses: dict[str, Tensor] = {}
        if config.score:
            edited, original = model.score(reader.read(""), tokens).chunk(2)
            worse = self.ruined.to(edited.device).float()
            losses["score"] = config.score * order_loss(original - edited, worse)
        if config.comment:
            seen = VisualTokens(tokens.tokens[:half], tokens.scales)
            losses["comment"] = config.comment * _said(model, COMMENT, seen, self.comments)
        if config.suggest:
            texts = [*self.ways_back, *[NOTHING] * half]
            losses["suggest"] = config.suggest * _said(model, SUGGEST, tokens, texts)
        return losses


def _said(
    model: Asked, question: tuple[str, str], seen: VisualTokens, texts: Sequence[str]
) -> Tensor:
    """How unlikely the answers are, a word."""
    likelihood, words = model.likelihood(model.reader.ask(*question), seen, texts)
    return -(likelihood / words).mean()


class InstructionStage:
    """Draws photos, an edit of each, and what is to be answered."""

    name = "instructions"

    def __init__(
        self, config: InstructionConfig, names: Sequence[str], source: PhotoSource
    ) -> None:
        self.steps = config.steps
        self._config = config
        self._names = names
        self._source = source
        self._lexicon = Lexicon.load("train")

    def draw(self, rng: np.random.Generator) -> InstructionBatch:
        """The next batch. Raises CoreError when no photo can be read."""
        photos = self._source.draw(self._names, self._config.photos, rng)
        which = [EFFECTS[i] for i in rng.integers(0, len(EFFECTS), len(photos))]
        edits = [
            applied(effect.edit, pixels, rng)
            for effect, (_, pixels) in zip(which, photos, strict=True)
        ]
        comments, ways_back = (
            tuple(name_pole(self._lexicon, e.attribute, turn * e.sign, rng) for e in which)
            for turn in (1, -1)
        )
        return InstructionBatch(
            self._source.see([*edits, *(pixels for _, pixels in photos)]),
            comments,
            ways_back,
            torch.tensor([effect.edit.ruins for effect in which]),
            self._config,
        )

"""What all stages share: a batch that knows its own losses, and the losses themselves."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from core.pmllm.alignment import VisualTokens
from core.pmllm.language import Prompt
from core.pmllm.reader import ProfileReader
from core.readout import RegressionReadout
from core.training.end_to_end import target_levels
from core.training.papers.config import OptimisationConfig

Losses = Mapping[str, Tensor]
"""Name -> a loss, weighed already; their sum is what is made smaller."""

_STEP = 20.0  # score points that count as one step in a ranking loss: a level of five


class Batch(Protocol):
    """What one step on one process learns from."""

    def losses(self, model: "Asked") -> Losses:
        """The losses, each a number, weighed."""
        ...


class Stage(Protocol):
    """A source of batches. A draw depends on the generator alone, so a run can be repeated."""

    name: str
    steps: int

    def draw(self, rng: np.random.Generator) -> Batch:
        """The next batch."""
        ...


class Asked:
    """A reader as losses ask it; with `checkpointing` an answer's activations are not kept."""

    def __init__(self, reader: ProfileReader, *, checkpointing: bool) -> None:
        self.reader = reader
        self._checkpointing = checkpointing

    def answer(self, prompt: Prompt, visual: VisualTokens) -> Tensor:
        """As `ProfileReader.forward`."""
        return self._run(lambda tokens: self.reader(prompt, tokens), visual)

    def score(self, prompt: Prompt, visual: VisualTokens) -> Tensor:
        """Scores (photos,), 0 to 100."""
        return self.reader.readout.score(self.answer(prompt, visual))

    def likelihood(
        self,
        prompt: Prompt,
        visual: VisualTokens,
        texts: Sequence[str],
        present: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """How likely each text is of its photo: log-likelihood (photos,), and words (photos,)."""
        answer, padding = self.reader.spell(texts)
        ask = partial(self.reader.logits, prompt, answer=answer[:, :-1], present=present)
        logits = self._run(ask, visual)
        said = functional.cross_entropy(
            logits.float().transpose(1, 2), answer.expand(len(logits), -1), reduction="none"
        )
        return -said.masked_fill(padding, 0.0).sum(1), (~padding).sum(1)

    def _run(self, ask: Callable[[VisualTokens], Tensor], visual: VisualTokens) -> Tensor:
        if not self._checkpointing:
            return ask(visual)
        found: Tensor = checkpoint(
            lambda tokens: ask(VisualTokens(tokens, visual.scales)),
            visual.tokens,
            use_reentrant=False,
        )
        return found


class Objective(nn.Module):
    """A reader whose forward is the losses of a batch: what several processes share."""

    def __init__(self, reader: ProfileReader, config: OptimisationConfig) -> None:
        super().__init__()
        self.reader = reader
        self._config = config

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """The losses of a batch by name, and `loss`, their sum."""
        device = self.reader.language_model.device.type
        # not accelerate's own, which cannot be changed as long as the process lives
        coarse = self._config.precision == "bfloat16"
        with torch.autocast(device, torch.bfloat16, enabled=coarse):
            losses = batch.losses(Asked(self.reader, checkpointing=self._config.checkpointing))
        return {"loss": torch.stack(list(losses.values())).sum(), **losses}


def level_loss(readout: nn.Module, answer: Tensor, wanted: Tensor) -> Tensor:
    """What `ProfileReader` answers for photos, against the scores (photos,), 0 to 1, that they got.

    Levels: the divergence from a soft label around the score. A regression head: cross-entropy.
    """
    if isinstance(readout, RegressionReadout):
        return functional.binary_cross_entropy_with_logits(answer, wanted)
    levels = target_levels(wanted.cpu().double().numpy(), answer.shape[1]).to(answer.device)
    return functional.kl_div(answer, levels, reduction="batchmean")


def order_loss(difference: Tensor, wanted: Tensor) -> Tensor:
    """How little differences of scores (n,), in points, have the signs of the wanted ones (n,).

    Logistic, as in RankNet; each pair counts by how far apart it is wanted. 0 without pairs.
    """
    weight = wanted.abs()
    loss = functional.softplus(-wanted.sign() * difference / _STEP)
    return (loss * weight).sum() / weight.sum().clamp(min=1e-6)


def ranking_loss(score: Tensor, wanted: Tensor) -> Tensor:
    """`order_loss` over all pairs of photos: scores (n,), 0 to 100, against the wanted (n,)."""
    first, second = torch.triu_indices(len(score), len(score), 1, device=score.device)
    return order_loss(score[first] - score[second], wanted[first] - wanted[second])

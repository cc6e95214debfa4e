"""Stage 1: text-guided self-supervision in CALM's spirit, on unlabelled photos.

The pairs are of known order: of a photo and its edit one has more of an attribute (low scale:
photometric edits, middle scale: layout edits); of two photos one shows a content word more surely,
as the frozen tower's own text side says (high scale). CALM's templates and losses are not public:
these are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from core.mini.lexicon import Lexicon
from core.pmllm.alignment import VisualTokens
from core.pmllm.tower import TowerFeatures
from core.training.papers.config import SelfSupervisionConfig
from core.training.papers.edited import (
    applied,
    effects_on,
    name_pole,
    scale_of,
    wish_for,
)
from core.training.papers.objective import Asked, Losses, order_loss
from core.training.papers.photos import PhotoSource, rows, stack

DESCRIBE = ("Someone describes a photo.", "It has")
"""The question, and with what its answer opens, behind which comes a phrasing of a pole."""


@dataclass(frozen=True, slots=True)
class Question:
    """Pairs of photos that differ in one thing.

    `first`, `second` (n,): rows of the batch's features; `sign` (n,): 1 where the first has more of
    `more`, -1 where it has more of `less`. `scale`: whose visual tokens can tell. `wishes`:
    profiles, and which end each wants, 1 for `more`.
    """

    more: str
    less: str
    scale: str
    first: Tensor
    second: Tensor
    sign: Tensor
    wishes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SelfSupervisionBatch:
    """Several questions over the same photos' features."""

    features: TowerFeatures
    questions: tuple[Question, ...]
    config: SelfSupervisionConfig

    def losses(self, model: Asked) -> Losses:
        reader, config = model.reader, self.config
        tokens = reader.alignment(self.features)
        found: dict[str, list[Tensor]] = {"caption": [], "contrast": [], "wish": []}
        for question in self.questions:
            sign = question.sign.to(tokens.tokens.device)
            pair = torch.cat([question.first, question.second]).to(sign.device)
            seen = VisualTokens(tokens.tokens[pair], tokens.scales)
            if config.caption or config.contrast:
                caption, contrast = _words(model, question, seen, sign)
                found["caption"].append(config.caption * caption)
                found["contrast"].append(config.contrast * contrast)
            if config.wish:
                for profile, wanted in question.wishes:
                    first, second = model.score(reader.read(profile), seen).chunk(2)
                    found["wish"].append(config.wish * order_loss(first - second, wanted * sign))
        return {name: torch.stack(losses).mean() for name, losses in found.items() if losses}


def _words(
    model: Asked, question: Question, seen: VisualTokens, sign: Tensor
) -> tuple[Tensor, Tensor]:
    """How unlikely the true words are, a word; and how little they say more of the right photo.

    The latter leaves out how likely the words are anyway, and how talkative a photo makes.
    """
    prompt = model.reader.ask(*DESCRIBE)
    present = seen.scale_mask(question.scale)
    captions, rather = [], []
    for text, end in ((question.more, 1), (question.less, -1)):
        likelihood, words = model.likelihood(prompt, seen, [text], present)
        first, second = likelihood.chunk(2)
        captions.append(-torch.where(end * sign > 0, first, second) / words[0])
        rather.append(first - second)
    contrast = functional.softplus(-sign * (rather[0] - rather[1]))
    return torch.cat(captions).mean(), contrast.mean()


class SelfSupervisionStage:
    """Draws questions about photos and their edits."""

    name = "self_supervision"

    def __init__(
        self,
        config: SelfSupervisionConfig,
        names: Sequence[str],
        source: PhotoSource,
        *,
        words: Sequence[str] = (),
    ) -> None:
        """`names`: the photos; `words`: the content words that the tower can tell."""
        self.steps = config.steps
        self._config = config
        self._names = names
        self._source = source
        self._words = tuple(words)
        self._lexicon = Lexicon.load("train")

    def draw(self, rng: np.random.Generator) -> SelfSupervisionBatch:
        """The next batch. Raises CoreError when no photo can be read."""
        features: list[TowerFeatures] = []
        questions: list[Question] = []
        for _ in range(self._config.questions):
            about_content = len(self._words) > 1 and rng.random() < self._config.content
            make = self._about_content if about_content else self._about_edits
            seen, question = make(rng, sum(len(part.whole) for part in features))
            features.append(seen)
            questions.append(question)
        return SelfSupervisionBatch(stack(features), tuple(questions), self._config)

    def _about_edits(self, rng: np.random.Generator, start: int) -> tuple[TowerFeatures, Question]:
        attributes = self._config.attributes
        attribute = attributes[int(rng.integers(len(attributes)))]
        effects = effects_on(attribute)
        photos = self._source.draw(self._names, self._config.photos, rng)
        which = [effects[i] for i in rng.integers(0, len(effects), len(photos))]
        edits = [
            applied(effect.edit, pixels, rng)
            for effect, (_, pixels) in zip(which, photos, strict=True)
        ]
        features = self._source.see([*edits, *(pixels for _, pixels in photos)])
        poles = (1, -1)
        more, less = (name_pole(self._lexicon, attribute, pole, rng) for pole in poles)
        wishes = tuple(wish_for(self._lexicon, attribute, pole, rng) for pole in poles)
        sign = torch.tensor([float(effect.sign) for effect in which])
        return features, _question(start, sign, more, less, scale_of(attribute), wishes)

    def _about_content(
        self, rng: np.random.Generator, start: int
    ) -> tuple[TowerFeatures, Question]:
        photos = self._source.draw(self._names, 2 * self._config.photos, rng)
        seen = self._source.see([pixels for _, pixels in photos])
        shown = (seen.content / seen.content.mean(0, keepdim=True).clamp(min=1e-6)).cpu()
        one, other = (shown[0] - shown[1]).argmax(), (shown[0] - shown[1]).argmin()
        order = (shown[:, one] - shown[:, other]).argsort(descending=True, stable=True)
        half = len(photos) // 2
        features = rows(seen, torch.cat([order[:half], order.flip(0)[:half]]))
        more, less = (self._words[int(word)] for word in (one, other))
        wishes = (("I love photos of " + more + ".", 1), ("I love photos of " + less + ".", -1))
        sign = torch.ones(half)
        return features, _question(start, sign, more, less, "high", wishes)


def _question(
    start: int,
    sign: Tensor,
    more: str,
    less: str,
    scale: str,
    wishes: tuple[tuple[str, int], ...],
) -> Question:
    """A question about pairs whose first photos lie before their second ones, from row `start`."""
    count = len(sign)
    first = torch.arange(start, start + count)
    return Question(more, less, scale, first, first + count, sign, wishes)

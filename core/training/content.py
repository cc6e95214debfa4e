"""Trains the content tower on small labelled photographs, aligned with the frozen language model.

Three things are learned at once, all from one embedding of the photo: its class, its content words,
and the sentence embeddings of what it is called and captioned, the text side locked. What a class
is called varies from step to step.
"""

import dataclasses
import logging
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import trange

from core.errors import CoreError
from core.mini.tower import ContentTower, TowerConfig, prepare
from core.pmllm.frozen_lm import FrozenEncoder
from core.resources import resource
from core.training.augment import augment
from core.training.semantic import Labelled

_LOG = logging.getLogger(__name__)

_LEAST_EXAMPLES = 30  # of a content word; rarer ones are not told
_CAPTIONED = 4  # times that a captioned photo is seen in a pass, since few have captions
_OTHER_CAPTIONS = 256
_NEAR = 0.1  # of a class's share of truth that goes to classes called alike
_SHARPNESS = 10.0  # of that likeness


@dataclass(frozen=True, slots=True)
class ContentSettings:
    """How much of everything. The defaults made the shipped weights.

    `epochs` over the photos, the last of them (`last`, a share) at `sides[1]` pixels and those
    before at `sides[0]`; `average`: of the weights, a share kept at each step.
    """

    epochs: float = 30
    sides: tuple[int, int] = (64, 80)
    last: float = 0.2
    batch_size: int = 128
    learning_rate: float = 2e-3
    weight_decay: float = 0.05
    average: float = 0.9995


@dataclass(frozen=True, slots=True)
class Texts:
    """What things are called, as sentence embeddings of length one: `fine` and `words` hold one
    tensor (names, text size) a class or word, `captions` one for each captioned photo."""

    fine: list[Tensor]
    words: list[Tensor]
    captions: dict[int, Tensor]


@dataclass(frozen=True, slots=True)
class Labels:
    """`fine` (photos,): class, -1 for none. `words` (photos, words): 1 for those shown."""

    classes: tuple[str, ...]
    words: tuple[str, ...]
    fine: Tensor
    shown: Tensor


def label(photos: Sequence[Labelled]) -> Labels:
    """The classes and words of photos, as numbers."""
    names = tomllib.loads(resource("lexicon", "semantic.toml").read_text("utf-8"))["names"]
    called = [names.get(photo.fine, photo.fine.replace("-", " ")) for photo in photos]
    classes = sorted({name for name in called if name})
    counts: dict[str, int] = {}
    for photo in photos:
        for word in photo.words:
            counts[word] = counts.get(word, 0) + 1
    words = tuple(sorted(word for word, count in counts.items() if count >= _LEAST_EXAMPLES))
    place = {name: i for i, name in enumerate(classes)}
    shown = [[float(word in photo.words) for word in words] for photo in photos]
    return Labels(
        tuple(classes), words, torch.tensor([place.get(c, -1) for c in called]), torch.tensor(shown)
    )


def embed_texts(
    language_model: FrozenEncoder, photos: Sequence[Labelled], labels: Labels
) -> Texts:
    """Embed the names of classes and words in every template, and the captions."""
    data = tomllib.loads(resource("lexicon", "semantic.toml").read_text("utf-8"))
    hypernyms: dict[str, str] = {}
    for photo, at in zip(photos, labels.fine.tolist(), strict=True):
        if at >= 0 and photo.words:
            hypernyms[labels.classes[at]] = data["words"].get(photo.words[0], photo.words)[0]
    fine = []
    for name in labels.classes:
        names = [name, name, f"{name}, {hypernyms[name]}" if name in hypernyms else name]
        fine.append([t.replace("{}", n) for t in dict.fromkeys(data["templates"]) for n in names])
    words = [
        [t.replace("{}", n) for t in dict.fromkeys(data["templates"]) for n in data["words"][w]]
        for w in labels.words
    ]
    captions = {i: list(photo.captions) for i, photo in enumerate(photos) if photo.captions}
    flat = [text for group in (*fine, *words, *captions.values()) for text in group]
    distinct = list(dict.fromkeys(flat))
    embedded = dict(zip(distinct, language_model.embed(distinct), strict=True))
    return Texts(
        [torch.stack([embedded[t] for t in group]) for group in fine],
        [torch.stack([embedded[t] for t in group]) for group in words],
        {i: torch.stack([embedded[t] for t in group]) for i, group in captions.items()},
    )


class _Heads(nn.Module):
    """What only training needs: a plain class head, and the sharpness of comparisons."""

    def __init__(self, classes: int, text_size: int) -> None:
        super().__init__()
        self.fine = nn.Linear(text_size, classes)
        self.sharpness = nn.Parameter(torch.tensor([3.0, 3.0, 3.0]))  # logarithms
        self.bias = nn.Parameter(torch.tensor(-3.0))


class ContentTrainer:
    """One training: the same photos, settings, seed and machine give the same weights, also when
    it was stopped and taken up again from its state."""

    def __init__(
        self,
        photos: Sequence[Labelled],
        labels: Labels,
        texts: Texts,
        settings: ContentSettings,
        seed: int,
    ) -> None:
        torch.manual_seed(seed)
        self._photos, self._labels, self._texts = photos, labels, texts
        self._settings, self._seed = settings, seed
        self.tower = ContentTower(TowerConfig(labels.words)).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._heads = _Heads(len(labels.classes), self.tower.config.text_size)
        self._order = [i for i, p in enumerate(photos) for _ in range(_CAPTIONED if p.captions else 1)]
        self.steps = max(1, round(settings.epochs * len(self._order) / settings.batch_size))
        parameters = [*self.tower.parameters(), *self._heads.parameters()]
        self._optimiser = torch.optim.AdamW(
            parameters, lr=settings.learning_rate, weight_decay=settings.weight_decay
        )
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, settings.learning_rate, total_steps=self.steps, pct_start=0.1
        )
        self._averaged = AveragedModel(
            self.tower, multi_avg_fn=get_ema_multi_avg_fn(settings.average), use_buffers=True
        )
        self._near = self._likeness()
        self._captioned = sorted(texts.captions)
        self.step = 0

    @property
    def result(self) -> ContentTower:
        """The averaged tower."""
        tower: ContentTower = self._averaged.module
        return tower.eval()

    def train(self, *, until: int | None = None) -> None:
        """Train up to a step (default: to the end)."""
        self.tower.train()
        bar = trange(self.step, until or self.steps, desc="training the tower", unit="step")
        for _ in bar:
            loss = self._one_step()
            if self.step % 20 == 0:
                bar.set_postfix(loss=f"{loss:.3f}")

    def state(self) -> dict[str, object]:
        """Everything needed to go on: see `resume`."""
        return {
            "step": self.step,
            "tower": self.tower.state_dict(),
            "heads": self._heads.state_dict(),
            "averaged": self._averaged.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
        }

    def resume(self, state: dict[str, object]) -> None:
        """Go on from a state."""
        self.step = state["step"]  # type: ignore[assignment]
        for part, name in (
            (self.tower, "tower"),
            (self._heads, "heads"),
            (self._averaged, "averaged"),
            (self._optimiser, "optimiser"),
            (self._schedule, "schedule"),
        ):
            part.load_state_dict(state[name])  # type: ignore[attr-defined]

    def _one_step(self) -> float:
        settings = self._settings
        rng = np.random.default_rng([self._seed, self.step])
        rows = self._rows()
        late = self.step >= (1 - settings.last) * self.steps
        side = settings.sides[1 if late else 0]
        views = np.stack([augment(self._photos[row].pixels, side, rng) for row in rows])
        images = prepare(views).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            embedding = self.tower(images)
        loss = self._loss(embedding.float(), rows, rng)
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.tower.parameters(), 5.0)
        self._optimiser.step()
        self._schedule.step()
        self._averaged.update_parameters(self.tower)
        self.step += 1
        return float(loss)

    def _rows(self) -> list[int]:
        """The photos of this step: a random order in each pass."""
        size = self._settings.batch_size
        passed, at = divmod(self.step * size, len(self._order))
        rows: list[int] = []
        while len(rows) < size:
            order = np.random.default_rng([self._seed, 1, passed]).permutation(len(self._order))
            rows += [self._order[i] for i in order[at : at + size - len(rows)]]
            passed, at = passed + 1, 0
        return rows

    def _loss(self, embedding: Tensor, rows: Sequence[int], rng: np.random.Generator) -> Tensor:
        direction = functional.normalize(embedding, dim=-1)
        sharpness = self._heads.sharpness.exp()
        fine = self._labels.fine[rows]
        named = fine >= 0
        truth = self._near[fine[named]]
        loss = functional.cross_entropy(self._heads.fine(embedding[named]), truth)
        called = _one_of_each(self._texts.fine, rng)
        loss = loss + functional.cross_entropy(sharpness[0] * direction[named] @ called.T, truth)
        shown = self._labels.shown[rows]
        plain = self.tower.word_logits(embedding)
        loss = loss + 8 * functional.binary_cross_entropy_with_logits(plain, shown)
        words = sharpness[1] * direction @ _one_of_each(self._texts.words, rng).T + self._heads.bias
        loss = loss + 8 * functional.binary_cross_entropy_with_logits(words, shown)
        captioned = [i for i, row in enumerate(rows) if row in self._texts.captions]
        if captioned:
            mine = [self._caption(rows[i], rng) for i in captioned]
            others = rng.choice(self._captioned, min(_OTHER_CAPTIONS, len(self._captioned)))
            other = [self._caption(row, rng) for row in others if row not in rows]
            alike = sharpness[2] * direction[captioned] @ torch.stack(mine + other).T
            share = len(captioned) / len(rows)
            loss = loss + 3 * share * functional.cross_entropy(alike, torch.arange(len(captioned)))
        return loss

    def _caption(self, row: int, rng: np.random.Generator) -> Tensor:
        captions = self._texts.captions[row]
        return captions[int(rng.integers(len(captions)))]

    def _likeness(self) -> Tensor:
        """(classes, classes): what each class truly is, a little of it the classes called alike."""
        names = torch.stack([functional.normalize(t.mean(0), dim=0) for t in self._texts.fine])
        alike = (_SHARPNESS * names @ names.T).softmax(-1)
        return (1 - _NEAR) * torch.eye(len(names)) + _NEAR * alike


def _one_of_each(texts: Sequence[Tensor], rng: np.random.Generator) -> Tensor:
    """One name of each, drawn at random, (things, text size)."""
    return torch.stack([group[int(rng.integers(len(group)))] for group in texts])

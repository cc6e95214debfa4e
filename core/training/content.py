"""Trains the content tower on small labelled photographs, aligned with the frozen language model.

Three things are learned at once, all from one embedding of the photo: its class, its content words,
and the sentence embeddings of what it is called and captioned, the text side locked. What a class
is called varies from step to step.
"""

import dataclasses
import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import trange

from core.errors import CoreError
from core.mini.content import read_tower, save_content
from core.mini.language import MINILM_SHA256, check_minilm, find_minilm
from core.mini.tower import ContentTower, TowerConfig, prepare
from core.pmllm.frozen_lm import FrozenEncoder
from core.training.augment import MOST_TURNED, augment
from core.training.naming import Labels, Texts, embed_texts, label
from core.training.semantic import Labelled, load_semantic

_LOG = logging.getLogger(__name__)

_CAPTIONED = 4  # times that a captioned photo is seen in a pass, since few have captions
_COMMON = 1000  # photos of a content word; those of rarer ones are seen more often
_OTHER_CAPTIONS = 256
_TURN_WEIGHT = 3.0
_NEAR = 0.1  # of a class's share of truth that goes to classes called alike
_SHARPNESS = 10.0  # of that likeness
_STORED_EVERY = 500  # steps


@dataclass(frozen=True, slots=True)
class ContentSettings:
    """How much of everything. The defaults made the shipped weights.

    `epochs` over the photos, the last of them (`last`, a share) at `sides[1]` pixels and those
    before at `sides[0]`; `average`: of the weights, a share kept at each step.
    """

    epochs: float = 26
    sides: tuple[int, int] = (64, 80)
    last: float = 0.3
    batch_size: int = 64
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.05
    average: float = 0.999


class _Heads(nn.Module):
    """What only training needs: the sharpness of comparisons."""

    def __init__(self) -> None:
        super().__init__()
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
        start: ContentTower | None = None,
    ) -> None:
        """`start`: a tower of the same shape and words to go on from, instead of chance."""
        torch.manual_seed(seed)
        self._photos, self._labels, self._texts = photos, labels, texts
        self._settings, self._seed = settings, seed
        self.tower = start or ContentTower(TowerConfig(labels.words, len(labels.classes)))
        self.tower.shown_in.copy_(labels.shown_in)
        self.tower.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._heads = _Heads()
        self._order = [
            i for i, often in enumerate(_how_often(photos, labels)) for _ in range(often)
        ]
        self.steps = max(1, round(settings.epochs * len(self._order) / settings.batch_size))
        parameters = [*self.tower.parameters(), *self._heads.parameters()]
        self._optimiser = torch.optim.AdamW(
            parameters, lr=settings.learning_rate, weight_decay=settings.weight_decay
        )
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, settings.learning_rate, total_steps=self.steps, pct_start=0.1
        )
        average = get_ema_multi_avg_fn(settings.average)  # type: ignore[no-untyped-call]
        self._averaged = AveragedModel(self.tower, multi_avg_fn=average, use_buffers=True)
        self._near = self._likeness()
        self._captioned = sorted(texts.captions)
        self.step = 0

    @property
    def result(self) -> ContentTower:
        """The averaged tower."""
        return cast(ContentTower, self._averaged.module).eval()

    def train(self, *, until: int | None = None) -> None:
        """Train up to a step (default: to the end)."""
        self.tower.train()
        bar = trange(self.step, until or self.steps, desc="training the tower", unit="step")
        for _ in bar:
            loss = self._one_step()
            if self.step % 20 == 0:
                bar.set_postfix(loss=f"{loss:.3f}")

    def state(self) -> dict[str, Any]:
        """Everything needed to go on: see `resume`."""
        return {"step": self.step} | {k: part.state_dict() for k, part in self._parts().items()}

    def resume(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.step = state["step"]
        for name, part in self._parts().items():
            part.load_state_dict(state[name])

    def _parts(self) -> dict[str, Any]:
        return {
            "tower": self.tower,
            "heads": self._heads,
            "averaged": self._averaged,
            "optimiser": self._optimiser,
            "schedule": self._schedule,
        }

    def _one_step(self) -> float:
        settings = self._settings
        rng = np.random.default_rng([self._seed, self.step])
        rows = self._rows()
        late = self.step >= (1 - settings.last) * self.steps
        side = settings.sides[1 if late else 0]
        views, turned = zip(
            *(augment(self._photos[r].pixels, side, rng) for r in rows), strict=True
        )
        images = prepare(np.stack(views)).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            embedding, turn = self.tower(images)
        loss = self._loss(embedding.float(), rows, rng)
        wrong = (turn.float() - torch.tensor(turned)) / MOST_TURNED
        loss = loss + _TURN_WEIGHT * wrong.square().mean()
        self._optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.tower.parameters(), 5.0)
        self._optimiser.step()
        self._schedule.step()
        self._averaged.update_parameters(self.tower)
        self.step += 1
        return float(loss.detach())

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
        loss = functional.cross_entropy(self.tower.classes(embedding[named]), truth)
        called = _one_of_each(self._texts.fine, rng)
        loss = loss + functional.cross_entropy(sharpness[0] * direction[named] @ called.T, truth)
        shown = self._labels.shown[rows]
        plain = self.tower.words(embedding)
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


def _how_often(photos: Sequence[Labelled], labels: Labels) -> list[int]:
    """How often each photo is seen in a pass: those of rare words more often, by the root of how
    rare they are (repeat factors, Gupta et al. 2019)."""
    rare = labels.shown.sum(0).clamp(min=1)
    rarest = torch.where(labels.shown > 0, rare, _COMMON).amin(1)
    often = (_COMMON / rarest).sqrt().round().clamp(min=1).int().tolist()
    return [max(n, _CAPTIONED if p.captions else 1) for n, p in zip(often, photos, strict=True)]


def _one_of_each(texts: Sequence[Tensor], rng: np.random.Generator) -> Tensor:
    """One name of each, drawn at random, (things, text size)."""
    return torch.stack([group[int(rng.integers(len(group)))] for group in texts])


def train_content(
    semantic: Path,
    out: Path,
    *,
    cache: Path,
    seed: int,
    settings: ContentSettings | None = None,
    start: Path | None = None,
) -> Path:
    """Train and write `content.safetensors` and `card.json` to `out`; returns the weights' path.

    `semantic`: see `core.training.semantic`; `start`: weights of an earlier training to go on from.
    Stopped at any time, it goes on from `cache` where it last stored its state. The same photos,
    start, seed and machine give the same bytes. Raises CoreError when photos are missing.
    """
    settings = settings or ContentSettings()
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)  # as fast as two for so small a network; the order of sums is fixed
    cv2.setNumThreads(1)
    photos = load_semantic(semantic, "train")
    labels = label(photos)
    if not labels.classes or not labels.words:
        raise CoreError(f"The photos of {semantic} have too few classes or content words.")
    folder = find_minilm()
    check_minilm(folder)
    language_model = FrozenEncoder.load(folder)
    texts = embed_texts(language_model, photos, labels)
    before = read_tower(start)[0] if start else None
    trainer = ContentTrainer(photos, labels, texts, settings, seed, before)
    begun = hashlib.sha256(start.read_bytes()).hexdigest() if start else None
    key = json.dumps([dataclasses.asdict(settings), seed, labels.words, len(photos), begun])
    state = cache / f"content-{hashlib.sha256(key.encode()).hexdigest()[:16]}.pt"
    if state.is_file():
        trainer.resume(torch.load(state, weights_only=True))
        _LOG.info("going on at step %d of %d", trainer.step, trainer.steps)
    cache.mkdir(parents=True, exist_ok=True)
    while trainer.step < trainer.steps:
        trainer.train(until=min(trainer.steps, trainer.step + _STORED_EVERY))
        unfinished = state.with_suffix(".new")
        torch.save(trainer.state(), unfinished)
        unfinished.replace(state)
    called = (*texts.fine, *texts.words)
    names = torch.stack([functional.normalize(group.mean(0), dim=0) for group in called])
    path = out / "content.safetensors"
    save_content(path, trainer.result, names)
    card = _card(trainer.result, labels, settings, photos=len(photos), seed=seed)
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    state.unlink()
    return path


def _card(
    tower: ContentTower, labels: Labels, settings: ContentSettings, *, photos: int, seed: int
) -> dict[str, object]:
    """What the weights are made of; figures are added by
    `python -m core.evaluate mini --only content,words --card`."""
    return {
        "name": "content",
        "parameters": sum(parameter.numel() for parameter in tower.parameters()),
        "data": {
            "photos": photos,
            "classes": len(labels.classes),
            "content_words": list(labels.words),
            "terms": "research terms (Tiny ImageNet, Food-101, Flickr8k, PACS, Intel scenes, "
            "Flowers, Dogs vs. Cats, house rooms, weather, Scene-15, SROIE) but for Caltech-101's "
            "CC BY 4.0; the photos are at most 80 pixels on the shorter side and are not kept",
        },
        "frozen_language_model": {
            "name": "sentence-transformers/all-MiniLM-L6-v2",
            "licence": "Apache-2.0",
            "sha256": MINILM_SHA256,
        },
        "seed": seed,
        "settings": dataclasses.asdict(settings),
        "limits": [
            "It looks at 80 pixels of the shorter side: what is small in the picture it does not "
            "see.",
            "Its labels are weak: one for a class of photos, not for each photo; some 33,000 small "
            "photos are few. It confuses what looks alike.",
            "Words far from what it was taught (its classes, words and captions) are matched by "
            "the language model's sense of likeness alone, and often wrongly.",
            "It does not know persons: 'my daughter' finds people, not her.",
            "Its photos show the world as their collectors found it; people, homes and food of "
            "other places may be told less well.",
        ],
    }

"""Trains the mini judge: normalisation, generic prior, gate, fusion; writes weights and card."""

import dataclasses
import json
import logging
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from core.errors import CoreError
from core.mini.attributes import ATTRIBUTES
from core.mini.identity import CODE_VERSION, VISION_VERSION
from core.mini.language import MINILM_SHA256, check_minilm, find_minilm
from core.mini.lexicon import Lexicon
from core.mini.normalise import Normaliser
from core.pmllm.checkpoint import parameter_count, save_checkpoint
from core.pmllm.config import FusionConfig, GateConfig, ModelConfig
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.model import FusedReader
from core.training.edits import EDITS
from core.training.end_to_end import Trainer, simulate_raters
from core.training.gates import phrase_keys, read_statements, train_gate
from core.training.pool import Pool, build_pool, find_photos, held_out
from core.training.prior import basis, fit_soundness
from core.training.statements import simulate_many

TECHNICAL = frozenset(
    {
        "brightness",
        "contrast",
        "highlight_clipping",
        "shadow_clipping",
        "saturation",
        "sharpness",
        "noise",
        "horizon_tilt",
    }
)
"""The attributes that technical soundness is about."""

_LOG = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class MiniSettings:
    """How much of everything. The defaults made the shipped weights.

    `edits`: edited copies of each photo; `statements`: simulated statements of stage 1;
    `gate_epochs`: passes over them; `raters`: simulated raters of stage 2 (`blank` of them with an
    empty profile); `fusion_steps`: behind the raters' true wishes; `end_to_end_steps`: behind what
    the gate reads.
    """

    edits: int = 10
    statements: int = 30_000
    gate_epochs: int = 9
    raters: int = 600
    blank: int = 90
    fusion_steps: int = 1100
    end_to_end_steps: int = 300
    fusion_layers: tuple[int, ...] = (3, 4, 5)


def train_mini(
    photos: Path, out: Path, *, cache: Path, seed: int, settings: MiniSettings | None = None
) -> Path:
    """Train and write `mini.safetensors` and `card.json` to `out`; returns the weights' path.

    The same photos, seed and machine give the same bytes. Raises CoreError when there is nothing
    to train on or the language model is missing.
    """
    settings = settings or MiniSettings()
    began = time.monotonic()
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)  # the order of sums, and so the last bits, differ by thread count
    names = [name for name in find_photos(photos) if not held_out(name)]
    if len(names) < 20:
        raise CoreError(f"{len(names)} photos are too few to train on; at least 20 are needed.")
    _LOG.info("%d photos to train on", len(names))
    pool = build_pool(photos, names, edits=settings.edits, seed=seed, cache=cache)
    normaliser = Normaliser.fit(pool.raw[pool.originals])
    values = normaliser(pool.raw)
    prior = soundness(pool, values)

    folder = find_minilm()
    check_minilm(folder)
    language_model = FrozenEncoder.load(folder)
    lexicon = Lexicon.load("train")
    torch.manual_seed(seed)
    model = FusedReader(_config(language_model, settings), language_model)
    model.gate.set_keys(phrase_keys(language_model, lexicon, model.config.gate.prototypes))
    read = read_statements(language_model, simulate_many(lexicon, settings.statements, seed))
    train_gate(model.gate, read, epochs=settings.gate_epochs, seed=seed)
    raters = simulate_raters(lexicon, settings.raters, blank=settings.blank, seed=seed + 1)
    trainer = Trainer(model, values, pool.originals, prior, raters)
    for module in model.fusions.values():
        torch.nn.init.constant_(module.scale, 1.0)  # type: ignore[arg-type]  # leaves zero at once
    trainer.train(steps=settings.fusion_steps, seed=seed, learning_rate=2e-3, gates=None)
    trainer.train(steps=settings.end_to_end_steps, seed=seed, learning_rate=5e-4, gates=read)

    path = out / "mini.safetensors"
    extra = {name: torch.from_numpy(array) for name, array in normaliser.to_arrays().items()}
    save_checkpoint(path, model, extra)
    _LOG.info("wrote %s after %.0f minutes", path, (time.monotonic() - began) / 60)
    _write_card(out / "card.json", model, prior, settings, len(names), seed)
    return path


def soundness(pool: Pool, values: NDArray[np.float32]) -> NDArray[np.float64]:
    """The generic prior, scaled to unit spread over the photos as they are.

    It may use the technical attributes only: an edit moves the others by accident (noise makes a
    photo look coloured), and what was learned from that would be a prejudice.
    """
    technical = np.array([attribute.id in TECHNICAL for attribute in ATTRIBUTES])
    values = np.where(technical, values, np.nan)
    ruins = np.array([edit.ruins for edit in EDITS])
    ruined = ~pool.originals & ruins[pool.edit]
    sound = np.flatnonzero(pool.originals)[pool.photo[ruined]]
    weights = fit_soundness(values[sound], values[ruined])
    spread: float = (basis(values[pool.originals]) @ weights).std()
    return weights / max(spread, 1e-6)


def _config(language_model: FrozenEncoder, settings: MiniSettings) -> ModelConfig:
    size = language_model.hidden_size
    return ModelConfig(
        language_model=MINILM_SHA256,
        fusion=FusionConfig(size, size, settings.fusion_layers),
        gate=GateConfig(size, 2 * len(ATTRIBUTES)),
    )


def _write_card(
    path: Path,
    model: FusedReader,
    prior: NDArray[np.float64],
    settings: MiniSettings,
    photos: int,
    seed: int,
) -> None:
    """What the weights are made of; figures are added by `python -m core.evaluate mini`."""
    count = len(ATTRIBUTES)
    card = {
        "name": "mini",
        "code": CODE_VERSION,
        "vision": VISION_VERSION,
        "trained_parameters": parameter_count(model),
        "frozen_language_model": {
            "name": "sentence-transformers/all-MiniLM-L6-v2",
            "licence": "Apache-2.0",
            "sha256": MINILM_SHA256,
        },
        "data": {
            "photos": photos,
            "photos_terms": "open licences (CC0, CC-BY, CC-BY-SA, MIT, Unsplash and the like); "
            "no human ratings; one photo in five held out",
            "lexicon": "resources/lexicon/train.toml, written for Curator",
        },
        "seed": seed,
        "settings": dataclasses.asdict(settings),
        "generic_prior": {
            attribute.id: {
                "more_is_better": round(float(prior[i]), 3),
                "middling_is_better": round(float(prior[count + i]), 3),
            }
            for i, attribute in enumerate(ATTRIBUTES)
        },
        "limits": [
            "It measures light, colour, detail and layout; of content it knows only faces, sky, "
            "greenery, water and night.",
            "Its generic opinion is technical soundness, learned from edited copies, not from "
            "human ratings.",
            "It reads English; unusual phrasings may be reported as not understood.",
            "The simulated raters' tastes are additive; real ones are not.",
            "How much the generic opinion weighs beside a person's wishes was chosen after seeing "
            "the edited pairs of the held-out lic:open photos; those of lic:research were measured "
            "once, afterwards. The thresholds of the sky measure were set on lic:research photos.",
        ],
    }
    path.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")

"""Trains the mini judge: normalisation, generic opinion, gate, fusion; writes weights and card."""

import dataclasses
import hashlib
import json
import logging
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from core.errors import CoreError
from core.mini.attributes import ATTRIBUTES
from core.mini.content import REFERENCE_KEY, load_content
from core.mini.generic import KNOTS, GenericOpinion
from core.mini.identity import CODE_VERSION, VISION_VERSION, content_path
from core.mini.language import MINILM_SHA256, check_minilm, find_minilm
from core.mini.lexicon import Lexicon
from core.mini.normalise import Normaliser
from core.mini.reading import CONTENT_KEY
from core.mini.seen import Seen
from core.pmllm.checkpoint import parameter_count, save_checkpoint
from core.pmllm.config import FusionConfig, GateConfig, ModelConfig
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.model import FusedReader
from core.training.edits import EDITS
from core.training.end_to_end import Trainer, simulate_raters
from core.training.gates import read_statements, train_gate
from core.training.pool import Pool, build_pool, find_photos, held_out
from core.training.prior import Rated, Ruined, fit_opinion
from core.training.ratings import load_rated
from core.training.statements import Mixture, simulate_many
from core.training.written import exchanged, load_written, typed

_LOG = logging.getLogger(__name__)

# More contents and facts than people may say: they are without number, and must not be mistaken.
_MIXTURE = Mixture(contents=0.4, fact=0.1, beside=0.06)


@dataclasses.dataclass(frozen=True, slots=True)
class MiniSettings:
    """How much of everything. The defaults made the shipped weights.

    `edits`: edited copies of each photo; `statements`: simulated statements of stage 1, drawn by
    `mixture`; `typed`: how often each written one is among them, once as it is, then with other
    things named in it; `gate_epochs`: passes over them all; `rehearsed`: further simulated
    statements, which the gate goes on with in stage 2; `raters`: simulated raters of stage 2
    (`blank` of them with an empty profile); `fusion_steps`: behind the raters' true wishes;
    `end_to_end_steps`: behind what the gate reads.
    """

    edits: int = 10
    statements: int = 40_000
    mixture: Mixture = _MIXTURE
    typed: int = 3
    gate_epochs: int = 7
    rehearsed: int = 6_000
    raters: int = 600
    blank: int = 90
    fusion_steps: int = 1100
    end_to_end_steps: int = 300
    fusion_layers: tuple[int, ...] = (4, 5)


def train_mini(
    photos: Path,
    out: Path,
    *,
    cache: Path,
    seed: int,
    ratings: Path | None = None,
    settings: MiniSettings | None = None,
) -> Path:
    """Train and write `mini.safetensors` and `card.json` to `out`; returns the weights' path.

    `ratings`: a folder of mean human ratings, see `core.training.ratings`; without it the generic
    opinion is technical soundness alone. The same photos, seed and machine give the same bytes.
    Raises CoreError when there is nothing to train on or the language model is missing.
    """
    settings = settings or MiniSettings()
    began = time.monotonic()
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(2)  # the order of sums, and so the last bits, differ by thread count
    names = [name for name in find_photos(photos) if not held_out(name)]
    if len(names) < 20:
        raise CoreError(f"{len(names)} photos are too few to train on; at least 20 are needed.")
    _LOG.info("%d photos to train on", len(names))
    tower_file = content_path()
    pool = build_pool(photos, names, edits=settings.edits, seed=seed, cache=cache, tower=tower_file)
    normaliser = Normaliser.fit(pool.raw[pool.originals])
    seen = Seen.of(pool.raw, pool.embeddings, normaliser)
    folder = find_minilm()
    check_minilm(folder)
    language_model = FrozenEncoder.load(folder)
    reference = seen.embeddings[pool.originals]
    content = load_content(tower_file, reference, language_model)
    tower = content.tower if content else None
    rated = load_rated(ratings, photos, normaliser, tower) if ratings else None
    opinion = opinion_of(pool, seen, rated)
    lexicon = Lexicon.load("train")
    torch.manual_seed(seed)
    model = FusedReader(_config(language_model, settings), language_model)
    load_or_train_gate(model, lexicon, settings, seed=seed, cache=cache)
    rehearsed = simulate_many(lexicon, settings.rehearsed, seed + 2, mixture=settings.mixture)
    rehearsed += typed(load_written(), min(1, settings.typed), seed + 2)
    read = read_statements(language_model, rehearsed)
    raters = simulate_raters(lexicon, settings.raters, blank=settings.blank, seed=seed + 1)
    trainer = Trainer(model, seen, pool.originals, opinion, raters, content)
    for module in model.fusions.values():
        torch.nn.init.constant_(module.scale, 1.0)  # type: ignore[arg-type]  # leaves zero at once
    trainer.train(steps=settings.fusion_steps, seed=seed, learning_rate=2e-3, gates=None)
    trainer.train(steps=settings.end_to_end_steps, seed=seed, learning_rate=5e-4, gates=read)

    path = out / "mini.safetensors"
    extra = {name: torch.from_numpy(array) for name, array in normaliser.to_arrays().items()}
    extra[REFERENCE_KEY] = reference.half()
    save_checkpoint(path, model, extra | opinion.to_arrays())
    _LOG.info("wrote %s after %.0f minutes", path, (time.monotonic() - began) / 60)
    card = _card(model, opinion, settings, photos=len(names), rated=rated, seed=seed)
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return path


def load_or_train_gate(
    model: FusedReader, lexicon: Lexicon, settings: MiniSettings, *, seed: int, cache: Path
) -> None:
    """Stage 1: the model's gate, trained in place, or as it was trained before, from `cache`."""
    statements = simulate_many(lexicon, settings.statements, seed, mixture=settings.mixture)
    written = load_written()
    statements += typed(written, min(1, settings.typed), seed)
    for more in range(1, settings.typed):
        statements += typed(exchanged(written, seed + more), 1, seed + more)
    config = dataclasses.asdict(model.config.gate)
    key = json.dumps([MINILM_SHA256, config, settings.gate_epochs, seed]) + repr(statements)
    path = cache / f"gate-{hashlib.sha256(key.encode()).hexdigest()[:16]}.safetensors"
    if path.is_file():
        model.gate.load_state_dict(load_file(path))
        return
    read = read_statements(model.language_model, statements)
    train_gate(model.gate, read, epochs=settings.gate_epochs, seed=seed)
    cache.mkdir(parents=True, exist_ok=True)
    save_file(model.gate.state_dict(), path)


def opinion_of(pool: Pool, seen: Seen, rated: Rated | None) -> GenericOpinion:
    """The generic opinion of a pool of photos and their edits, and of rated photos."""
    ruins = np.array([edit.ruins for edit in EDITS])
    ruined = ~pool.originals & ruins[pool.edit]
    sound = np.flatnonzero(pool.originals)[pool.photo[ruined]]
    pairs = Ruined(seen.rows(sound), seen.rows(ruined), pool.edit[ruined])
    return fit_opinion(seen.rows(pool.originals), pairs, rated)


def _config(language_model: FrozenEncoder, settings: MiniSettings) -> ModelConfig:
    size = language_model.hidden_size
    return ModelConfig(
        language_model=MINILM_SHA256,
        fusion=FusionConfig(size, size, settings.fusion_layers, channels=1),
        gate=GateConfig(size, CONTENT_KEY + 1, language_model.num_layers + 1, dropout=0.3),
    )


def _card(
    model: FusedReader,
    opinion: GenericOpinion,
    settings: MiniSettings,
    *,
    photos: int,
    rated: Rated | None,
    seed: int,
) -> dict[str, object]:
    """What the weights are made of; figures are added by `python -m core.evaluate mini`."""
    linear = opinion.linear.tolist()
    return {
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
            "photos_terms": "open licences (CC0, CC-BY, CC-BY-SA, MIT, Unsplash and the like); one "
            "photo in five held out",
            "lexicon": "train.toml and train_statements.toml of resources/lexicon, written for "
            "Curator",
            "ratings": "none"
            if rated is None
            else f"the mean beauty ratings of {len(rated.ratings)} photos (OASIS, research terms): "
            "the coefficients of the generic opinion's appeal were fitted on their attribute "
            "values and embeddings; nothing else saw them, and neither the photos nor these are "
            "kept",
        },
        "seed": seed,
        "settings": dataclasses.asdict(settings),
        "generic_opinion": {
            "weight_of_soundness": round(float(opinion.weight), 3),
            "damage": {
                "knots": [round(knot, 2) for knot in KNOTS.tolist()],
                **{
                    attribute.id: [round(height, 2) for height in heights]
                    for attribute, heights in zip(ATTRIBUTES, opinion.damage.tolist(), strict=True)
                    if any(heights)
                },
            },
            "appeal": {
                "linear": {a.id: round(linear[i], 3) for i, a in enumerate(ATTRIBUTES)},
                "radial_functions": len(opinion.radial),
                "width": round(float(opinion.width), 3),
            },
        },
        "limits": [
            "What a photo shows it knows from a small content tower only, see "
            "resources/content/card.json, and without that file from faces, sky, greenery, water "
            "and night.",
            "It reads English; unusual phrasings may be reported as not understood.",
            "The simulated raters' tastes are additive; real ones are not.",
            "The thresholds of the sky measure were set on lic:research photos. Those below which "
            "a reading does not count were set on the validation and development splits, whose "
            "figures flatter; the four numbers that the fit of appeal needs, by cross-validation "
            "on the ratings.",
        ],
    }

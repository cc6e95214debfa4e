"""Does training the papers' model teach it people? A small world, made and learned on the spot.

Run it from the top folder:

    python tests/benchmarks/papers_training.py --photos FOLDER [--quick] [--seed N] [--out DIR]

A tiny language model (Qwen3's shape) is pretrained on sentences of taste and what follows from
them, a tiny tower (DINOv2's shape) on telling edits of photos apart; both are frozen. Then come
stage 1 (self-supervision on the photos and their edits) and stage 3 (ratings). Raters are
simulated: each says two wishes in sentences of the taste lexicon (its first phrasings and frames
alone, for models so small), and likes photos by what is measured in them for these two and, like
everybody, for contrast. The model is then asked about raters and photos that it has not seen:
behind the rater's own profile, a blank one, and another rater's. The same is done once more without
stage 1, its updates given to stage 3, so that both have the same budget of updates. Printed are
Spearman's correlations with the raters' scores, mean over raters, what the own profile gains over
the controls, and what stage 1 gains, with 95% bootstrap intervals over raters. Nothing is asserted.
"""

import argparse
import dataclasses
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import nn
from torch.nn import functional
from transformers import (
    BitImageProcessorPil,
    Dinov2Config,
    Dinov2Model,
    PreTrainedTokenizerFast,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from core.evaluation.metrics import group_interval, srocc
from core.judge import Pixels
from core.mini.attributes import ATTRIBUTES
from core.mini.attributes.scene import shrink
from core.mini.lexicon import Lexicon
from core.mini.looking import look_at
from core.mini.normalise import Normaliser
from core.pmllm.folder import load_folder
from core.pmllm.reader_config import FIVE_LEVELS
from core.profile import Profile
from core.training.papers.config import TrainingConfig
from core.training.papers.edited import EFFECTS, applied, name_pole, wish_for
from core.training.papers.loop import Progress, train
from core.training.papers.records import PersonalRating, write_ratings
from core.training.pool import find_photos, held_out, load_pixels

WISHES = ("brightness", "saturation", "warmth")
SHARED = "contrast"
SIDE = 48  # pixels of the tower
QUESTION = "{profile} Someone looks at a photo."
OPENING = "For me this photo is"
_ATTRIBUTES = {attribute.id: attribute for attribute in ATTRIBUTES}
WORDS = 4  # phrasings of a pole, and frames, that the small world speaks


@dataclass(frozen=True)
class Size:
    photos: int
    raters: int
    unseen: int
    language: int  # updates of each part
    tower: int
    first: int
    third: int


FULL = Size(240, 200, 60, 1200, 250, 200, 2500)
QUICK = Size(40, 20, 10, 10, 10, 4, 10)


@dataclass(frozen=True)
class Rater:
    name: str
    profile: Profile
    scores: NDArray[np.float64]  # (photos,), 0 to 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="a few steps: does it run at all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    out = options.out or Path(tempfile.mkdtemp(prefix="papers-"))
    out.mkdir(parents=True, exist_ok=True)
    lexicon = small_lexicon()

    names = find_photos(options.photos)
    names = [names[i] for i in rng.permutation(len(names))[: size.photos]]
    pixels = [shrink(load_pixels(options.photos / name), 256) for name in names]
    seen = np.array([not held_out(name) for name in names])
    values = measure(pixels, seen)
    told(f"{seen.sum()} photos to learn from, {(~seen).sum()} to be asked about")

    language_model = pretrain_language_model(out / "language", lexicon, size.language, rng)
    learned = [shrink(p, 96) for p, kept in zip(pixels, seen, strict=True) if kept]
    tower = pretrain_tower(out / "tower", learned, size.tower, rng)
    raters = simulate(lexicon, values, size.raters + size.unseen, rng)
    known, unseen = raters[: size.raters], raters[size.raters :]
    save_photos(out / "photos", names, pixels, seen)
    write_ratings(out / "ratings.jsonl", ratings_of(known, names, seen))
    both = settings(out, language_model, tower, size)
    compare(both, pixels, seen, unseen, options.seed)


def compare(
    both: TrainingConfig,
    pixels: Sequence[Pixels],
    seen: NDArray[np.bool_],
    raters: Sequence[Rater],
    seed: int,
) -> None:
    """Train with stage 1 and without it, and ask each about the unseen raters and photos."""
    found = {}
    for name, config in (("stages 1 and 3", both), ("stage 3 alone", without_stage_1(both))):
        told(f"{name}: {updates(config)} updates")
        losses: list[Progress] = []
        train(config, on_update=losses.append)
        for stage in dict.fromkeys(one.stage for one in losses):
            of_stage = [one.loss for one in losses if one.stage == stage]
            tenth = max(1, len(of_stage) // 10)
            first, last = np.mean(of_stage[:tenth]), np.mean(of_stage[-tenth:])
            told(f"  {stage}: loss {first:.3f} at first, {last:.3f} at last")
        found[name] = asked(config.out / "checkpoint", pixels, seen, raters, seed)
    report(found, int((~seen).sum()), seed)


def without_stage_1(config: TrainingConfig) -> TrainingConfig:
    """The same number of updates, all of them of stage 3."""
    assert config.rating is not None
    rating = dataclasses.replace(config.rating, steps=updates(config))
    out = config.out.with_name("run-without-stage-1")
    return dataclasses.replace(config, out=out, self_supervision=None, rating=rating)


def updates(config: TrainingConfig) -> int:
    """Of all stages."""
    return sum(stage.steps for stage in (config.self_supervision, config.rating) if stage)


def small_lexicon() -> Lexicon:
    whole = Lexicon.load("train")
    return dataclasses.replace(
        whole,
        phrasings={pole: texts[:WORDS] for pole, texts in whole.phrasings.items()},
        like=whole.like[:WORDS],
        dislike=whole.dislike[:WORDS],
    )


def measure(pixels: Sequence[Pixels], seen: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    """Where each photo stands in each attribute among those to learn from, -1 to 1."""
    raw = np.stack([look_at(photo, None)[0] for photo in pixels])
    standing = np.nan_to_num(Normaliser.fit(raw[seen])(raw))
    return {a.id: standing[:, i].astype(float) for i, a in enumerate(ATTRIBUTES)}


def simulate(
    lexicon: Lexicon,
    values: dict[str, NDArray[np.float64]],
    count: int,
    rng: np.random.Generator,
) -> list[Rater]:
    """Raters who say two wishes, and rank photos by them."""
    raters = []
    for number in range(count):
        texts, liked = [], 0.5 * values[SHARED]
        for attribute in rng.choice(WISHES, 2, replace=False):
            text, wanted = wish_for(lexicon, str(attribute), int(rng.choice((-1, 1))), rng)
            texts.append(text)
            liked = liked + wanted * values[str(attribute)]
        rank = np.argsort(np.argsort(liked)) / (len(liked) - 1)
        raters.append(Rater(f"r{number}", Profile.from_text("\n".join(texts)), rank))
    return raters


def ratings_of(
    raters: Sequence[Rater], names: Sequence[str], seen: NDArray[np.bool_]
) -> list[PersonalRating]:
    return [
        PersonalRating(f"{row:03}.png", rater.name, rater.profile, float(rater.scores[row]))
        for rater in raters
        for row in range(len(names))
        if seen[row]
    ]


def save_photos(
    folder: Path, names: Sequence[str], pixels: Sequence[Pixels], seen: NDArray[np.bool_]
) -> None:
    """Only the photos to learn from, so that no stage meets another."""
    from PIL import Image

    folder.mkdir(exist_ok=True)
    for row in range(len(names)):
        if seen[row]:
            Image.fromarray(shrink(pixels[row], 96)).save(folder / f"{row:03}.png")


def sentences(lexicon: Lexicon, rng: np.random.Generator) -> str:
    """A person, a photo in words, and what the person says of it."""
    texts, wishes = [], {}
    for attribute in rng.choice(WISHES, 2, replace=False):
        text, wanted = wish_for(lexicon, str(attribute), int(rng.choice((-1, 1))), rng)
        said = Profile.from_text(text).prompt()
        meant = _ATTRIBUTES[str(attribute)].pole(wanted)
        # sometimes with what it comes to, so that the model has to make out like and dislike
        texts.append(f"{said} {meant}." if rng.random() < 0.7 else said)
        wishes[str(attribute)] = wanted
    shows, liked = [], 0
    for attribute in rng.choice(WISHES, 2, replace=False):
        pole = int(rng.choice((-1, 1)))
        shows.append(name_pole(lexicon, str(attribute), pole, rng))
        liked += wishes.get(str(attribute), 0) * pole
    person = QUESTION.replace("{profile}", " ".join(texts))
    return f"{person} It has {' and '.join(shows)}. {OPENING} {FIVE_LEVELS[2 + liked]}"


def pretrain_language_model(
    folder: Path, lexicon: Lexicon, steps: int, rng: np.random.Generator
) -> Path:
    """A language model that knows only this world's sentences."""
    folder.mkdir(exist_ok=True)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<pad>", "<s>", "</s>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=1200, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator((sentences(lexicon, rng) for _ in range(2000)), trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", bos_token="<s>", eos_token="</s>"
    )
    fast.save_pretrained(folder)
    shape: dict[str, Any] = {"hidden_size": 96, "intermediate_size": 192, "head_dim": 24}
    layers = {"num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2}
    ids = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
    model = Qwen3ForCausalLM(Qwen3Config(vocab_size=len(fast), **shape, **layers, **ids))
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    recent = []
    for _ in range(steps):
        texts = [sentences(lexicon, rng) + "</s>" for _ in range(24)]
        batch = fast(texts, padding=True, return_tensors="pt")
        labels = batch.input_ids.masked_fill(batch.attention_mask == 0, -100)
        loss = model(
            input_ids=batch.input_ids, attention_mask=batch.attention_mask, labels=labels
        ).loss
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        recent.append(loss.item())
    told(f"language model: loss {recent[0]:.3f} at first, {np.mean(recent[-10:]):.3f} at last")
    model.save_pretrained(folder)
    return folder


def pretrain_tower(
    folder: Path, photos: Sequence[Pixels], steps: int, rng: np.random.Generator
) -> Path:
    """A tower that tells which edit makes the second of two photos of the first."""
    folder.mkdir(exist_ok=True)
    effects = [effect for effect in EFFECTS if effect.scale == "low"]
    edits = list({effect.edit.name: effect.edit for effect in effects}.values())
    size = {"height": SIDE, "width": SIDE}
    processor = BitImageProcessorPil(size=size, crop_size=size, do_center_crop=False)
    processor.save_pretrained(folder)
    tower = Dinov2Model(
        Dinov2Config(
            hidden_size=64,
            num_hidden_layers=4,
            num_attention_heads=4,
            mlp_ratio=2,
            image_size=SIDE,
            patch_size=8,
        )
    )
    head = nn.Linear(128, len(edits))
    optimiser = torch.optim.AdamW([*tower.parameters(), *head.parameters()], lr=1e-3)
    right = []
    for _ in range(steps):
        chosen = [photos[i] for i in rng.integers(0, len(photos), 16)]
        which = rng.integers(0, len(edits), len(chosen))
        pairs = zip(chosen, which, strict=True)
        changed = [applied(edits[edit], photo, rng) for photo, edit in pairs]
        inputs = processor([*chosen, *changed], return_tensors="pt")
        before, after = tower(inputs.pixel_values).last_hidden_state.mean(1).chunk(2)
        logits = head(torch.cat([before, after - before], dim=1))
        target = torch.from_numpy(which)
        loss = functional.cross_entropy(logits, target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        right.append(float((logits.argmax(1) == target).float().mean()))
    told(f"tower: {np.mean(right[-20:]):.0%} of {len(edits)} edits told, at last")
    tower.save_pretrained(folder)
    return folder


def settings(out: Path, language_model: Path, tower: Path, size: Size) -> TrainingConfig:
    return TrainingConfig.from_dict(
        {
            "out": out / "run",
            "language_model": str(language_model),
            "tower": str(tower),
            "photos": out / "photos",
            "device": "cpu",
            "photo_side": 96,
            "kept": size.photos,
            "alignment": {
                "layers": [1, 2, 4],
                "queries": [4, 2, 2],
                "width": 64,
                "depth": 1,
                "heads": 2,
                "visual_size": 64,
                "thematic": 2,
            },
            "fusion": {"layers": [2, 3], "width": 64, "heads": 4, "gate_width": 64},
            "prompt": {"question": QUESTION, "opening": OPENING},
            "optimisation": {"learning_rate": 2e-3, "warm_up": 20},
            "self_supervision": {
                "steps": size.first,
                "questions": 2,
                "photos": 6,
                "attributes": [*WISHES, SHARED],
            },
            "rating": {
                "ratings": out / "ratings.jsonl",
                "steps": size.third,
                "raters": 6,
                "photos": 12,
            },
        }
    )


Found = dict[str, NDArray[np.float64]]
"""Whose profile the model is asked behind -> rank correlation with each rater's scores."""


def asked(
    checkpoint: Path,
    pixels: Sequence[Pixels],
    seen: NDArray[np.bool_],
    raters: Sequence[Rater],
    seed: int,
) -> Found:
    """Ask a trained model about unseen raters and photos, behind each of the profiles."""
    reader = load_folder(checkpoint)
    rows = np.flatnonzero(~seen)
    visual = reader.look([shrink(pixels[row], 96) for row in rows])
    ring = np.random.default_rng(seed).permutation(len(raters))
    other = {int(ring[i]): int(ring[i - 1]) for i in range(len(ring))}

    def correlations(profiles: Sequence[str]) -> NDArray[np.float64]:
        found = []
        for rater, profile in zip(raters, profiles, strict=True):
            with torch.no_grad():
                score = reader.readout.score(reader(reader.read(profile), visual)).numpy()
            found.append(np.nan_to_num(srocc(score, rater.scores[rows])))
        return np.array(found)

    return {
        "own profile": correlations([rater.profile.prompt() for rater in raters]),
        "blank profile": correlations([""] * len(raters)),
        "another's profile": correlations(
            [raters[other[i]].profile.prompt() for i in range(len(raters))]
        ),
    }


def report(found: dict[str, Found], photos: int, seed: int) -> None:
    """One table of all trainings, and what stage 1 is worth."""
    raters = len(next(iter(found.values()))["own profile"])
    told(f"{raters} unseen raters, {photos} unseen photos: mean rank correlation")
    for name, of_model in found.items():
        own = of_model["own profile"]
        told(f"  {name:16} own profile        {own.mean():+.3f}")
        for control, others in of_model.items():
            if others is not own:
                gain = f"{others.mean():+.3f}   own profile gains {interval(own - others, seed)}"
                told(f"  {name:16} {control:18} {gain}")
    with_first, without = (of_model["own profile"] for of_model in found.values())
    told(f"  what stage 1 gains, own profile: {interval(with_first - without, seed)}")


def interval(gain: NDArray[np.float64], seed: int) -> str:
    """The mean of a gain of each rater, with its interval."""
    low, high = group_interval(
        lambda chosen: float(gain[chosen].mean()), range(len(gain)), resamples=2000, seed=seed
    )
    return f"{gain.mean():+.3f} [{low:+.3f}, {high:+.3f}]"


def told(line: str) -> None:
    print(f"{time.process_time():6.0f} s  {line}", flush=True)


if __name__ == "__main__":
    main()

"""Does training the papers' model teach it what people find beautiful? OASIS-beauty, no profiles.

Run it from the top folder:

    python tests/benchmarks/papers_beauty.py --ratings FOLDER --photos FOLDER --out DIR
        [--quick] [--seed N]

`--ratings` is a folder as `core.evaluation.datasets.oasis` reads it, its photos are under
`--photos`. A tiny language model (Qwen3's shape) is pretrained on the spot and kept in `--out` for
the next run; the tower is the shipped content tower, see `tests.benchmarks.beauty_tower`. Neither
has seen a rating, and both are frozen. Then stage 3 of the training learns the photos' mean ratings
behind a blank profile.

The photos are parted in five folds, whole themes in each. For each fold the model learns from the
four others and is asked about this one. The settings of the training are chosen by an inner split
of these four alone: one theme in four is left out, each of `CHOICES` is trained on the rest, and
what orders the left out photos best is trained again on all. Two baselines see the same folds,
their penalties chosen inside the four as well:

* *ridge on measured attributes* and their squares, without the content tower: the baseline that is
  to be matched;
* *ridge on the same tower*: what the frozen tower makes of the whole photo, no language model.

Printed are Spearman's correlations with mean beauty over all photos, each predicted by the model
that has not seen its theme, and the differences with 95% bootstrap intervals, themes drawn as a
whole. Nothing is asserted.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from core.evaluation.datasets import DataSet, load_data_set
from core.evaluation.metrics import group_folds, group_interval, srocc
from core.judge import Pixels
from core.mini.attributes.scene import shrink
from core.mini.looking import look_at
from core.mini.normalise import Normaliser
from core.pmllm.reader import ProfileReader
from core.pmllm.tower import VisionTower
from core.profile import Profile
from core.training.papers.config import TrainingConfig
from core.training.papers.loop import train
from core.training.papers.records import PersonalRating, write_ratings
from core.training.pool import load_pixels
from tests.benchmarks.beauty_tower import LAYERS, write_tower
from tests.benchmarks.papers_training import (
    QUESTION,
    pretrain_language_model,
    small_lexicon,
    told,
)

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

FOLDS = 5
INNER = 4
PHOTO_SIDE = 128
PENALTIES = tuple(10.0**power for power in (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4))


@dataclass(frozen=True)
class Choice:
    """What the inner split decides: updates, the highest learning rate, queries of each scale."""

    steps: int
    rate: float
    queries: int


CHOICES = (Choice(100, 1e-3, 1), Choice(300, 1e-3, 2))


@dataclass(frozen=True)
class Size:
    photos: int | None
    language: int
    choices: tuple[Choice, ...]


FULL = Size(None, 400, CHOICES)
QUICK = Size(60, 5, (Choice(2, 1e-3, 1), Choice(3, 1e-3, 1)))


@dataclass(frozen=True)
class World:
    """The rated photos: names, pixels, mean ratings (n,) from 0 to 1, themes."""

    names: tuple[str, ...]
    pixels: tuple[Pixels, ...]
    beauty: Floats
    themes: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ratings", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="a few steps: does it run at all")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    if not (out / "language" / "config.json").is_file():
        rng = np.random.default_rng(options.seed)
        pretrain_language_model(out / "language", small_lexicon(), size.language, rng)
    write_tower(out / "tower")
    world = load_world(load_data_set("oasis", options.ratings, options.photos), size.photos)
    told(f"{len(world.names)} rated photos of {len(set(world.themes))} themes")
    report(world, predictions(world, out, size, options.seed), options.seed)


def load_world(data_set: DataSet, limit: int | None) -> World:
    names = tuple(sorted(data_set.means))[:limit]
    return World(
        names,
        tuple(load_pixels(data_set.path(name)) for name in names),
        np.array([data_set.scale.unit(data_set.means[name]) for name in names]),
        tuple(data_set.groups[name] for name in names),
    )


Predictor = Callable[[Rows, Rows], Floats]
"""Rows to learn from, rows to be asked about -> scores of the latter."""


def predictions(world: World, out: Path, size: Size, seed: int) -> dict[str, Floats]:
    """Name -> each photo's score by what was trained without its fold, and the folds, (n,)."""
    folds = group_folds(world.themes, FOLDS, seed)
    attributes = np.stack([look_at(photo, None)[0] for photo in world.pixels])
    told("attributes measured")
    whole = see(out / "tower", world.pixels)
    model = Model(world, out, size, seed)
    predictors: dict[str, Predictor] = {
        "ridge on attributes": lambda known, asked: ridge(
            attribute_features(attributes, known), world, known, asked, seed
        ),
        "ridge on the same tower": lambda known, asked: ridge(whole, world, known, asked, seed),
        "papers' model": model,
    }
    found = {name: np.empty(len(folds)) for name in predictors}
    for fold in range(FOLDS):
        known, asked = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        for name, predict in predictors.items():
            found[name][asked] = predict(known, asked)
        inside = [f"{n} {srocc(found[n][asked], world.beauty[asked]):+.3f}" for n in predictors]
        told(f"fold {fold}: {', '.join(inside)}")
    return {**found, "folds": folds.astype(float)}


def attribute_features(raw: NDArray[np.float32], known: Rows) -> Floats:
    """The attributes, normalised by the known photos, and their squares, (n, 2 * attributes)."""
    values = np.nan_to_num(Normaliser.fit(raw[known])(raw)).astype(np.float64)
    return np.hstack([values, values**2])


@torch.no_grad()
def see(tower: Path, pixels: Sequence[Pixels]) -> Floats:
    """What a tower makes of whole photos: its pooled output and the mean of its patches."""
    eye = VisionTower.load(str(tower), device="cpu")
    found = []
    for photo in pixels:
        seen = eye.model(**eye.prepare([shrink(photo, PHOTO_SIDE)]))
        found.append(torch.cat([seen.pooler_output, seen.last_hidden_state.mean(1)], dim=1))
    return torch.cat(found).numpy().astype(np.float64)


def inner_split(world: World, known: Rows, seed: int) -> NDArray[np.int64]:
    """A fold for each known row, whole themes in each."""
    return group_folds([world.themes[row] for row in known], INNER, seed + 1)


def ridge(features: Floats, world: World, known: Rows, asked: Rows, seed: int) -> Floats:
    """Ridge regression, its penalty chosen by cross-validation among the known rows."""
    parts = inner_split(world, known, seed)

    def agreement(penalty: float) -> float:
        inner = np.empty(len(known))
        for part in range(INNER):
            here = parts == part
            inner[here] = fit(features, world.beauty, known[~here], known[here], penalty)
        return srocc(inner, world.beauty[known])

    best = max(PENALTIES, key=agreement)
    return fit(features, world.beauty, known, asked, best)


def fit(features: Floats, beauty: Floats, known: Rows, asked: Rows, penalty: float) -> Floats:
    mean, spread = features[known].mean(0), np.maximum(features[known].std(0), 1e-6)
    x = (features - mean) / spread
    wanted = beauty[known] - beauty[known].mean()
    gram = x[known].T @ x[known] + penalty * np.eye(x.shape[1])
    weights: Floats = np.linalg.solve(gram, x[known].T @ wanted)
    return np.asarray(x[asked] @ weights)


class Model:
    """The papers' model as a predictor: settings chosen inside what is known, then trained."""

    def __init__(self, world: World, out: Path, size: Size, seed: int) -> None:
        self._world = world
        self._out = out
        self._choices = size.choices
        self._seed = seed
        self._photos = out / "photos"
        self._photos.mkdir(exist_ok=True)
        for row, photo in enumerate(world.pixels):
            small = cv2.cvtColor(shrink(photo, PHOTO_SIDE), cv2.COLOR_RGB2BGR)
            cv2.imwrite(str(self._photos / f"{row:04}.png"), small)

    def __call__(self, known: Rows, asked: Rows) -> Floats:
        left_out = inner_split(self._world, known, self._seed) == 0
        inner, checked = known[~left_out], known[left_out]
        found = {}
        for choice in self._choices:
            scores = self._predict(choice, inner, checked)
            found[choice] = srocc(scores, self._world.beauty[checked])
        best = max(found, key=lambda choice: found[choice])
        inside = ", ".join(f"{value:+.3f}" for value in found.values())
        told(f"  inner split: {inside}; taken: {best}")
        return self._predict(best, known, asked)

    def _predict(self, choice: Choice, known: Rows, asked: Rows) -> Floats:
        reader = self._train(choice, known)
        scores = []
        with torch.no_grad():
            prompt = reader.read("")
            for row in asked:
                visual = reader.look([shrink(self._world.pixels[row], PHOTO_SIDE)])
                scores.append(float(reader.readout.score(reader(prompt, visual))))
        return np.array(scores)

    def _train(self, choice: Choice, known: Rows) -> ProfileReader:
        ratings = self._out / "ratings.jsonl"
        write_ratings(
            ratings,
            [
                PersonalRating(
                    f"{row:04}.png", "everyone", Profile(), float(self._world.beauty[row])
                )
                for row in known
            ],
        )
        shutil.rmtree(self._out / "run", ignore_errors=True)  # else it would be gone on with
        return train(TrainingConfig.from_dict(self._settings(choice, ratings, len(known))))

    def _settings(self, choice: Choice, ratings: Path, photos: int) -> dict[str, Any]:
        return {
            "out": self._out / "run",
            "language_model": str(self._out / "language"),
            "tower": str(self._out / "tower"),
            "photos": self._photos,
            "device": "cpu",
            "seed": self._seed,
            "photo_side": PHOTO_SIDE,
            "kept": photos,
            "save_every": choice.steps,
            "alignment": {
                "layers": LAYERS,
                "queries": [choice.queries] * 3,
                "width": 64,
                "depth": 1,
                "heads": 2,
                "visual_size": 64,
                "thematic": 2,
            },
            "fusion": {"layers": [2, 3], "width": 64, "heads": 4, "gate_width": 32},
            "prompt": {"question": QUESTION, "opening": "For me this photo is"},
            "optimisation": {"learning_rate": choice.rate, "warm_up": 20, "weight_decay": 0.1},
            "rating": {
                "ratings": ratings,
                "steps": choice.steps,
                "raters": 1,
                "photos": 64,
                "contrast": 0.0,
            },
        }


def report(world: World, found: dict[str, Floats], seed: int) -> None:
    folds = found.pop("folds")
    told("rank correlation with mean beauty, themes not seen (mean inside the folds)")
    for name, scores in found.items():

        def agreement(rows: Rows, scores: Floats = scores) -> float:
            return srocc(scores[rows], world.beauty[rows])

        low, high = group_interval(agreement, world.themes, resamples=2000, seed=seed)
        every = np.arange(len(scores))
        inside = np.mean(
            [srocc(scores[folds == f], world.beauty[folds == f]) for f in range(FOLDS)]
        )
        told(f"  {name:24} {agreement(every):+.3f} [{low:+.3f}, {high:+.3f}]   ({inside:+.3f})")
    ours = found["papers' model"]
    for name in list(found)[:-1]:

        def gain(rows: Rows, other: Floats = found[name]) -> float:
            wanted = world.beauty[rows]
            return srocc(ours[rows], wanted) - srocc(other[rows], wanted)

        low, high = group_interval(gain, world.themes, resamples=2000, seed=seed)
        told(f"  minus {name:24} {gain(np.arange(len(ours))):+.3f} [{low:+.3f}, {high:+.3f}]")


if __name__ == "__main__":
    main()

"""Small runs: photos, raters and settings for tiny models; run as a program, one run in a process.

    python -m tests.core.training.papers.runs SETTINGS.json [KILLED_AFTER]

writes the trained weights' digest to `digest-RANK` in the run's folder.
"""

import hashlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn

from core.profile import Profile
from core.training.papers.config import TrainingConfig
from core.training.papers.loop import Progress, train
from core.training.papers.records import PersonalRating, write_ratings

LIGHT, DARK = "I love bright photos.", "I love dark photos."

MODEL: dict[str, Any] = {
    "device": "cpu",
    "kept": 64,
    "photo_side": 64,
    "save_every": 2,
    "log_every": 1,
    "alignment": {
        "layers": [1, 2, 3],
        "queries": [2, 2, 2],
        "width": 16,
        "depth": 1,
        "heads": 2,
        "visual_size": 16,
        "thematic": 2,
    },
    "fusion": {"layers": [1, 3], "width": 16, "heads": 2, "gate_width": 16},
    "prompt": {"question": "{profile} A photo.", "opening": "It is"},
    "optimisation": {"learning_rate": 3e-3},
}


def save_photos(folder: Path, count: int = 8) -> list[str]:
    """Grey photos from dark to light; the paths of them."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    names = [f"{i:02}.png" for i in range(count)]
    for name, light in zip(names, np.linspace(10, 210, count), strict=True):
        pixels = rng.integers(0, 40, (40, 48, 3)) + light
        Image.fromarray(pixels.astype(np.uint8)).save(folder / name)
    return names


def save_ratings(path: Path, names: list[str]) -> None:
    """Two raters of opposite taste, and one who is known by traits alone."""
    share = np.linspace(0, 1, len(names))
    told = {
        "a": (Profile.from_text(LIGHT), share),
        "b": (Profile.from_text(DARK), 1 - share),
        "c": (Profile(traits={"age": "34"}), share),
    }
    write_ratings(
        path,
        [
            PersonalRating(name, rater, profile, float(score))
            for rater, (profile, scores) in told.items()
            for name, score in zip(names, scores, strict=True)
        ],
    )


def settings(folder: Path, language_model: Path, tower: Path, **changes: Any) -> TrainingConfig:
    """Settings of a run in `folder`; photos and ratings are made beside it once."""
    photos = folder.parent / "photos"
    names = save_photos(photos)
    save_ratings(folder.parent / "ratings.jsonl", names)
    plain = {
        "out": folder,
        "photos": photos,
        "language_model": str(language_model),
        "tower": str(tower),
        **MODEL,
        **changes,
    }
    return TrainingConfig.from_dict(plain)


def rating(folder: Path, steps: int, **changes: Any) -> dict[str, Any]:
    """The settings of stage 3."""
    table = str(folder.parent / "ratings.jsonl")
    return {"ratings": table, "steps": steps, "raters": 3, "photos": 6, **changes}


def digest(module: nn.Module) -> str:
    """A hash over weights, bit for bit."""
    total = hashlib.sha256()
    for name, value in sorted(module.state_dict().items()):
        total.update(name.encode())
        total.update(value.detach().reshape(-1).contiguous().view(torch.uint8).numpy().tobytes())
    return total.hexdigest()


def save_settings(path: Path, config: TrainingConfig) -> Path:
    """Settings as this program reads them."""
    path.write_text(json.dumps(config.to_dict()), encoding="utf-8")
    return path


def _main(path: str, killed_after: int | None) -> None:
    torch.set_num_threads(1)
    config = TrainingConfig.from_dict(json.loads(Path(path).read_text(encoding="utf-8")))

    def kill(progress: Progress) -> None:
        if progress.step == killed_after:
            os.kill(os.getpid(), signal.SIGKILL)

    reader = train(config, on_update=kill)
    rank = os.environ.get("RANK", "0")
    (config.out / f"digest-{rank}").write_text(digest(reader), encoding="utf-8")


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None)

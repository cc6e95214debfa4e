"""Speed of judging and of looking, in this process; everything else is left out.

*Judging*: looks at made pictures, again and again until there are 3,000 of them (what is seen does
not change the work); a profile of ten statements that was read before, so what depends on the
profile alone is there already. Photos a second, by the median of some runs of `judge`, which gives
the personal and the generic score.

*Re-ranking*: a profile of ten statements that no cache knows: reading it, judging the 3,000 looks
and sorting them, in seconds, the median of some new profiles.

*Looking*: the full-size photos as handed over (long side at most `LOOK_LONG_SIDE`, which a
12-megapixel photo exceeds), decoding and reducing not counted; OpenCV and torch with one thread;
milliseconds a photo, the median over the photos of the fastest of some runs each: the whole look,
its measured attributes alone, and what the content tower adds to them.

Times depend on the machine and on what else it does; beside those of judging stand its threads.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import torch
from tqdm import tqdm

from core.evaluation.bench import Bench, NotMeasuredError, handed_over, made_looks
from core.evaluation.sizes import full_photos, load_full
from core.judge import LOOK_LONG_SIDE, Look, Picture
from core.mini.attributes.measuring import measure
from core.profile import Profile, Statement

TEN = (
    "I love dark, moody light",
    "Strong contrast please",
    "I don't like oversaturated colours",
    "Warm evening tones",
    "Sharp pictures only",
    "A bit of film grain is fine",
    "Simple compositions with empty space",
    "I like a blurred background",
    "No tilted horizons",
    "I enjoy photos of water and sky",
)
"""The statements of the profile that is judged for."""


@dataclass(frozen=True, slots=True)
class SpeedFigures:
    """Judging. `slowest_rerank_s` is the slowest of the new profiles."""

    photos_per_second: float
    rerank_s: float
    slowest_rerank_s: float
    photos: int
    statements: int
    torch_threads: int
    cores: int


@dataclass(frozen=True, slots=True)
class LookFigures:
    """Looking, milliseconds a photo."""

    look_ms: float
    attributes_ms: float
    tower_ms: float
    slowest_ms: float
    photos: int


def speed_figures(bench: Bench) -> SpeedFigures:
    """Time judging and re-ranking."""
    looks = made_looks(bench, bench.settings.looks)
    profile = Profile(statements=tuple(Statement(text) for text in TEN))
    bench.scores(looks, profile)
    warm = [timed(lambda: bench.judge.judge(looks, profile)) for _ in range(bench.settings.repeats)]
    new = [rerank_s(bench, looks, number) for number in range(bench.settings.repeats)]
    return SpeedFigures(
        photos_per_second=len(looks) / float(np.median(warm)),
        rerank_s=float(np.median(new)),
        slowest_rerank_s=max(new),
        photos=len(looks),
        statements=len(TEN),
        torch_threads=torch.get_num_threads(),
        cores=os.cpu_count() or 1,
    )


def rerank_s(bench: Bench, looks: list[Look], number: int) -> float:
    """Seconds to rank looks for a profile that was never read; another one for each number."""
    texts = [f"{text}, now and then, version {number}" for text in TEN]
    profile = Profile(statements=tuple(Statement(text) for text in texts))
    return timed(lambda: np.argsort(-bench.judge.judge(looks, profile).score, kind="stable"))


def look_figures(bench: Bench) -> LookFigures:
    """Time looking. Raises NotMeasuredError when no photo is large enough."""
    best: list[tuple[float, float]] = []
    threads = cv2.getNumThreads(), torch.get_num_threads()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    try:
        for path in tqdm(full_photos(bench), "looking at full size", unit="photo"):
            pixels = load_full(path)
            if max(pixels.shape) < LOOK_LONG_SIDE:
                continue
            shown = handed_over(pixels)
            works = (
                partial(bench.judge.look, [Picture(path.name, shown)]),
                partial(measure, shown),
            )
            look, attributes = (
                1000 * min(timed(work) for _ in range(bench.settings.repeats)) for work in works
            )
            best.append((look, attributes))
    finally:
        cv2.setNumThreads(threads[0])
        torch.set_num_threads(threads[1])
    if not best:
        raise NotMeasuredError(f"no photo of --photos-full has {LOOK_LONG_SIDE} pixels a side")
    looks, attributes_alone = np.array(best).T
    return LookFigures(
        look_ms=float(np.median(looks)),
        attributes_ms=float(np.median(attributes_alone)),
        tower_ms=float(np.median(looks - attributes_alone)),
        slowest_ms=float(looks.max()),
        photos=len(best),
    )


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began

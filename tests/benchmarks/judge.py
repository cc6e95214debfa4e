"""Judging a photo beside a plain forward of the frozen language model, as ratios.

Run it from the top folder, on an idle machine:

    python tests/benchmarks/judge.py [--photos N] [--runs N] [--threads N]

A profile of ten statements and N looks at made pictures. *Plain* is what the frozen language model
costs alone for the same number of positions: N read-out positions behind the same cached prompt,
through all its layers, in blocks as large as the judge's. The judge skips the layers below its
first fusion (they do not depend on the photo) and adds tokens, gates, fusions and the read-out; it
gives the personal and the generic score, so it reads out twice. Nothing is asserted; the ratio to
read is judge against plain.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch

from core.evaluation.bench import Bench, Settings, made_looks
from core.evaluation.speed import TEN, rerank_s
from core.mini.judge import MiniJudge, prompt
from core.mini.language import find_minilm
from core.pmllm.frozen_lm import FrozenEncoder
from core.profile import Profile, Statement

_BLOCK = 256


def median_s(work: Callable[[], object], runs: int) -> float:
    """Seconds of `work`, the median of some runs after one that is not counted."""
    work()
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


@torch.inference_mode()
def plain(model: FrozenEncoder, count: int) -> None:
    """A frozen forward of `count` read-out positions behind the profile's prompt."""
    prefix = model.prefix(prompt(TEN))
    start = model.read_out_start(prefix)
    for begin in range(0, count, _BLOCK):
        hidden = start.expand(min(_BLOCK, count - begin), -1, -1)
        for layer in range(model.num_layers):
            hidden = model.layer(layer, hidden, prefix)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, help="of torch; else what the judge chooses")
    options = parser.parse_args()
    judge = MiniJudge.load(device="cpu")
    if options.threads:
        torch.set_num_threads(options.threads)
    bench = Bench(judge, Settings())
    looks = made_looks(bench, options.photos)
    profile = Profile(statements=tuple(Statement(text) for text in TEN))
    model = FrozenEncoder.load(find_minilm())
    alone = median_s(lambda: plain(model, options.photos), options.runs)
    personal = median_s(lambda: judge.judge(looks, profile), options.runs)
    generic = median_s(lambda: judge.judge(looks, Profile()), options.runs)
    new = statistics.median(rerank_s(bench, looks, number) for number in range(options.runs))
    print(
        f"{options.photos} photos, {len(TEN)} statements, {torch.get_num_threads()} torch threads"
    )
    print(f"on {os.cpu_count()} cores")
    for name, seconds in (
        ("plain frozen forward", alone),
        ("judge, personal and generic", personal),
        ("judge, empty profile", generic),
        ("a new profile, read and ranked", new),
    ):
        rate = options.photos / seconds
        print(f"  {name:<32} {seconds:7.3f} s {rate:9,.0f} photos/s {seconds / alone:6.2f} x plain")


if __name__ == "__main__":
    main()

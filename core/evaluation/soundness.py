"""Soundness: with the empty profile, does a photo score above its ruined copy?

The ruins are the edits that are technical damage: blur, noise, tilt, heavy compression, crushed
shadows, blown highlights. For each, the share of held-out photos that score above their copy, a tie
counting half; a photo that the edit leaves as it is (see `bench.Copies`) is no pair. The figure is
the mean over the ruins; the lowest stands beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.evaluation.bench import Bench
from core.evaluation.metrics import pair_accuracy
from core.profile import Profile
from core.training.edits import EDITS


@dataclass(frozen=True, slots=True)
class SoundnessFigures:
    """Shares of pairs in the right order. `pairs`: how many photos each ruin changes."""

    mean: float
    lowest: float
    photos: int
    by_ruin: Mapping[str, float]
    pairs: Mapping[str, int]


def soundness_figures(bench: Bench) -> SoundnessFigures:
    """Judge the held-out photos and their ruined copies."""
    sound = bench.scores(bench.looks(bench.held_out), Profile())
    by_ruin: dict[str, float] = {}
    pairs: dict[str, int] = {}
    for name in (edit.name for edit in EDITS if edit.ruins):
        copies = bench.copies(name)
        ruined = bench.scores(copies.looks, Profile())
        by_ruin[name] = pair_accuracy(sound[copies.changed], ruined[copies.changed])
        pairs[name] = int(copies.changed.sum())
    known = [value for value in by_ruin.values() if not np.isnan(value)]
    return SoundnessFigures(
        mean=float(np.mean(known)) if known else float("nan"),
        lowest=min(known, default=float("nan")),
        photos=len(bench.held_out),
        by_ruin=by_ruin,
        pairs=pairs,
    )

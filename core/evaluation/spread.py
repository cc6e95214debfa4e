"""Spread of the scores over all photos of the folder, for ordinary profiles and the empty one.

For each profile: the width from the 5th to the 95th percentile of its scores, and the share of
scores at the ends (at most 2, or at least 98). The figure is the narrowest width and the largest
share over all profiles; the means stand beside them.

*One scale*: the score must be one monotone function of the raw score, for all profiles alike. The
raw score is the expected level: the mean of the level numbers 0 to L - 1 under the judge's
distribution. All photos of all profiles are put into one row in the order of their raw score; the
figure is how far the score falls at most along it, in points (`metrics.largest_fall`). Raw scores
are compared at six digits, since the last ones are noise of single precision.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.evaluation.bench import Bench
from core.evaluation.metrics import largest_fall, percentile_width, share_at_ends
from core.evaluation.profiles import ordinary_profiles
from core.profile import Profile

EMPTY = "(empty profile)"

BINS = 20
"""Of the histograms, evenly over 0 to 100."""


@dataclass(frozen=True, slots=True)
class ProfileSpread:
    """One profile's scores: percentiles in points, and counts in `BINS` bins."""

    width: float
    at_ends: float
    low: float
    median: float
    high: float
    histogram: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SpreadFigures:
    """As the module says; `profiles` maps a profile's text to its spread."""

    narrowest: float
    mean_width: float
    most_at_ends: float
    mean_at_ends: float
    largest_fall: float
    photos: int
    profiles: Mapping[str, ProfileSpread]


def spread_figures(bench: Bench) -> SpreadFigures:
    """Judge all photos for all profiles."""
    looks = bench.looks(bench.every)
    found: dict[str, ProfileSpread] = {}
    raw, scores = [], []
    for profile in (Profile(), *ordinary_profiles(bench.settings.profiles)):
        judged = bench.judge.judge(looks, profile)
        raw.append(judged.levels.astype(np.float64) @ np.arange(judged.levels.shape[1]))
        scores.append(judged.score)
        low, median, high = np.percentile(judged.score, [5, 50, 95]).tolist()
        counts, _ = np.histogram(judged.score, BINS, (0, 100))
        found[profile.taste.replace("\n", " ") or EMPTY] = ProfileSpread(
            width=percentile_width(judged.score),
            at_ends=share_at_ends(judged.score),
            low=low,
            median=median,
            high=high,
            histogram=tuple(counts.tolist()),
        )
    widths = [spread.width for spread in found.values()]
    ends = [spread.at_ends for spread in found.values()]
    return SpreadFigures(
        narrowest=min(widths),
        mean_width=float(np.mean(widths)),
        most_at_ends=max(ends),
        mean_at_ends=float(np.mean(ends)),
        largest_fall=largest_fall(np.concatenate(raw).round(6), np.concatenate(scores)),
        photos=len(looks),
        profiles=found,
    )

"""Tastes: do opposite statements give opposite rankings, and whole tastes the rankings they mean?

*Opposites*: rank correlation of the scores for two statements that ask for the opposite, on the
held-out photos; -1 would be a ranking turned round. *Simulated raters*: raters of one to four
statements of the lexicon's split whose true wishes are known; rank correlation of the score with
wishes times attribute values, the mean over the raters. There is no bar for either.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from core.evaluation.bench import Bench
from core.evaluation.metrics import srocc
from core.profile import Profile
from core.training.end_to_end import simulate_raters, values_of

OPPOSITES = {
    "I love dark photos": "I hate dark photos",
    "vivid colours": "muted colours",
    "I prefer sharp pictures": "I prefer soft, blurry pictures",
    "black and white": "no black and white",
    "simple, uncluttered pictures": "busy pictures full of things",
}


@dataclass(frozen=True, slots=True)
class TasteFigures:
    """Rank correlations; the highest opposite is the worst."""

    simulated_raters: float
    highest_opposite: float
    opposites: Mapping[str, float]


def taste_figures(bench: Bench) -> TasteFigures:
    """Measure both."""
    looks = bench.looks(bench.held_out)

    def scores(taste: str) -> np.ndarray:
        return bench.scores(looks, Profile.from_text(taste))

    opposites = {
        f"{one} / {other}": srocc(scores(one), scores(other)) for one, other in OPPOSITES.items()
    }
    settings = bench.settings
    raters = simulate_raters(bench.lexicon, settings.raters, blank=0, seed=settings.seed)
    seen = bench.judge.seen(looks)
    found = [
        srocc(
            scores("\n".join(s.text for s in rater.statements)),
            (values_of(rater, seen, bench.judge.content).nan_to_num(0.0) @ rater.wishes).numpy(),
        )
        for rater in tqdm(raters, "simulated raters")
        if rater.wishes.any()
    ]
    return TasteFigures(
        simulated_raters=float(np.nanmean(found)) if found else float("nan"),
        highest_opposite=max(opposites.values()),
        opposites=opposites,
    )

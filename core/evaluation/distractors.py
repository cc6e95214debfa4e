"""Distractor facts: does a ranking stay as it is when facts that say nothing are added?

Three facts of the lexicon's split (age, job, place, gear) are put at places drawn by the seed into
each of the ordinary profiles. The figure is the rank correlation, over all photos of the folder,
of the scores with and without them; the lowest of all profiles counts, the mean stands beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.evaluation.bench import Bench
from core.evaluation.metrics import srocc
from core.evaluation.profiles import ordinary_profiles
from core.profile import Profile, Statement

FACTS = 3


@dataclass(frozen=True, slots=True)
class DistractorFigures:
    """Rank correlations; `profiles` maps a profile with its facts to its own.

    `facts_read`: the share of the added facts in which the judge reads something.
    """

    lowest: float
    mean: float
    facts_read: float
    photos: int
    profiles: Mapping[str, float]


def distractor_figures(bench: Bench) -> DistractorFigures:
    """Judge all photos for each profile, with and without the facts."""
    looks = bench.looks(bench.every)
    rng = np.random.default_rng(bench.settings.seed)
    found: dict[str, float] = {}
    read: list[bool] = []
    for profile in ordinary_profiles(bench.settings.profiles):
        chosen = rng.choice(len(bench.lexicon.facts), FACTS, replace=False)
        facts = [bench.lexicon.facts[i] for i in chosen]
        longer = with_facts(profile, facts, rng)
        read += [bool(bench.read(fact).understood) for fact in facts]
        found[longer.taste] = srocc(bench.scores(looks, longer), bench.scores(looks, profile))
    return DistractorFigures(
        lowest=min(found.values()),
        mean=float(np.mean(list(found.values()))),
        facts_read=float(np.mean(read)),
        photos=len(looks),
        profiles=found,
    )


def with_facts(profile: Profile, facts: list[str], rng: np.random.Generator) -> Profile:
    """The profile with facts put in anywhere; its own statements keep their order."""
    statements = list(profile.statements)
    for fact in facts:
        statements.insert(int(rng.integers(len(statements) + 1)), Statement(fact))
    return Profile(profile.name, profile.traits, tuple(statements))

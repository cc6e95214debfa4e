"""The profiles that a judge is asked with: the rater's own, and the controls beside it.

* *blank*: nothing. What a generic scorer does.
* *shuffled*: another rater's profile. A judge that gains as much from it learned nothing of people.
* *scrambled*: the rater's own words in random order, the length and vocabulary of the real one.
* *coarse*: age band and gender only.

Raters of whom nothing is known keep a blank profile in all of them.
"""

from collections.abc import Collection
from typing import Literal

import numpy as np

from core.evaluation.datasets.records import DataSet
from core.profile import COARSE_TRAITS, Profile, Statement

Asked = Literal["profile", "blank", "shuffled", "scrambled", "coarse"]
ASKED: tuple[Asked, ...] = ("profile", "blank", "shuffled", "scrambled", "coarse")

_BANDS = ((18, 27), (28, 38), (39, 49), (50, 60), (61, 71))  # those that LAPIS is binned in


def profiles_of(
    data_set: DataSet, raters: Collection[str], asked: Asked, *, seed: int
) -> dict[str, Profile]:
    """Rater -> the profile that the judge is asked with."""
    own = {rater: data_set.profile(rater) for rater in sorted(raters)}
    known = [rater for rater, profile in own.items() if not profile.is_blank]
    if asked == "blank":
        return dict.fromkeys(own, Profile())
    if asked == "coarse":
        return {rater: coarse(profile) for rater, profile in own.items()}
    if asked == "scrambled":
        return {rater: scrambled(profile, seed=seed) for rater, profile in own.items()}
    if asked == "shuffled":  # round a ring in random order: nobody keeps their own
        ring = [known[i] for i in np.random.default_rng(seed).permutation(len(known))]
        return {**own, **{rater: own[ring[i - 1]] for i, rater in enumerate(ring)}}
    return own


def coarse(profile: Profile) -> Profile:
    """Age band and gender only."""
    traits = {name: text for name, text in profile.traits.items() if name in COARSE_TRAITS}
    if "age" in traits:
        traits["age"] = age_band(traits["age"])
    return Profile(profile.name, traits)


def scrambled(profile: Profile, *, seed: int) -> Profile:
    """The words of the traits in random order, as one trait, and of the statements, as one."""
    traits = Profile(traits=profile.traits).prompt("shuffled", seed=seed)
    taste = Profile(statements=profile.statements).prompt("shuffled", seed=seed)
    return Profile(
        profile.name,
        {"words": traits} if traits else {},
        (Statement(taste),) if taste else (),
    )


def age_band(age: str) -> str:
    """The band of an age ("34" -> "28-38") or year of birth ("born 1992" -> "born 1990-1999").

    Whatever is no whole number, such as a band, stays as it is.
    """
    word, _, year = age.rpartition(" ")
    if word == "born" and year.isdigit():
        decade = int(year) // 10 * 10
        return f"born {decade}-{decade + 9}"
    if not age.isdigit():
        return age
    for low, high in _BANDS:
        if low <= int(age) <= high:
            return f"{low}-{high}"
    return f"under {_BANDS[0][0]}" if int(age) < _BANDS[0][0] else f"over {_BANDS[-1][1]}"

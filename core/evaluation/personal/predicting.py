"""Asking a judge for every rating of a data set, each distinct profile once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.evaluation.datasets.records import Rating
from core.evaluation.personal.looking import LookStore, halving
from core.judge import Judge, Judgements, Look
from core.profile import Profile

_BATCH = 2048  # looks in memory at once; a judge of pixels or tokens may halve it


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """A prediction for each of n rows, from 0 to 1, (n,).

    `unparsed`: how many of the judge's answers had no score in them; None when it reads
    probabilities, so that none could fail.
    """

    scores: NDArray[np.float64]
    unparsed: int | None


def predict(
    judge: Judge,
    ratings: Sequence[Rating],
    profiles: Mapping[str, Profile],
    hashes: Mapping[str, str],
    store: LookStore,
    *,
    what: str,
) -> Predicted:
    """Predict each rating by its rater's profile; raters with the same profile are asked once.

    `hashes`: photo -> content hash of a look in the store. `what` stands at the progress bar.
    """
    by_profile: dict[str, tuple[Profile, dict[str, list[int]]]] = {}
    for row, rating in enumerate(ratings):
        profile = profiles[rating.rater]
        _, rows_of = by_profile.setdefault(profile.digest(), (profile, {}))
        rows_of.setdefault(hashes[rating.photo], []).append(row)
    scores = np.empty(len(ratings))
    unparsed: int | None = None
    with tqdm(desc=f"judging: {what}", total=len(ratings), unit="rating") as bar:
        for profile, rows_of in by_profile.values():
            names = list(rows_of)
            for begin in range(0, len(names), _BATCH):
                chosen = names[begin : begin + _BATCH]
                found = _judge(judge, _looks(store, chosen, judge.identity.vision_id), profile)
                for name, score in zip(chosen, found.score.astype(np.float64) / 100, strict=True):
                    scores[rows_of[name]] = score
                    bar.update(len(rows_of[name]))
                if found.parsed is not None:
                    unparsed = (unparsed or 0) + int(np.count_nonzero(~found.parsed))
    return Predicted(scores, unparsed)


def mean_of_others(
    ratings: Sequence[Rating], every: Sequence[Rating], otherwise: float
) -> NDArray[np.float64]:
    """For each rating the mean of what all other raters gave the photo, (n,), as their scores.

    The control that knows the photo and no profile. `otherwise` stands where nobody else rated it.
    """
    sums: dict[str, tuple[float, int]] = {}
    own = {(rating.rater, rating.photo): rating.score for rating in every}
    for rating in every:
        total, count = sums.get(rating.photo, (0.0, 0))
        sums[rating.photo] = (total + rating.score, count + 1)
    means = np.full(len(ratings), otherwise)
    for row, rating in enumerate(ratings):
        total, count = sums[rating.photo]
        if count > 1:
            means[row] = (total - own[rating.rater, rating.photo]) / (count - 1)
    return means


def _looks(store: LookStore, hashes: Sequence[str], vision_id: str) -> list[Look]:
    found = [store.get(content_hash, vision_id) for content_hash in hashes]
    assert all(found), "a photo was not looked at"
    return [look for look in found if look is not None]


def _judge(judge: Judge, looks: Sequence[Look], profile: Profile) -> Judgements:
    """Judge looks, in parts where the device has too little memory."""
    parts = halving(lambda some: [judge.judge(some, profile)], looks)
    parsed = [part.parsed for part in parts if part.parsed is not None]
    return Judgements(
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.generic for part in parts]),
        np.concatenate([part.levels for part in parts]),
        np.concatenate(parsed) if parsed else None,
    )

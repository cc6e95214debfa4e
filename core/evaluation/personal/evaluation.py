"""A judge on a data set: which ratings are predicted, with which profiles, and what comes out.

Nothing is chosen on the ratings that are reported on. The judge is used as it is, once for each
control; nothing is fitted but the isotonic calibration, which is applied to raters and photos that
it did not see, and, in rows of their own, few-shot learners on ratings that are not measured.
Whoever wants to choose (a checkpoint, a prompt) does so on the part `validation`
of the same split and seed, and reports on `test`.
"""

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import CoreError
from core.evaluation.datasets.records import DataSet, Part, Rating
from core.evaluation.datasets.splits import By, Split, draw_split, published_split
from core.evaluation.metrics import srocc
from core.evaluation.personal.calibration import (
    Calibration,
    Reliability,
    calibrate,
    cross_fitted,
    reliability,
)
from core.evaluation.personal.controls import ASKED, profiles_of
from core.evaluation.personal.few_shot import FewShot, measure_few_shot
from core.evaluation.personal.figures import (
    Bootstrap,
    Estimate,
    Figures,
    Rows,
    mean_over_raters,
    measure,
    per_rater,
)
from core.evaluation.personal.looking import LookStore, look_at
from core.evaluation.personal.predicting import Predicted, mean_of_others, predict
from core.judge import Judge, JudgeIdentity
from core.resources import resource

SplitBy = By | Literal["published", "none"]

OTHERS = "mean of others"
"""The control that is no judge: what the photo's other raters gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is evaluated, and how exactly.

    `split_by` "published" is the set's own split, "none" takes every rating; `part` of it is
    reported on. `limit`: photos at most, drawn by the seed. `least`: a rater with fewer ratings has
    no figures of their own. `shots`: numbers of a rater's own ratings that are learned from, each
    in rows of its own. `resamples`: of the bootstrap.
    """

    split_by: SplitBy = "none"
    part: Part = "test"
    limit: int | None = None
    least: int = 10
    shots: tuple[int, ...] = (10, 100)
    resamples: int = 1000
    seed: int = 0
    is_quick: bool = False

    def quick(self) -> "Settings":
        """The same with little of everything: does it run? The figures mean nothing."""
        return dataclasses.replace(
            self,
            limit=min(self.limit or 24, 24),
            least=min(self.least, 3),
            resamples=50,
            is_quick=True,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What was found. The mappings' keys are those of ASKED that were asked, and OTHERS.

    `gains`: control -> the judge's per-rater SROCC with profile minus the control's, raters paired.
    `reliability`: of the judge as it is and after calibration. `unparsed`: answers without a score
    by key, None for a judge that reads probabilities. `few_shot`: with some of a rater's own
    ratings. `failed`: photo -> why it was not looked at.
    """

    data_set: str
    scale: str
    judge: JudgeIdentity
    settings: Settings
    ratings: int
    raters: int
    photos: int
    with_profile: int
    figures: Mapping[str, Figures]
    gains: Mapping[str, Estimate]
    calibration: Mapping[str, Calibration]
    reliability: Mapping[str, Reliability]
    unparsed: Mapping[str, int] | None
    few_shot: FewShot
    failed: Mapping[str, str]
    notes: tuple[str, ...]
    by_rater: Mapping[str, tuple[float, ...]]


def evaluate(judge: Judge, data_set: DataSet, store: LookStore, settings: Settings) -> Evaluation:
    """Look at the photos, predict every rating with each control's profiles, measure.

    Raises CoreError when nothing is left to measure.
    """
    ratings, wanted_photos = chosen(data_set, settings)
    looked = look_at(judge, data_set, wanted_photos, store)
    if not looked.hashes:
        photo, why = next(iter(looked.failed.items()))
        raise CoreError(
            f"None of {len(wanted_photos)} photos of {data_set.name} in {data_set.photo_folder} "
            f"could be read; {photo}: {why}."
        )
    ratings = tuple(rating for rating in ratings if rating.photo in looked.hashes)
    rows = as_rows(data_set, ratings)
    raters = {rating.rater for rating in ratings}
    predicted: dict[str, Predicted] = {}
    for asked in ASKED if data_set.ratings else ("blank",):
        profiles = profiles_of(data_set, raters, asked, seed=settings.seed)
        predicted[asked] = predict(judge, ratings, profiles, looked.hashes, store, what=asked)
    if data_set.ratings:
        otherwise = float(np.mean(list(data_set.means.values())))
        others = mean_of_others(ratings, data_set.ratings, otherwise)
        predicted[OTHERS] = Predicted(_unit(data_set, others), None)

    first = next(iter(predicted))
    bootstrap = Bootstrap(settings.resamples, settings.seed)
    by_rater = {
        name: per_rater(rows, one.scores, srocc, least=settings.least)
        for name, one in predicted.items()
    }
    unparsed = {name: one.unparsed for name, one in predicted.items() if one.unparsed is not None}
    scores = predicted[first].scores
    fitted = cross_fitted(rows, scores, seed=settings.seed)
    known = sum(not data_set.profile(rater).is_blank for rater in raters)
    return Evaluation(
        data_set=data_set.name,
        scale=str(data_set.scale),
        judge=judge.identity,
        settings=settings,
        ratings=len(ratings) if data_set.ratings else 0,
        raters=len(raters) if data_set.ratings else 0,
        photos=len({rating.photo for rating in ratings}),
        with_profile=known,
        figures={
            name: _figures(name, rows, one.scores, settings.least, bootstrap)
            for name, one in predicted.items()
        },
        gains={
            name: mean_over_raters(by_rater[first] - by_rater[name], bootstrap)
            for name in predicted
            if name != first
        },
        calibration={
            name: calibrate(rows, one.scores, seed=settings.seed) for name, one in predicted.items()
        },
        reliability={
            name: reliability(values[there], rows.rating[there])
            for name, values, there in (
                ("as it is", scores, np.isfinite(scores)),
                ("after isotonic calibration", fitted, np.isfinite(fitted)),
            )
            if there.any()
        },
        unparsed=unparsed or None,
        few_shot=measure_few_shot(
            judge,
            data_set,
            ratings,
            looked.hashes,
            store,
            shots=settings.shots,
            bootstrap=bootstrap,
        ),
        failed=looked.failed,
        notes=(*data_set.notes, *_notes(judge, data_set, predicted, known, rows, settings)),
        by_rater={name: tuple(values.tolist()) for name, values in by_rater.items()},
    )


def chosen(data_set: DataSet, settings: Settings) -> tuple[tuple[Rating, ...], list[str]]:
    """The ratings of the part, of `limit` photos at most, and these photos, sorted.

    Where only means are published, a photo's mean stands as one rating of a rater without a name.
    Raises CoreError when there is none.
    """
    split = _split(data_set, settings)
    ratings = split.ratings(data_set, settings.part) or tuple(
        Rating("", photo, mean)
        for photo, mean in data_set.means.items()
        if not data_set.ratings and split.has_photo(photo, settings.part)
    )
    if not ratings:
        raise CoreError(f"{data_set.name} has no rating in the part {settings.part!r}.")
    photos = sorted({rating.photo for rating in ratings})
    drawn = np.random.default_rng(settings.seed).permutation(len(photos))[: settings.limit]
    kept = {photos[i] for i in drawn}
    return tuple(rating for rating in ratings if rating.photo in kept), sorted(kept)


def _split(data_set: DataSet, settings: Settings) -> Split:
    if settings.split_by == "none":
        return Split()
    if settings.split_by == "published":
        return published_split(data_set)
    return draw_split(data_set, settings.split_by, seed=settings.seed)


def as_rows(data_set: DataSet, ratings: tuple[Rating, ...]) -> Rows:
    """Ratings as numbers."""
    photos = sorted({rating.photo for rating in ratings})
    raters = sorted({rating.rater for rating in ratings})
    place = {photo: i for i, photo in enumerate(photos)}
    number = {rater: i for i, rater in enumerate(raters)}
    return Rows(
        np.array([number[r.rater] for r in ratings]) if data_set.ratings else None,
        np.array([place[r.photo] for r in ratings]),
        _unit(data_set, np.array([r.score for r in ratings])),
        _unit(data_set, np.array([data_set.means[photo] for photo in photos])),
        [data_set.groups.get(photo, photo) for photo in photos],
    )


def _unit(data_set: DataSet, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = data_set.scale.low, data_set.scale.high
    unit: NDArray[np.float64] = (scores - low) / (high - low)
    return unit


def _figures(
    name: str, rows: Rows, scores: NDArray[np.float64], least: int, bootstrap: Bootstrap
) -> Figures:
    found = measure(rows, scores, least=least, bootstrap=bootstrap)
    if name != OTHERS:
        return found
    # leaving one's own rating out turns its deviation round, and the means are the ratings' own
    nothing = Estimate(float("nan"))
    return dataclasses.replace(
        found,
        within_image=nothing,
        photo_srocc=nothing,
        photo_plcc=nothing,
        photo_krcc=float("nan"),
    )


def _notes(
    judge: Judge,
    data_set: DataSet,
    predicted: Mapping[str, Predicted],
    known: int,
    rows: Rows,
    settings: Settings,
) -> list[str]:
    """What a reader must know before believing the figures."""
    notes = []
    if not data_set.ratings:
        notes.append(
            f"{data_set.name} publishes means only: nothing here is about persons, and the judge "
            "is asked with a blank profile."
        )
    elif not known:
        notes.append(
            "No rater has a profile, so the judge with profile and all its controls (blank, "
            "shuffled, scrambled, coarse) are one and the same here: these figures say how well a "
            "generic score fits persons, nothing about personalisation."
        )
    elif all(np.array_equal(predicted[name].scores, predicted["blank"].scores) for name in ASKED):
        notes.append(
            "The judge takes nothing from these profiles: with them and without it gives the same "
            "scores, so all its controls coincide."
        )
    if rows.rater is not None:
        few = sum(count < settings.least for count in Counter(rows.rater.tolist()).values())
        if few:
            notes.append(
                f"Raters with fewer than {settings.least} ratings here, without figures of their "
                f"own: {few:,}."
            )
    if judge.identity.name == "mini":
        card = json.loads(resource("mini", "card.json").read_text(encoding="utf-8"))
        notes.append(
            f"Human ratings that the judge was fitted on, by its card: {card['data']['ratings']}."
        )
    else:
        notes.append("What the judge was trained on this command cannot know: see its card.")
    return notes

"""Few shots: what a judge gains from a few of a rater's own ratings, by the usual protocols.

A rater's `support` (10 or 100 ratings) is learned from, and the ratings of other photos are
predicted, once without it and once with it; the photos that are measured on are the same for every
number of shots. What learns is ridge regression on what the judge can be asked for (`Learnable`):
its own score and numbers that describe each photo. (Linear regression on a language model's hidden
states is the strongest cheap few-shot predictor that is published for PARA and LAPIS.) Its penalty
is chosen by leaving one of the support out; nothing of the measured photos but their descriptions,
without ratings, is used.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from core.evaluation.datasets.records import DataSet, Rating
from core.evaluation.datasets.splits import Task, few_shot
from core.evaluation.metrics import srocc
from core.evaluation.personal.figures import Bootstrap, Estimate, mean_over_raters
from core.evaluation.personal.looking import LookStore, halving
from core.judge import Judge, Look
from core.profile import Profile

Floats = NDArray[np.float64]

_PENALTIES = tuple(10.0**power for power in np.arange(-2, 3.01, 0.5))
_TRUST = 3.0  # the judge's own score counts as so many standard deviations of description
_QUERY, _ALL_THAT_IS_LEFT = 50, {"flickr-aes": 10, "real-cur": 10}


@runtime_checkable
class Learnable(Protocol):
    """A judge that can say in numbers what it makes of a photo, so that more can be learned."""

    def describe(self, looks: Sequence[Look], profile: Profile) -> NDArray[np.float32]:
        """Photos behind a profile -> numbers without NaN, (n, any size)."""
        ...


@dataclass(frozen=True, slots=True)
class Shots:
    """Mean SROCC per rater on the measured photos: `before` and `after` learning from `support`
    ratings, and the `gain`, raters paired. `measured`: photos per task, None for all others."""

    support: int
    raters: int
    repeats: int
    measured: int | None
    before: Estimate
    after: Estimate
    gain: Estimate


@dataclass(frozen=True, slots=True)
class FewShot:
    """Some numbers of shots, and why rows are missing, as sentences."""

    shots: tuple[Shots, ...]
    missing: tuple[str, ...]


def measure_few_shot(
    judge: Judge,
    data_set: DataSet,
    ratings: Sequence[Rating],
    hashes: Mapping[str, str],
    store: LookStore,
    *,
    shots: Sequence[int],
    bootstrap: Bootstrap,
) -> FewShot:
    """Measure each number of shots on the ratings; `hashes`: photo -> content hash of its look.

    50 photos are measured of each rater; of FLICKR-AES and REAL-CUR, as those who use them do, all
    that are not in the support, the mean of 10 repeats.
    """
    name = judge.identity.name
    if not shots:
        return FewShot((), ())
    if not data_set.ratings:
        return FewShot((), (f"{data_set.name} does not say who gave which rating.",))
    if not isinstance(judge, Learnable):
        return FewShot(
            (), (f"The judge {name} cannot learn from ratings: it does not describe photos.",)
        )
    repeats = _ALL_THAT_IS_LEFT.get(data_set.name, 1)
    measured = _QUERY if repeats == 1 else None
    found, missing = [], []
    described = _Described(judge, data_set, hashes, store)
    for support in shots:
        tasks = list(
            few_shot(ratings, support=support, query=measured, repeats=repeats, seed=bootstrap.seed)
        )
        if not tasks:
            most = max((len(own) for own in _by_rater(ratings).values()), default=0)
            least = support + (2 if measured is None else measured)
            missing.append(
                f"{support} shots take {least} ratings of one rater; here {most} are the most."
            )
            continue
        found.append(_shots(described, tasks, support, repeats, measured, bootstrap))
    return FewShot(tuple(found), tuple(missing))


def _shots(
    described: "_Described",
    tasks: Sequence[Task],
    support: int,
    repeats: int,
    measured: int | None,
    bootstrap: Bootstrap,
) -> Shots:
    before, after = defaultdict(list), defaultdict(list)
    for task in tasks:
        score, numbers = described(task)
        wanted = np.array([rating.score for rating in (*task.support, *task.query)])
        asked = slice(len(task.support), None)
        learned = learn(score, numbers, wanted[: len(task.support)])
        before[task.rater].append(srocc(score[asked], wanted[asked]))
        after[task.rater].append(srocc(learned[asked], wanted[asked]))
    first, second = (
        np.array([_mean(found[rater]) for rater in before]) for found in (before, after)
    )
    return Shots(
        support,
        len(before),
        repeats,
        measured,
        mean_over_raters(first, bootstrap),
        mean_over_raters(second, bootstrap),
        mean_over_raters(second - first, bootstrap),
    )


def learn(score: Floats, numbers: Floats, rated: Floats) -> Floats:
    """Scores (n,) of all photos, of which the first are the support.

    score (n,): the judge's own; numbers (n, size): the descriptions; rated (support,): what the
    rater gave. Ridge regression, its penalty chosen by leaving one out.
    """
    described = _standard(numbers) / np.sqrt(max(1, numbers.shape[1]))
    x = np.column_stack([_TRUST * _standard(score[:, None]), described])
    count = len(rated)
    wanted = rated - rated.mean()
    likeness = x[:count] @ x[:count].T

    def left_out(penalty: float) -> float:
        """The mean squared error on what is left out, in closed form."""
        inverse = np.linalg.inv(likeness + penalty * np.eye(count))
        return float(np.square(inverse @ wanted / np.diag(inverse)).mean())

    best = min(_PENALTIES, key=left_out)
    weights = np.linalg.solve(likeness + best * np.eye(count), wanted)
    return np.asarray(x @ (x[:count].T @ weights) + rated.mean())


class _Described:
    """What the judge says of a task's photos, each photo asked once for each profile."""

    def __init__(
        self, judge: Judge, data_set: DataSet, hashes: Mapping[str, str], store: LookStore
    ) -> None:
        self._judge = judge
        self._data_set = data_set
        self._hashes = hashes
        self._store = store
        self._known: dict[str, dict[str, Floats]] = defaultdict(dict)

    def __call__(self, task: Task) -> tuple[Floats, Floats]:
        """The judge's scores (n,) and descriptions (n, size), the support first."""
        profile = self._data_set.profile(task.rater)
        known = self._known[profile.digest()]
        photos = [rating.photo for rating in (*task.support, *task.query)]
        new = [photo for photo in dict.fromkeys(photos) if photo not in known]
        if new:
            for photo, row in zip(new, self._ask(new, profile), strict=True):
                known[photo] = row
        rows = np.stack([known[photo] for photo in photos])
        return rows[:, 0], rows[:, 1:]

    def _ask(self, photos: Sequence[str], profile: Profile) -> Floats:
        judge = self._judge
        assert isinstance(judge, Learnable)
        describe: Callable[[Sequence[Look], Profile], NDArray[np.float32]] = judge.describe
        found = [self._store.get(self._hashes[p], judge.identity.vision_id) for p in photos]
        looks = [look for look in found if look is not None]
        assert len(looks) == len(photos), "a photo was not looked at"
        score = halving(lambda some: judge.judge(some, profile).score.tolist(), looks)
        numbers = halving(lambda some: list(describe(some, profile)), looks)
        return np.column_stack([np.array(score), np.stack(numbers)]).astype(np.float64)


def _by_rater(ratings: Sequence[Rating]) -> dict[str, list[Rating]]:
    own = defaultdict(list)
    for rating in ratings:
        own[rating.rater].append(rating)
    return own


def _standard(values: Floats) -> Floats:
    return np.asarray((values - values.mean(0)) / np.maximum(values.std(0), 1e-9))


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")

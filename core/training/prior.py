"""The generic opinion's fit: soundness from ruined copies, appeal from people's mean ratings."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from core.evaluation.metrics import group_folds, srocc
from core.mini.attributes import ATTRIBUTES
from core.mini.generic import GenericOpinion, basis, radial_functions

Floats = NDArray[np.floating]

TECHNICAL = frozenset(
    {
        "brightness",
        "contrast",
        "highlight_clipping",
        "shadow_clipping",
        "saturation",
        "sharpness",
        "noise",
        "compression",
        "horizon_tilt",
    }
)
"""The attributes that technical soundness is about."""

_QUANTILES = 33
_CENTRES = 256
_WIDTHS = (0.3, 0.6)  # a number of attributes times this is a radial function's width
_PENALTIES = (0.3, 1.0, 3.0)
_LINEAR = 0.3  # how much of the prior variance is the linear term's
_INDIFFERENCE = 2.0  # of appeal to damage: the weight of all pairs beside that of all ratings
_FOLDS = 5
_WEIGHTS = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
_WON = 0.93


@dataclass(frozen=True, slots=True)
class Rated:
    """Photos that people rated: values (n, attributes), mean ratings (n,), theme of each (n,).

    Photos of one theme (four pictures of acorns) are never on both sides of a split.
    """

    values: NDArray[np.float32]
    ratings: NDArray[np.float64]
    themes: NDArray[np.str_]

    def rows(self, chosen: NDArray[np.bool_]) -> "Rated":
        """Some of them."""
        return Rated(self.values[chosen], self.ratings[chosen], self.themes[chosen])


@dataclass(frozen=True, slots=True)
class Ruined:
    """Photos beside their ruined copies: values (n, attributes) each, and how each was ruined."""

    sound: NDArray[np.float32]
    ruined: NDArray[np.float32]
    kinds: NDArray[np.int64]


def fit_opinion(
    reference: NDArray[np.float32], pairs: Ruined, rated: Rated | None
) -> GenericOpinion:
    """Fit the whole opinion.

    `reference` (n, attributes): the photos as they are. `rated` None: no appeal.
    """
    soundness = fit_soundness(pairs.sound, pairs.ruined)
    soundness = soundness / max(float((_basis(reference) @ soundness).std()), 1e-6)
    centres = np.nan_to_num(reference[:: max(1, len(reference) // _CENTRES)][:_CENTRES])
    count = reference.shape[1]
    opinion = GenericOpinion(
        soundness=_tensor(soundness),
        weight=_tensor(1.0),
        linear=torch.zeros(count),
        centres=_tensor(centres),
        radial=torch.zeros(len(centres)),
        width=_tensor(1.0),
        quantiles=torch.zeros(_QUANTILES),
    )
    if rated is not None:
        opinion = _weighed(with_appeal(opinion, rated, pairs, reference), pairs)
    return _with_quantiles(opinion, reference)


def with_appeal(
    opinion: GenericOpinion, rated: Rated, pairs: Ruined, reference: NDArray[np.float32]
) -> GenericOpinion:
    """The opinion with an appeal fitted on other ratings, all else as it was."""
    linear, radial, width = fit_appeal(rated, opinion.centres.numpy(), pairs)
    changed = replace(opinion, linear=_tensor(linear), radial=_tensor(radial), width=_tensor(width))
    return _with_quantiles(changed, reference)


def fit_soundness(sound: Floats, ruined: Floats, *, penalty: float = 0.02) -> NDArray[np.float64]:
    """Weights on the basis (2 * attributes,), by which sound photos beat their ruined copies.

    A Bradley-Terry model on pairs (n, attributes) each: logistic regression on the difference of
    their bases with an L2 penalty; convex, so the result does not depend on a seed. It may use the
    technical attributes only: an edit moves the others by accident (noise makes a photo look
    coloured), and what was learned from that would be a prejudice.
    """
    technical = np.tile([attribute.id in TECHNICAL for attribute in ATTRIBUTES], 2)
    difference = (_basis(sound) - _basis(ruined)) * technical

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = difference @ weights
        value = np.logaddexp(0.0, -margin).mean() + penalty * weights @ weights / 2
        gradient = -(difference * expit(-margin)[:, None]).mean(0) + penalty * weights
        return float(value), gradient

    start = np.zeros(difference.shape[1])
    result: NDArray[np.float64] = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return result


def fit_appeal(rated: Rated, centres: Floats, pairs: Ruined) -> tuple[Floats, Floats, float]:
    """Linear weights (attributes,), radial weights (centres,), width; for ratings of unit spread.

    Kernel ridge regression with a linear and a radial kernel, the latter by the Nystroem
    approximation on `centres` (Williams and Seeger 2001), with a further penalty on how much the
    ruined copies of the pairs differ from their photos: damage is soundness's business. Width and
    penalty are chosen by cross-validation within the given ratings, by theme.
    """
    ratings = (rated.ratings - rated.ratings.mean()) / max(float(rated.ratings.std()), 1e-6)
    fold = group_folds(rated.themes.tolist(), _FOLDS, seed=0)
    known = np.nan_to_num(rated.values)
    count = known.shape[1]
    best = -np.inf
    found: tuple[Floats, Floats, float] = np.zeros(count), np.zeros(len(centres)), 1.0
    for share in _WIDTHS:
        width = share * count
        back = _back(centres, width)
        features = _features(known, centres, width) @ back
        moved = _features(pairs.sound, centres, width) - _features(pairs.ruined, centres, width)
        moved = moved @ back * np.sqrt(_INDIFFERENCE * len(known) / max(1, len(moved)))
        for penalty in _PENALTIES:
            fixed = moved.T @ moved + penalty * np.eye(features.shape[1])
            predicted = np.empty(len(ratings))
            for i in range(_FOLDS):
                inside = fold != i
                weights = _ridge(features[inside], ratings[inside], fixed)
                predicted[~inside] = features[~inside] @ weights
            quality = srocc(predicted, ratings)
            if quality > best:
                weights = back @ _ridge(features, ratings, fixed)
                best = quality
                found = weights[:count], weights[count:], width
    return found


def _features(values: Floats, centres: Floats, width: float) -> NDArray[np.float64]:
    """Values and radial functions, (n, attributes + centres)."""
    known = np.nan_to_num(values).astype(np.float64)
    return np.concatenate([known, _radial(known, centres, width)], axis=1)


def _back(centres: Floats, width: float) -> NDArray[np.float64]:
    """The matrix that makes the features of equal prior variance, and their weights ours again."""
    count = centres.shape[1]
    spectrum, vectors = np.linalg.eigh(_radial(centres, centres, width))
    back = np.zeros((count + len(centres), count + len(centres)))
    back[:count, :count] = np.eye(count) * np.sqrt(_LINEAR / count)
    back[count:, count:] = vectors / np.sqrt(np.maximum(spectrum, 1e-6))
    return back


def _ridge(features: Floats, ratings: Floats, fixed: Floats) -> NDArray[np.float64]:
    weights = np.linalg.solve(features.T @ features + fixed, features.T @ ratings)
    return np.asarray(weights, dtype=np.float64)


def _radial(values: Floats, centres: Floats, width: float) -> NDArray[np.float64]:
    found = radial_functions(
        torch.from_numpy(np.asarray(values, np.float64)),
        torch.from_numpy(np.asarray(centres, np.float64)),
        torch.tensor(width),
    )
    return found.numpy()


def _weighed(opinion: GenericOpinion, pairs: Ruined) -> GenericOpinion:
    """With the smallest weight of soundness at which photos beat their ruined copies, as a mean
    over the ways of ruining, as often as asked; the largest one if none does."""
    for weight in _WEIGHTS:
        opinion = replace(opinion, weight=_tensor(weight))
        better = opinion.worth(_tensor(pairs.sound)) > opinion.worth(_tensor(pairs.ruined))
        won = [better.numpy()[pairs.kinds == kind].mean() for kind in np.unique(pairs.kinds)]
        if np.mean(won) >= _WON:
            break
    return opinion


def _with_quantiles(opinion: GenericOpinion, reference: Floats) -> GenericOpinion:
    worth = opinion.worth(_tensor(reference)).double().numpy()
    return replace(opinion, quantiles=_tensor(np.quantile(worth, np.linspace(0, 1, _QUANTILES))))


def _basis(values: Floats) -> NDArray[np.float64]:
    return np.asarray(basis(torch.from_numpy(np.asarray(values, np.float64))))


def _tensor(values: Floats | float) -> torch.Tensor:
    return torch.tensor(np.asarray(values), dtype=torch.float32)

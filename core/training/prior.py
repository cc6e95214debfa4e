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
_FLOOR = 0.25  # share of the photos that count as somewhat damaged
_CENTRES = 256
_WIDTHS = (0.3, 0.6, 1.2)  # a number of attributes times this is a radial function's width
_PENALTIES = (1.0, 3.0, 10.0)
_LINEAR = 0.3  # how much of the prior variance is the linear term's
_FOLDS = 5
_COSTS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
_WON = 0.97


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


def fit_opinion(
    reference: Floats, sound: Floats, ruined: Floats, kinds: NDArray[np.int64], rated: Rated | None
) -> GenericOpinion:
    """Fit the whole opinion.

    `reference` (n, attributes): the photos as they are; `sound`, `ruined` (m, attributes) and
    `kinds` (m,): photos, their ruined copies and how each was ruined; `rated` None: no appeal.
    """
    soundness = fit_soundness(sound, ruined)
    standing = _numpy_basis(reference) @ soundness
    soundness = soundness / max(float(standing.std()), 1e-6)
    floor = float(np.quantile(_numpy_basis(reference) @ soundness, _FLOOR))
    centres = reference[:: max(1, len(reference) // _CENTRES)][:_CENTRES]
    appeal = fit_appeal(rated, centres) if rated else _no_appeal(*centres.T.shape)
    opinion = GenericOpinion(
        soundness=_tensor(soundness),
        floor=_tensor(floor),
        cost=_tensor(0.0),
        linear=_tensor(appeal[0]),
        centres=_tensor(np.nan_to_num(centres)),
        radial=_tensor(appeal[1]),
        width=_tensor(appeal[2]),
        quantiles=torch.zeros(_QUANTILES),
    )
    return _with_quantiles(_with_cost(opinion, sound, ruined, kinds), reference)


def with_appeal(opinion: GenericOpinion, rated: Rated, reference: Floats) -> GenericOpinion:
    """The opinion with an appeal fitted on other ratings, all else as it was."""
    linear, radial, width = fit_appeal(rated, opinion.centres.numpy())
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
    difference = (_numpy_basis(sound) - _numpy_basis(ruined)) * technical

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = difference @ weights
        value = np.logaddexp(0.0, -margin).mean() + penalty * weights @ weights / 2
        gradient = -(difference * expit(-margin)[:, None]).mean(0) + penalty * weights
        return float(value), gradient

    start = np.zeros(difference.shape[1])
    result: NDArray[np.float64] = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return result


def fit_appeal(rated: Rated, centres: Floats) -> tuple[Floats, Floats, float]:
    """Linear weights (attributes,), radial weights (centres,), width; for ratings of unit spread.

    Kernel ridge regression with a linear and a radial kernel, the latter by the Nystroem
    approximation on `centres` (Williams and Seeger 2001); width and penalty are chosen by
    cross-validation within the given ratings, by theme.
    """
    ratings = (rated.ratings - rated.ratings.mean()) / max(float(rated.ratings.std()), 1e-6)
    fold = group_folds(rated.themes.tolist(), _FOLDS, seed=0)
    known = np.nan_to_num(rated.values)
    best = -np.inf
    found = _no_appeal(*centres.T.shape)
    for share in _WIDTHS:
        width = share * known.shape[1]
        features, back = _features(known, np.nan_to_num(centres), width)
        for penalty in _PENALTIES:
            predicted = np.empty(len(ratings))
            for i in range(_FOLDS):
                inside = fold != i
                weights = _ridge(features[inside], ratings[inside], penalty)
                predicted[~inside] = features[~inside] @ weights
            quality = srocc(predicted, ratings)
            if quality > best:
                weights = back @ _ridge(features, ratings, penalty)
                count = known.shape[1]
                best = quality
                found = weights[:count], weights[count:], width
    return found


def _features(
    known: Floats, centres: Floats, width: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ridge features (n, attributes + centres), and the matrix from their weights to those of the
    values and radial functions."""
    count = known.shape[1]
    spectrum, vectors = np.linalg.eigh(_radial(centres, centres, width))
    spread = vectors / np.sqrt(np.maximum(spectrum, 1e-6))
    back = np.zeros((count + len(centres), count + len(centres)))
    back[:count, :count] = np.eye(count) * np.sqrt(_LINEAR / count)
    back[count:, count:] = spread
    return np.concatenate([known, _radial(known, centres, width)], axis=1) @ back, back


def _ridge(features: Floats, ratings: Floats, penalty: float) -> NDArray[np.float64]:
    gram = features.T @ features + penalty * np.eye(features.shape[1])
    weights: NDArray[np.float64] = np.linalg.solve(gram, features.T @ ratings).astype(np.float64)
    return weights


def _radial(values: Floats, centres: Floats, width: float) -> NDArray[np.float64]:
    found = radial_functions(
        torch.from_numpy(np.asarray(values, np.float64)),
        torch.from_numpy(np.asarray(centres, np.float64)),
        torch.tensor(width),
    )
    return found.numpy()


def _with_cost(
    opinion: GenericOpinion, sound: Floats, ruined: Floats, kinds: NDArray[np.int64]
) -> GenericOpinion:
    """The smallest cost at which sound photos beat their ruined copies, as a mean over the ways of
    ruining, as often as asked; the largest one if none does."""
    for cost in _COSTS:
        opinion = replace(opinion, cost=_tensor(cost))
        better = opinion.worth(_tensor(sound)) > opinion.worth(_tensor(ruined))
        won = [better.numpy()[kinds == kind].mean() for kind in np.unique(kinds)]
        if np.mean(won) >= _WON:
            break
    return opinion


def _with_quantiles(opinion: GenericOpinion, reference: Floats) -> GenericOpinion:
    worth = opinion.worth(_tensor(reference)).double().numpy()
    return replace(opinion, quantiles=_tensor(np.quantile(worth, np.linspace(0, 1, _QUANTILES))))


def _no_appeal(count: int, centres: int) -> tuple[Floats, Floats, float]:
    return np.zeros(count), np.zeros(centres), 1.0


def _numpy_basis(values: Floats) -> NDArray[np.float64]:
    found: NDArray[np.float64] = basis(torch.from_numpy(np.asarray(values, np.float64))).numpy()
    return found


def _tensor(values: Floats | float) -> torch.Tensor:
    return torch.tensor(np.asarray(values), dtype=torch.float32)

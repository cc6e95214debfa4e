"""The generic opinion's fit: soundness from ruined copies, appeal from people's mean ratings."""

import itertools
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import block_diag
from scipy.optimize import minimize
from scipy.special import expit

from core.evaluation.metrics import group_folds, srocc
from core.mini.attributes import ATTRIBUTES
from core.mini.generic import GenericOpinion, basis, direction, radial_functions
from core.mini.seen import Seen

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
_LINEAR = 0.3  # prior variance of the linear term, that of the radial one being 1
_CONTENTS = (0.1, 1.0, 4.0)  # prior variances of what is shown
_SHOWN_WIDTH = 1.0  # squared distances of directions lie between 0 and 4
_INDIFFERENCE = 2.0  # of appeal to damage: the weight of all pairs beside that of all ratings
_FOLDS = 5
_WEIGHTS = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
_WON = 0.925


@dataclass(frozen=True, slots=True, eq=False)
class Rated:
    """Photos that people rated: what was `seen` of n, mean ratings (n,), theme of each (n,).

    Photos of one theme (four pictures of acorns) are never on both sides of a split.
    """

    seen: Seen
    ratings: NDArray[np.float64]
    themes: NDArray[np.str_]

    def rows(self, chosen: NDArray[np.bool_]) -> "Rated":
        """Some of them."""
        return Rated(self.seen.rows(chosen), self.ratings[chosen], self.themes[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Ruined:
    """n photos beside their ruined copies, and how each was ruined, `kinds` (n,)."""

    sound: Seen
    ruined: Seen
    kinds: NDArray[np.int64]


def fit_opinion(reference: Seen, pairs: Ruined, rated: Rated | None) -> GenericOpinion:
    """Fit the whole opinion.

    `reference`: the photos as they are. `rated` None: no appeal.
    """
    soundness = fit_soundness(pairs.sound.values.numpy(), pairs.ruined.values.numpy())
    soundness = soundness / max(float((_basis(reference.values) @ soundness).std()), 1e-6)
    some = reference.rows(slice(None, None, max(1, len(reference) // _CENTRES)))
    some = some.rows(slice(_CENTRES))
    opinion = GenericOpinion(
        soundness=_tensor(soundness),
        weight=_tensor(1.0),
        linear=torch.zeros(reference.values.shape[1]),
        centres=some.values.nan_to_num(0.0),
        radial=torch.zeros(len(some)),
        width=_tensor(1.0),
        shown=direction(some.embeddings),
        content=torch.zeros(len(some)),
        shown_width=_tensor(_SHOWN_WIDTH),
        quantiles=torch.zeros(_QUANTILES),
    )
    if rated is not None:
        opinion = _weighed(with_appeal(opinion, rated, pairs, reference), pairs)
    return _with_quantiles(opinion, reference)


def with_appeal(
    opinion: GenericOpinion, rated: Rated, pairs: Ruined, reference: Seen
) -> GenericOpinion:
    """The opinion with an appeal fitted on other ratings, all else as it was."""
    return _with_quantiles(fit_appeal(opinion, rated, pairs), reference)


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


def fit_appeal(opinion: GenericOpinion, rated: Rated, pairs: Ruined) -> GenericOpinion:
    """The opinion with the weights of its appeal, and its widths, fitted on ratings.

    Kernel ridge regression on ratings of unit spread, with a linear and a radial kernel for the
    values and a radial one for what is shown, the radial ones by the Nystroem approximation on the
    opinion's centres (Williams and Seeger 2001), and with a further penalty on how much the ruined
    copies of the pairs differ from their photos: damage is soundness's business. Width, penalty and
    the share of what is shown are chosen by cross-validation within the given ratings, by theme.
    """
    ratings = (rated.ratings - rated.ratings.mean()) / max(float(rated.ratings.std()), 1e-6)
    fold = group_folds(rated.themes.tolist(), _FOLDS, seed=0)
    best, found = -np.inf, opinion
    for width, content in itertools.product(_WIDTHS, _CONTENTS):
        shaped = replace(opinion, width=_tensor(width * opinion.centres.shape[1]))
        back = _back(shaped, content)
        features = _features(shaped, rated.seen) @ back
        moved = (_features(shaped, pairs.sound) - _features(shaped, pairs.ruined)) @ back
        moved = moved * np.sqrt(_INDIFFERENCE * len(features) / max(1, len(moved)))
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
                ends = np.cumsum([len(shaped.linear), len(shaped.radial)])
                linear, radial, shown = map(_tensor, np.split(weights, ends))
                best = quality
                found = replace(shaped, linear=linear, radial=radial, content=shown)
    return found


def _features(opinion: GenericOpinion, seen: Seen) -> NDArray[np.float64]:
    """What the appeal is linear in: values, radial functions of both kinds, side by side."""
    return opinion.appeal_features(seen).double().numpy()


def _back(opinion: GenericOpinion, content: float) -> NDArray[np.float64]:
    """The matrix that gives the features their prior variances, and makes their weights ours again.

    `content`: the variance of what is shown, that of the values' radial functions being 1.
    """
    count = len(opinion.linear)
    blocks = (
        np.eye(count) * np.sqrt(_LINEAR / count),
        _whitening(opinion.centres, opinion.width),
        _whitening(opinion.shown, opinion.shown_width) * np.sqrt(content),
    )
    return np.asarray(block_diag(*blocks), dtype=np.float64)


def _whitening(centres: torch.Tensor, width: torch.Tensor) -> NDArray[np.float64]:
    near = radial_functions(centres.double(), centres.double(), width.double()).numpy()
    spectrum, vectors = np.linalg.eigh(near)
    return np.asarray(vectors / np.sqrt(np.maximum(spectrum, 1e-6)))


def _ridge(features: Floats, ratings: Floats, fixed: Floats) -> NDArray[np.float64]:
    weights = np.linalg.solve(features.T @ features + fixed, features.T @ ratings)
    return np.asarray(weights, dtype=np.float64)


def _weighed(opinion: GenericOpinion, pairs: Ruined) -> GenericOpinion:
    """With the smallest weight of soundness at which photos beat their ruined copies, as a mean
    over the ways of ruining, as often as asked; the largest one if none does."""
    for weight in _WEIGHTS:
        opinion = replace(opinion, weight=_tensor(weight))
        better = opinion.worth(pairs.sound) > opinion.worth(pairs.ruined)
        won = [better.numpy()[pairs.kinds == kind].mean() for kind in np.unique(pairs.kinds)]
        if np.mean(won) >= _WON:
            break
    return opinion


def _with_quantiles(opinion: GenericOpinion, reference: Seen) -> GenericOpinion:
    worth = opinion.worth(reference).double().numpy()
    return replace(opinion, quantiles=_tensor(np.quantile(worth, np.linspace(0, 1, _QUANTILES))))


def _basis(values: Floats | torch.Tensor) -> NDArray[np.float64]:
    return np.asarray(basis(torch.as_tensor(np.asarray(values, np.float64))))


def _tensor(values: Floats | float) -> torch.Tensor:
    return torch.tensor(np.asarray(values), dtype=torch.float32)

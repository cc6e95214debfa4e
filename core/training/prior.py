"""The generic opinion's fit: soundness from ruined copies, appeal from people's mean ratings."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import block_diag
from scipy.optimize import minimize
from scipy.special import expit

from core.mini.attributes import ATTRIBUTES
from core.mini.generic import KNOTS, GenericOpinion, direction, radial_functions
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
_SHOWN = 512
# Of the appeal; chosen by cross-validation on the ratings, once: chosen anew in each fit they are
# chosen by chance as much, for so few ratings.
_WIDTH = 0.6  # a number of attributes times this is a radial function's width
_PENALTY = 0.5
_VALUES = 0.03  # prior variance of what values say, that of what is shown being 1
_LINEAR = 0.3  # of that of the radial functions, the part of the linear ones
_SHOWN_WIDTH = 0.5  # squared distances of directions lie between 0 and 4
_WEIGHTS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0)
_WON = 0.92
_DAMAGE_PENALTY = 1e-4


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
    damage, bias = fit_damage(reference.values.numpy(), pairs.ruined.values.numpy())
    some = reference.rows(slice(None, None, max(1, len(reference) // _CENTRES)))
    some = some.rows(slice(_CENTRES))
    shown = _between(direction(reference.embeddings))
    opinion = GenericOpinion(
        damage=_tensor(damage),
        bias=_tensor(bias),
        weight=_tensor(1.0),
        linear=torch.zeros(reference.values.shape[1]),
        centres=some.values.nan_to_num(0.0),
        radial=torch.zeros(len(some)),
        width=_tensor(_WIDTH * reference.values.shape[1]),
        shown=shown,
        content=torch.zeros(len(shown)),
        shown_width=_tensor(_SHOWN_WIDTH),
        quantiles=torch.zeros(_QUANTILES),
    )
    if rated is not None:
        opinion = _weighed(with_appeal(opinion, rated, reference), pairs)
    return _with_quantiles(opinion, reference)


def with_appeal(opinion: GenericOpinion, rated: Rated, reference: Seen) -> GenericOpinion:
    """The opinion with an appeal fitted on other ratings, all else as it was."""
    return _with_quantiles(fit_appeal(opinion, rated), reference)


def fit_damage(
    reference: Floats, ruined: Floats, *, penalty: float = _DAMAGE_PENALTY
) -> tuple[NDArray[np.float64], float]:
    """What values tell ruined copies (n, attributes) from photos as they are (m, attributes).

    -> heights (attributes, knots) and a bias, see GenericOpinion. Logistic regression on piecewise
    linear functions of each value (a generalised additive model, Hastie and Tibshirani 1986), the
    two sides weighing the same, with an L2 penalty; convex, so the result does not depend on a
    seed. It may use the technical attributes only: an edit moves the others by accident (noise
    makes a photo look coloured), and what was learned from that would be a prejudice.
    """
    technical = np.array([attribute.id in TECHNICAL for attribute in ATTRIBUTES])
    values = np.concatenate([reference, ruined])[:, technical]
    features = np.concatenate([_hats(column) for column in values.T], axis=1)
    truth = np.repeat([0.0, 1.0], [len(reference), len(ruined)])
    share = np.where(truth > 0, 0.5 / len(ruined), 0.5 / len(reference))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        heights, bias = weights[:-1], weights[-1]
        odds = features @ heights + bias
        value = share @ (np.logaddexp(0.0, odds) - truth * odds) + penalty * heights @ heights / 2
        wrong = share * (expit(odds) - truth)
        return float(value), np.append(features.T @ wrong + penalty * heights, wrong.sum())

    start = np.zeros(features.shape[1] + 1)
    result: NDArray[np.float64] = minimize(loss, start, jac=True, method="L-BFGS-B").x
    found = np.zeros((len(technical), len(KNOTS)))
    found[technical] = result[:-1].reshape(-1, len(KNOTS))
    return found, float(result[-1])


def _hats(column: Floats) -> NDArray[np.float64]:
    """Values (n,) as shares of the knots beside them, (n, knots); nothing where missing."""
    knots = KNOTS.double().numpy()
    shares = [np.interp(column, knots, one) for one in np.eye(len(knots))]
    return np.asarray(np.nan_to_num(np.stack(shares, axis=1)), dtype=np.float64)


def fit_appeal(opinion: GenericOpinion, rated: Rated) -> GenericOpinion:
    """The opinion with the weights of its appeal fitted on ratings.

    Kernel ridge regression on ratings of unit spread, with a linear and a radial kernel for the
    values and a radial one for what is shown, the radial ones by the Nystroem approximation on the
    opinion's centres (Williams and Seeger 2001).
    """
    ratings = (rated.ratings - rated.ratings.mean()) / max(float(rated.ratings.std()), 1e-6)
    back = _back(opinion)
    features = _features(opinion, rated.seen) @ back
    # In the dual form: there are fewer ratings than features.
    alike = features @ features.T + _PENALTY * np.eye(len(features))
    weights = back @ (features.T @ np.linalg.solve(alike, ratings))
    ends = np.cumsum([len(opinion.linear), len(opinion.radial)])
    linear, radial, shown = map(_tensor, np.split(weights, ends))
    return replace(opinion, linear=linear, radial=radial, content=shown)


def _features(opinion: GenericOpinion, seen: Seen) -> NDArray[np.float64]:
    """What the appeal is linear in: values, radial functions of both kinds, side by side."""
    return torch.cat(opinion.appeal_features(seen), dim=1).double().numpy()


def _back(opinion: GenericOpinion) -> NDArray[np.float64]:
    """The matrix that gives features their prior variances, and makes their weights ours again."""
    count = len(opinion.linear)
    linear = np.eye(count) * np.sqrt(_LINEAR * _VALUES / count)
    radial = _whitening(opinion.centres, opinion.width) * np.sqrt(_VALUES)
    shown = _whitening(opinion.shown, opinion.shown_width)
    return np.asarray(block_diag(linear, radial, shown), dtype=np.float64)


def _whitening(centres: torch.Tensor, width: torch.Tensor) -> NDArray[np.float64]:
    near = radial_functions(centres.double(), centres.double(), width.double()).numpy()
    spectrum, vectors = np.linalg.eigh(near)
    return np.asarray(vectors / np.sqrt(np.maximum(spectrum, 1e-6)))


def _between(directions: torch.Tensor) -> torch.Tensor:
    """Directions half way between two of the given ones each, drawn at random: so a few hundred
    photos span more of what photos can show."""
    pairs = np.random.default_rng(0).integers(0, len(directions), (2, _SHOWN))
    return direction(directions[pairs[0]] + directions[pairs[1]])


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


def _tensor(values: Floats | float) -> torch.Tensor:
    return torch.tensor(np.asarray(values), dtype=torch.float32)

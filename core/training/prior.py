"""The generic opinion: what every photo should be, learned from photos and their ruined copies."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit


def basis(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Values (n, attributes) in [-1, 1] -> (n, 2 * attributes): v and 1/3 - v^2; missing: zero.

    The two shapes that a visual token carries; see `core.mini.tokens`.
    """
    v = np.nan_to_num(values.astype(np.float64))
    middling = np.where(np.isnan(values), 0.0, 1 / 3 - v**2)
    return np.concatenate([v, middling], axis=1)


def fit_soundness(
    sound: NDArray[np.float32], ruined: NDArray[np.float32], *, penalty: float = 0.02
) -> NDArray[np.float64]:
    """Weights on the basis, by which sound photos beat their ruined copies.

    A Bradley-Terry model on pairs (n, attributes) each: logistic regression on the difference of
    their bases with an L2 penalty; convex, so the result does not depend on a seed.
    """
    difference = basis(sound) - basis(ruined)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = difference @ weights
        value = np.logaddexp(0.0, -margin).mean() + penalty * weights @ weights / 2
        gradient = -(difference * expit(-margin)[:, None]).mean(0) + penalty * weights
        return float(value), gradient

    start = np.zeros(difference.shape[1])
    result: NDArray[np.float64] = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return result

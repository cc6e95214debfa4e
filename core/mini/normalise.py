"""Raw measurements to where a photo stands among reference photos."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

QUANTILES = 33
_KEY = "normaliser.quantiles"


@dataclass(frozen=True, slots=True, eq=False)
class Normaliser:
    """Maps each attribute's raw values to -1..1 by its quantiles among reference photos.

    Continuous inside their range, so that a hardly different value stands hardly elsewhere. Where
    many photos share the highest value, it is a bound from which on nobody sees a difference: the
    others are spread up to it.

    `quantiles` (attributes, 33) float32, ascending; a row of NaN knows nothing and maps to 0. The
    median maps to 0; a value that many reference photos share, to the middle of their range, so a
    constant attribute maps to 0 and zeros of a mostly-zero one to a mild negative.
    """

    quantiles: NDArray[np.float32]

    @classmethod
    def fit(cls, values: NDArray[np.floating]) -> Self:
        """Learn from raw values (n, attributes); NaN are left out."""
        if values.ndim != 2:
            raise ValueError(f"raw values are (photos, attributes), not {values.shape}")
        quantiles = np.full((values.shape[1], QUANTILES), np.nan, dtype=np.float32)
        for row, column in zip(quantiles, values.T, strict=True):
            known = column[~np.isnan(column)]
            if known.size:
                row[:] = np.quantile(known.astype(np.float64), np.linspace(0, 1, QUANTILES))
        return cls(quantiles)

    def __call__(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        """Raw values (n, attributes) to float32 (n, attributes) in [-1, 1]; NaN stays NaN."""
        if values.ndim != 2 or values.shape[1] != self.quantiles.shape[0]:
            raise ValueError(f"expected (n, {self.quantiles.shape[0]}) values, not {values.shape}")
        standing = [
            _standing(column, row) for column, row in zip(values.T, self.quantiles, strict=True)
        ]
        return np.stack(standing, axis=1).astype(np.float32) if standing else np.empty_like(values)

    def to_arrays(self) -> dict[str, NDArray[np.float32]]:
        """What to store beside the weights."""
        return {_KEY: self.quantiles.copy()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.float32]]) -> Self:
        """What `to_arrays` stored. Raises KeyError or ValueError when it is not there."""
        quantiles = np.asarray(arrays[_KEY], dtype=np.float32)
        if quantiles.ndim != 2 or quantiles.shape[1] != QUANTILES:
            raise ValueError(f"stored quantiles are {quantiles.shape}, not (n, {QUANTILES})")
        return cls(quantiles)


def _standing(column: NDArray[np.floating], quantiles: NDArray[np.float32]) -> NDArray[np.float64]:
    """(n,) in -1..1 for one attribute."""
    values = column.astype(np.float32).astype(np.float64)
    if np.isnan(quantiles).any():
        return np.where(np.isnan(values), np.nan, 0.0)
    knots, first, count = np.unique(
        quantiles.astype(np.float64), return_index=True, return_counts=True
    )
    middle = first + (count - 1) / 2
    spread = np.interp(middle, (middle[0], first[-1]), (middle[0], middle[-1]))
    rank = np.interp(values, knots, spread if len(knots) > 1 else middle)
    rank = np.where(values < knots[0], 0.0, rank)
    rank = np.where(values > knots[-1], QUANTILES - 1.0, rank)
    standing = rank / (QUANTILES - 1) * 2 - 1
    return np.where(np.isnan(values), np.nan, standing)

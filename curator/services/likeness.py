"""How much alike two photos look, by their hashes and small grey pictures."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from curator.library.records import SKETCH

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

LEAST_OVERLAP = 0.2
"""The share of the width that two neighbours of a panorama have in common, at least."""

_LARGEST_OVERLAP = 0.85  # above that it is the same view again
_AT_ONCE = 256  # pairs compared at a time: some 10 MB
_FLAT = 1.0  # levels of grey; a picture with less detail says nothing about what it shows
_FLAT_OVERLAP = 3.0  # likewise what two have in common: less of it is more easily alike by chance


def differing_bits(one: int, other: int) -> int:
    """In how many of 64 bits two difference hashes differ."""
    return (one ^ other).bit_count()


class Sketches:
    """The small grey pictures of some photos, ready to be compared many at a time."""

    def __init__(self, greys: Mapping[int, bytes]) -> None:
        self._row = {photo_id: row for row, photo_id in enumerate(greys)}
        flat = np.frombuffer(b"".join(greys.values()), np.uint8).reshape(-1, SKETCH[0] * SKETCH[1])
        self._grey: Floats = flat.astype(np.float32)  # (photos, rows * columns)
        self._mean: Floats = self._grey.mean(axis=1)
        self._unit = _unit(self._grey)

    def __contains__(self, photo_id: int) -> bool:
        return photo_id in self._row

    def mean(self, photo_id: int) -> float:
        """The mean grey, 0 to 255."""
        return float(self._mean[self._row[photo_id]])

    def alike(self, ones: Sequence[int], others: Sequence[int]) -> list[float]:
        """The correlation of the greys of pairs, -1 to 1, whatever their brightness and contrast.

        It is the normalised cross-correlation at no shift (Lewis 1995, Fast Normalized
        Cross-Correlation). 0 where one of a pair has no picture or no detail.
        """
        known = [
            (place, self._row[one], self._row[other])
            for place, (one, other) in enumerate(zip(ones, others, strict=True))
            if one in self._row and other in self._row
        ]
        found = [0.0] * len(ones)
        if known:
            places, left, right = zip(*known, strict=True)
            products = np.einsum("ij,ij->i", self._unit[list(left)], self._unit[list(right)])
            for place, product in zip(places, products.tolist(), strict=True):
                found[place] = product
        return found

    def sideways(self, ones: Sequence[int], others: Sequence[int]) -> list[tuple[float, float]]:
        """By which share of the width the view moved from one to the other, and how sure that is.

        To the right is positive; sure is -1 to 1. It is the shift (with one row of wobble) at which
        what both have in common correlates best, each row's mean taken off first: that the sky is
        above the ground is the same in all landscapes. All of them must have a picture.
        """
        found: list[tuple[float, float]] = []
        for start in range(0, len(ones), _AT_ONCE):
            left = [self._row[one] for one in ones[start : start + _AT_ONCE]]
            right = [self._row[one] for one in others[start : start + _AT_ONCE]]
            found += _best_shifts(self._centred(left), self._centred(right))
        return found

    def _centred(self, rows: Sequence[int]) -> Doubles:
        grey = self._grey[list(rows)].astype(np.float64)
        grey -= grey.mean(axis=1, keepdims=True)
        return grey.reshape(-1, *SKETCH)


def _best_shifts(a: Doubles, b: Doubles) -> list[tuple[float, float]]:
    """The best shift of each pair of pictures, both (pairs, rows, columns)."""
    columns = SKETCH[1]
    overlaps = np.arange(round(columns * LEAST_OVERLAP), round(columns * _LARGEST_OVERLAP) + 1)
    moved = np.concatenate([1 - overlaps / columns, overlaps / columns - 1])
    best = np.full((len(a), len(moved)), -1.0)  # (pairs, shifts to the right, then to the left)
    for wobble in (-1, 0, 1):
        high = SKETCH[0] - abs(wobble)
        upper = a[:, max(0, wobble) :][:, :high]
        lower = b[:, max(0, -wobble) :][:, :high]
        both = (_shifted(upper, lower, overlaps), _shifted(lower, upper, overlaps))
        best = np.maximum(best, np.concatenate(both, axis=1))
    at = best.argmax(axis=1)
    return list(zip(moved[at].tolist(), best[np.arange(len(a)), at].tolist(), strict=True))


def _shifted(a: Doubles, b: Doubles, overlaps: npt.NDArray[np.int_]) -> Doubles:
    """The correlation of the right of `a` with the left of `b`, (pairs, overlaps).

    All shifts at once: the products by the Fourier transform, the rest by running sums.
    """
    columns = a.shape[2]
    size = 2 * columns  # room for shifts without wrapping round
    products = np.fft.irfft(
        np.fft.rfft(a, size) * np.fft.rfft(b, size).conj(), size
    )  # (pairs, rows, shifts): the sum of a[x + shift] * b[x]
    cross = products[:, :, columns - overlaps]
    sum_a, sum_b = _right(a)[:, :, overlaps - 1], np.cumsum(b, 2)[:, :, overlaps - 1]
    square_a = _right(a * a)[:, :, overlaps - 1]
    square_b = np.cumsum(b * b, 2)[:, :, overlaps - 1]
    together = (cross - sum_a * sum_b / overlaps).sum(1)
    own_a = (square_a - sum_a**2 / overlaps).sum(1)
    own_b = (square_b - sum_b**2 / overlaps).sum(1)
    floor = _FLAT_OVERLAP**2 * overlaps * a.shape[1]
    detailed = np.minimum(own_a, own_b) > floor
    lengths = np.sqrt(np.maximum(own_a * own_b, 1e-9))
    return np.where(detailed, together / lengths, -1.0)


def _right(values: Doubles) -> Doubles:
    """Sums over the last 1, 2, 3, ... columns."""
    return np.cumsum(values[:, :, ::-1], 2)


def _unit(grey: Floats) -> Floats:
    """Each picture without its mean, of length 1; without detail, of length 0."""
    centred = grey - grey.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    enough = length > _FLAT * np.sqrt(grey.shape[1])
    return np.where(enough, centred / np.maximum(length, 1e-6), 0.0).astype(np.float32)

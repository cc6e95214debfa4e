"""The generic opinion: what a photo is worth to nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

import torch
from torch import Tensor
from torch.nn import functional

from core.mini.seen import Seen

KNOTS = torch.tensor([-1, -0.97, -0.9, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 0.9, 0.97, 1])
"""Of the values: damage is linear between them. Dense at the ends, where damage lies."""

_KEY = "generic."
_MARGIN = 0.5  # how far beyond the reference photos' -1..1 a standing can go


@dataclass(frozen=True, slots=True, eq=False)
class GenericOpinion:
    """Technical soundness and general appeal of photos, from attribute values and embeddings.

    Worth = appeal - `weight` x softplus(d), where d is how likely the photo is damaged, in
    log-odds: `bias` and the `damage` of each value, linear between KNOTS. Nearly all photos are
    sound, and that is enough: more than sound makes no photo better. Appeal is a
    kernel machine: a linear term and radial functions around `centres` for the values, and radial
    functions around `shown` for what the photo shows.

    `damage` (attributes, knots), `linear` (attributes), `centres` (centres, attributes),
    `radial` (centres), `shown` (shown, text size) of length one, `content` (shown), `bias`,
    `weight`, `width`, `shown_width`: scalars; `quantiles` (n) of worth among reference photos,
    ascending.
    """

    damage: Tensor
    bias: Tensor
    weight: Tensor
    linear: Tensor
    centres: Tensor
    radial: Tensor
    width: Tensor
    shown: Tensor
    content: Tensor
    shown_width: Tensor
    quantiles: Tensor

    def __call__(self, seen: Seen) -> Tensor:
        """Photos -> where they stand among reference photos.

        (photos,): -1 the worst of them, 1 the best, and up to half as much beyond.
        """
        return self._standing(self.worth(seen))

    def worth(self, seen: Seen) -> Tensor:
        """Photos -> worth (photos,), no fixed range."""
        return self.appeal(seen) - self.weight * functional.softplus(self.damaged(seen.values))

    def damaged(self, values: Tensor) -> Tensor:
        """values (photos, attributes) -> log-odds of damage (photos,). What is missing says
        nothing."""
        knots = KNOTS.to(values.device)
        above = torch.bucketize(values, knots).clamp(1, len(knots) - 1)
        low, high = knots[above - 1], knots[above]
        share = (values.clamp(-1, 1) - low) / (high - low)
        each = torch.arange(values.shape[1], device=values.device)
        heights = self.damage[each, above - 1] * (1 - share) + self.damage[each, above] * share
        return self.bias + heights.nan_to_num(0.0).sum(1)

    def appeal(self, seen: Seen) -> Tensor:
        """Photos -> appeal (photos,), no fixed range. What is missing says nothing."""
        weights = (self.linear, self.radial, self.content)
        parts = zip(self.appeal_features(seen), weights, strict=True)
        return torch.stack([features @ weight for features, weight in parts]).sum(0)

    def appeal_features(self, seen: Seen) -> tuple[Tensor, Tensor, Tensor]:
        """What appeal is linear in: (photos, attributes), (photos, centres), (photos, shown)."""
        known = seen.values.nan_to_num(0.0)
        near = radial_functions(known, self.centres, self.width)
        alike = radial_functions(direction(seen.embeddings), self.shown, self.shown_width)
        return known, near, alike.mul_(~seen.embeddings[:, :1].isnan())  # all of it, or nothing

    def _standing(self, worth: Tensor) -> Tensor:
        last = len(self.quantiles) - 1
        above = torch.searchsorted(self.quantiles, worth).clamp(1, last)
        low, high = self.quantiles[above - 1], self.quantiles[above]
        rank = above - 1 + ((worth - low) / (high - low).clamp(min=1e-6)).clamp(0, 1)
        lowest, highest = self.quantiles[0], self.quantiles[-1]
        beyond = (worth - highest).clamp(min=0) - (lowest - worth).clamp(min=0)
        return rank / last * 2 - 1 + _MARGIN * torch.tanh(beyond / (highest - lowest))

    def to(self, device: torch.device) -> Self:
        """The same on another device."""
        return type(self)(*(getattr(self, field.name).to(device) for field in fields(self)))

    def to_arrays(self) -> dict[str, Tensor]:
        """What to store beside the weights."""
        return {_KEY + field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Tensor]) -> Self:
        """What `to_arrays` stored. Raises KeyError when it is not there."""
        return cls(*(arrays[_KEY + field.name] for field in fields(cls)))


def radial_functions(values: Tensor, centres: Tensor, width: Tensor) -> Tensor:
    """exp(-|v - c|^2 / width): (n, size) and (centres, size) -> (n, centres)."""
    near = torch.addmm(centres.square().sum(1), values, centres.T, beta=-1, alpha=2)
    return near.sub_(values.square().sum(1, keepdim=True)).div_(width).exp_()


def direction(embeddings: Tensor) -> Tensor:
    """Embeddings (photos, text size), NaN where missing, brought to length one; missing: zero."""
    return functional.normalize(embeddings.nan_to_num(0.0), dim=-1)

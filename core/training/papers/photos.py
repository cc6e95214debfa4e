"""The photos of a training, as the frozen tower sees them."""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from core.errors import CoreError
from core.judge import Pixels
from core.mini.attributes.scene import shrink
from core.pmllm.reader import ProfileReader
from core.pmllm.tower import TowerFeatures
from core.training.pool import load_pixels

_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
_logger = logging.getLogger(__name__)


class PhotoSource:
    """Photos of a folder, by their path in it; a photo that cannot be read is left out.

    What the tower sees of a photo never changes, so it can be kept in memory for the last `kept`.
    """

    def __init__(self, folder: Path, reader: ProfileReader, *, side: int, kept: int) -> None:
        """`side`: pixels that a photo's long side is brought to."""
        self._folder = folder
        self._reader = reader
        self._side = side
        self._kept = kept
        self._features: OrderedDict[str, TowerFeatures] = OrderedDict()
        self._broken: set[str] = set()

    def pixels(self, name: str) -> Pixels | None:
        """A photo's pixels; None when it cannot be read, which is said once."""
        if name in self._broken:
            return None
        try:
            return np.ascontiguousarray(shrink(load_pixels(self._folder / name), self._side))
        except _BROKEN as error:
            self._broken.add(name)
            _logger.warning("The photo %s is left out: %s", self._folder / name, error)
            return None

    def draw(
        self, names: Sequence[str], count: int, rng: np.random.Generator
    ) -> list[tuple[str, Pixels]]:
        """So many photos at random, none twice where there are enough; broken ones are replaced.

        Raises CoreError when none of them can be read.
        """
        found: list[tuple[str, Pixels]] = []
        for at in rng.permutation(len(names)):
            pixels = self.pixels(names[at])
            if pixels is not None:
                found.append((names[at], pixels))
            if len(found) == count:
                return found
        if not found:
            raise CoreError(f"None of the photos in {self._folder} can be read.")
        return [found[i % len(found)] for i in range(count)]

    def see(self, images: Sequence[Pixels]) -> TowerFeatures:
        """What the tower sees of pixels."""
        return self._reader.features(images)

    def see_names(self, names: Sequence[str]) -> tuple[TowerFeatures | None, list[str]]:
        """What the tower sees of photos, and which of them could be read; None when none could."""
        if not self._kept:
            pixels = {name: self.pixels(name) for name in names}
            images = {name: found for name, found in pixels.items() if found is not None}
            return (self.see(list(images.values())) if images else None), list(images)
        seen = {name: self._kept_features(name) for name in names}
        there = {name: found for name, found in seen.items() if found is not None}
        return (stack(list(there.values())) if there else None), list(there)

    def _kept_features(self, name: str) -> TowerFeatures | None:
        """A photo's features, from memory or seen by itself: in a batch with others they would
        differ in the last digits, by what else was in memory, and no run could be repeated."""
        found = self._features.get(name)
        if found is None:
            pixels = self.pixels(name)
            if pixels is None:
                return None
            found = self._features[name] = self.see([pixels])
        self._features.move_to_end(name)
        while len(self._features) > self._kept:
            self._features.popitem(last=False)
        return found


def rows(features: TowerFeatures, chosen: Tensor) -> TowerFeatures:
    """Some of the photos, each of them as often as it is chosen."""
    low, middle, high = (scale[chosen.to(scale.device)] for scale in features.scales)
    place = features.whole.device
    padding = None if features.padding is None else features.padding[chosen.to(place)]
    whole, content = (part[chosen.to(place)] for part in (features.whole, features.content))
    return TowerFeatures((low, middle, high), padding, whole, content)


def stack(parts: Sequence[TowerFeatures]) -> TowerFeatures:
    """Several photos' features as one batch."""
    low, middle, high = (torch.cat([part.scales[i] for part in parts]) for i in range(3))
    padding = [part.padding for part in parts if part.padding is not None]
    return TowerFeatures(
        (low, middle, high),
        torch.cat(padding) if padding else None,
        torch.cat([part.whole for part in parts]),
        torch.cat([part.content for part in parts]),
    )

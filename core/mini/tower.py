"""The content tower: a small convolutional network; photos get a place in MiniLM's text space."""

from dataclasses import dataclass
from typing import Any, Self

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from core.judge import Pixels

SHORT_SIDE = 80
"""Pixels of the shorter side of each view of a photo in front of the tower: as in the last of its
training. This and `_MIDDLE` told most on the validation photos."""

_MIDDLE = 0.8  # of both sides, in the second view
_LONGEST = 2.0  # times the shorter side; of longer panoramas the middle
_OWN = 0.25  # the weight of a word's own opinion; what told best on the validation photos
_SURE = 1.4  # classes are learned from softened labels, and are surer than they say
_TURN_UNIT = 10.0  # degrees
_MEAN, _SPREAD = 114.0, 66.0  # of the 255 levels of photos: one for all channels keeps colours


@dataclass(frozen=True, slots=True)
class TowerConfig:
    """The shape of a tower: the content words that it tells, how many classes of things it tells
    them by, the channels of its stages (the first sees a quarter of the picture's sides, each
    further one half of those before) and the residual blocks in them, and the size of its
    embedding, that of the frozen language model."""

    words: tuple[str, ...]
    classes: int
    widths: tuple[int, ...] = (64, 128, 256, 384)
    blocks: tuple[int, ...] = (1, 2, 2, 1)
    text_size: int = 384

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """What `dataclasses.asdict` and JSON made of it. Raises TypeError if that does not fit."""
        given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Features:
    """Maps of three depths, (photos, channels, height, width) each: edges and colours, parts of
    things, things."""

    shallow: Tensor
    middle: Tensor
    deep: Tensor


class ContentTower(nn.Module):
    """A residual network (He et al. 2016) with its embedding in the language model's text space.

    The text side is locked, as in LiT (Zhai et al. 2022): the photo's embedding was pulled to the
    sentence embeddings of what the photo shows, so any words can be compared with it.
    """

    def __init__(self, config: TowerConfig) -> None:
        super().__init__()
        self.config = config
        first = config.widths[0]
        self.stem = nn.Sequential(
            nn.Conv2d(3, first, 7, stride=4, padding=2, bias=False),
            nn.BatchNorm2d(first),
            nn.ReLU(),
        )
        stages, before = [], first
        for depth, (width, blocks) in enumerate(zip(config.widths, config.blocks, strict=True)):
            stride = 1 if depth == 0 else 2
            stage = [_Block(before, width, stride)]
            stage += [_Block(width, width, 1) for _ in range(blocks - 1)]
            stages.append(nn.Sequential(*stage))
            before = width
        self.stages = nn.ModuleList(stages)
        self.to_text = nn.Linear(before, config.text_size)
        self.words = nn.Linear(config.text_size, len(config.words))
        self.classes = nn.Linear(config.text_size, config.classes)
        self.shown_in = nn.Buffer(torch.zeros(config.classes, len(config.words)))
        self.to_turn = nn.Linear(config.widths[-2] + before, 1)

    def features(self, photos: Tensor) -> Features:
        """photos (photos, 3, height, width) as `prepare` makes them -> maps of three depths."""
        maps = [self.stem(photos)]
        for stage in self.stages:
            maps.append(stage(maps[-1]))
        return Features(maps[-4], maps[-2], maps[-1])

    def forward(self, photos: Tensor) -> tuple[Tensor, Tensor]:
        """photos (photos, 3, height, width) -> embeddings (photos, text size), of any length, and
        the degrees (photos,) by which they seem turned clockwise, the surer the further from 0."""
        features = self.features(photos)
        middle, deep = features.middle.mean((2, 3)), features.deep.mean((2, 3))
        return self.to_text(deep), self.to_turn(torch.cat([middle, deep], 1))[:, 0] * _TURN_UNIT

    def told(self, embedding: Tensor) -> Tensor:
        """Embeddings (photos, text size) -> how likely photos show the classes (only one of them
        each) and the words: (photos, classes + words), 0 to 1.

        Of the words, two opinions together: each word's own, and that of the classes, of which it
        is known which words they show (`shown_in`), so that rare words gain by what their classes
        learn.
        """
        own = torch.sigmoid(self.words(embedding))
        classes = (_SURE * self.classes(embedding)).softmax(-1)
        words = _OWN * own + (1 - _OWN) * (classes @ self.shown_in)
        return torch.cat([classes, words], dim=1)

    def ready(self, dtype: torch.dtype = torch.float32) -> Self:
        """The tower for looking only, normalisations folded into the convolutions; in place.

        `dtype`: what it looks at photos in; what it tells of embeddings stays as it is.
        """
        self.eval().requires_grad_(False).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        for module in list(self.modules()):
            if isinstance(module, _Block):
                module.fold()
        self.stem = nn.Sequential(_folded(self.stem[0], self.stem[1]), self.stem[2])
        for looking in (self.stem, self.stages, self.to_text, self.to_turn):
            looking.to(dtype)
        return self


class _Block(nn.Module):
    """Two convolutions beside a shortcut; where the sides halve, the shortcut is the mean of four
    (ResNet-D, He et al. 2019)."""

    def __init__(self, before: int, width: int, stride: int) -> None:
        super().__init__()
        self.first: nn.Module = nn.Conv2d(before, width, 3, stride, 1, bias=False)
        self.first_norm: nn.Module = nn.BatchNorm2d(width)
        self.second: nn.Module = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.second_norm: nn.Module = nn.BatchNorm2d(width)
        self.shortcut = nn.Sequential()
        if stride != 1 or before != width:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride, ceil_mode=True) if stride != 1 else nn.Identity(),
                nn.Conv2d(before, width, 1, bias=False),
                nn.BatchNorm2d(width),
            )

    def fold(self) -> None:
        """Each normalisation into the convolution before it; in place, for looking only."""
        self.first, self.first_norm = _folded(self.first, self.first_norm), nn.Identity()
        self.second, self.second_norm = _folded(self.second, self.second_norm), nn.Identity()
        if len(self.shortcut):
            pool, convolution, norm = self.shortcut
            self.shortcut = nn.Sequential(pool, _folded(convolution, norm))

    def forward(self, x: Tensor) -> Tensor:
        inner = functional.relu(self.first_norm(self.first(x)), inplace=True)
        y: Tensor = self.second_norm(self.second(inner))
        return functional.relu(y.add_(self.shortcut(x)), inplace=True)


def _folded(convolution: nn.Module, norm: nn.Module) -> nn.Module:
    """A normalisation put into the convolution before it."""
    assert isinstance(convolution, nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm2d)
    return fuse_conv_bn_eval(convolution, norm)


def views(pixels: Pixels) -> Pixels:
    """A photo (height, width, 3) -> two views of it (2, height, width, 3), their shorter side of
    SHORT_SIDE pixels: the whole, and mirrored its middle, larger; of a panorama its middle.

    What the tower says of both together is surer than of either; it was trained to say the same of
    a thing whichever way it looks and however large it is.
    """
    height, width = pixels.shape[:2]
    longest = round(min(height, width) * _LONGEST)
    whole = _middle(pixels, min(height, longest), min(width, longest))
    height, width = whole.shape[:2]
    while min(height, width) * _MIDDLE >= 2 * SHORT_SIDE:  # many times faster than all at once
        height, width = height // 2, width // 2
        whole = _resized(whole[: 2 * height, : 2 * width], (width, height))
    middle = _middle(whole, max(1, round(height * _MIDDLE)), max(1, round(width * _MIDDLE)))
    scale = SHORT_SIDE / min(height, width)
    size = (round(width * scale), round(height * scale))
    return np.stack([_resized(whole, size), _resized(middle, size)[:, ::-1]])


def _middle(pixels: Pixels, height: int, width: int) -> Pixels:
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    return pixels[top : top + height, left : left + width]


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Pixels with another width and height."""
    way = cv2.INTER_AREA if size[0] < pixels.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=way), dtype=np.uint8)


def prepare(pixels: Pixels) -> Tensor:
    """uint8 pixels (..., height, width, 3) -> what the tower takes, (..., 3, height, width)."""
    return (torch.from_numpy(pixels).movedim(-1, -3).float() - _MEAN) / _SPREAD

"""What is in a photo: its embedding by the content tower, and how well it matches any words."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor
from torch.nn import functional

from core.errors import JudgeUnavailableError
from core.judge import Pixels
from core.mini.attributes import ATTRIBUTES
from core.mini.packed import pack
from core.mini.seen import EMBEDDING_SIZE, Seen
from core.mini.tower import SHORT_SIDE, ContentTower, TowerConfig, prepare, views
from core.pmllm.frozen_lm import FrozenEncoder

FORMAT = "curator-content-2"
METADATA_KEY = "curator"

REFERENCE_KEY = "content.reference"
"""In a checkpoint of the mini judge: embeddings of unlabelled photos, see `Content`."""

_NAMES = "names"  # of the classes and words, beside the tower's weights
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "people": ("person",),
        "animals": (
            *("wild animal", "dog", "cat", "bird", "insect", "marine animal", "farm animal"),
            *("reptile/amphibian", "horse", "small pet"),
        ),
        "landscape": (
            *("mountain", "sea/beach", "lake/river", "tree/forest", "field/countryside"),
            *("grass/field", "snow/ice", "sky/sunset"),
        ),
        "city": ("street/city", "building"),
        "food": ("food", "fruit/vegetable"),
        "flowers": ("flower", "garden"),
        "interior": ("interior",),
        "vehicles": ("car", "motorbike", "aeroplane", "boat", "bus/truck", "train", "bicycle"),
    }
)
"""Everyday words -> the content words that they stand for."""

ALSO_SHOWN: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "faces": ("people", 1.0),
        "sky": ("the sky and clouds", 0.5),
        "greenery": ("trees, grass and plants", 0.5),
        "water": ("the sea, lakes and rivers", 0.5),
    }
)
"""Attributes that are about what a photo shows -> words for it, and how much what the tower tells
counts beside what was measured: a blue wall is no water, and people also turn their backs."""

_ASKED = ("{}", "a photo of {}")
# Chosen on the validation photos, by a hundred words for them that were not taught.
_NARROW = 0.05  # likeness to names that makes a share e times smaller
_RELATED = 0.2, 0.5  # likeness to the likest name: from "nothing that is told" to "something"
_SAME = 0.8  # likeness of words that say the same
_TOLD = 0.9  # the weight of what is told, of words that are related to it
_FACE = 0.98  # how surely a face shows a person: false ones are rare, see `attributes.faces`
_PERSON = "person"
_NEVER = 1e-6  # a likelihood that is none
_USUAL = (2 * SHORT_SIDE, 3 * SHORT_SIDE, 3)  # the shape of most photos


@dataclass(frozen=True, slots=True)
class Query:
    """Words to look for in photos: their `direction` (text size,) in the text space, how much
    they speak of each class and content word that the tower tells, `shares` (classes + words,)
    with the sum 1, and how far these say what the words say, `trust` (), 0 to 1. `near` and `told`
    (2,): mean and deviation among photos in general of the likeness to the direction, and of the
    logit of what is told."""

    direction: Tensor
    shares: Tensor
    trust: Tensor
    near: Tensor
    told: Tensor


class Content:
    """The content tower, and what photos in general are like in front of it."""

    def __init__(
        self,
        tower: ContentTower,
        names: Tensor,
        reference: Tensor,
        language_model: FrozenEncoder,
    ) -> None:
        """`names` (classes + words, text size): what the tower's classes and content words are
        called, of length one; `reference` (n, text size): embeddings of unlabelled photos, to
        calibrate matches by.
        """
        self.tower = tower
        self._names = names
        self._language_model = language_model
        self._towards = functional.normalize(reference, dim=-1)
        self._usual = tower.told(reference)
        called = self.words.index(_PERSON) if _PERSON in self.words else None
        self._person = None if called is None else called - len(self.words)
        self.ask = functools.lru_cache(maxsize=4096)(self._ask)
        self._also = {
            place: (self.ask(ALSO_SHOWN[attribute.id][0]), ALSO_SHOWN[attribute.id][1])
            for place, attribute in enumerate(ATTRIBUTES)
            if attribute.id in ALSO_SHOWN
        }

    @property
    def words(self) -> tuple[str, ...]:
        """The content words that the tower tells."""
        return self.tower.config.words

    def probabilities(self, seen: Seen) -> Tensor:
        """How likely photos show each content word, (photos, words), 0 to 1."""
        return self._told(seen)[:, -len(self.words) :]

    def values(self, seen: Seen, attributes: Sequence[int]) -> Tensor:
        """The values of some attributes, (photos, attributes); those of ALSO_SHOWN as the tower
        tells them, too."""
        values = seen.values[:, list(attributes)]
        columns = [i for i, attribute in enumerate(attributes) if attribute in self._also]
        if not columns:
            return values
        queries, weights = zip(*(self._also[attributes[i]] for i in columns), strict=True)
        told, measured = self.match(seen, queries), values[:, columns]
        both = torch.lerp(measured, told, told.new_tensor(weights))
        both = torch.where(measured.isnan(), told, both)
        values[:, columns] = torch.where(told.isnan(), measured, both)
        return values

    def match(self, seen: Seen, queries: Sequence[Query]) -> Tensor:
        """How well photos match words, among photos in general.

        -> (photos, queries), -1 to 1, NaN where there is no embedding. Photos that have nothing to
        do with the words stand well below 0, those that show them near 1: 2 F(z - 1) - 1, where z
        is the likeness in standard deviations from the mean of the reference photos and F the
        normal distribution function. Likeness is told by the tower's classes and content words
        that are called much like the words (after ConSE, Norouzi et al. 2014), and by the
        embedding's own direction, which is all there is for words far from their names.
        """
        if not queries:
            return seen.embeddings.new_zeros(len(seen), 0)
        asked = torch.stack([query.direction for query in queries], dim=1)
        near = functional.normalize(seen.embeddings, dim=-1) @ asked
        near = _standard(near, torch.stack([query.near for query in queries]))
        shares = torch.stack([query.shares for query in queries], dim=1)
        told = torch.logit(self._told(seen) @ shares, eps=_NEVER)
        told = _standard(told, torch.stack([query.told for query in queries]))
        trust = torch.stack([query.trust for query in queries])
        return torch.erf((torch.lerp(near, told, _TOLD * trust) - 1) / 2**0.5)

    def is_shown(self, words: str) -> bool:
        """Whether words say what a content word says, other than what an attribute of ALSO_SHOWN
        is about. Several words say more than that, and are not looked at: that takes time."""
        if " " in words:
            return False
        likeness = self._names[-len(self.words) :] @ self.ask(words).direction
        known = torch.stack([query.direction for query, _ in self._also.values()])
        return bool(likeness.max() >= _SAME > (known @ self.ask(words).direction).max())

    def _told(self, seen: Seen) -> Tensor:
        """How likely photos show what the tower tells; people also by the faces found."""
        told = self.tower.told(seen.embeddings)
        if self._person is not None:
            person = told[:, self._person]
            told[:, self._person] = torch.where(seen.faces, person.clamp(min=_FACE), person)
        return told

    def _ask(self, words: str) -> Query:
        asked = self._language_model.embed([text.replace("{}", words) for text in _ASKED])
        direction = functional.normalize(asked.mean(0), dim=0)
        likeness = self._names @ direction
        low, high = _RELATED
        trust = ((likeness.amax() - low) / (high - low)).clamp(0, 1)
        shares = (likeness / _NARROW).softmax(0)
        told = torch.logit(self._usual @ shares, eps=_NEVER)
        return Query(direction, shares, trust, _usual(self._towards @ direction), _usual(told))


@torch.inference_mode()
def see(tower: ContentTower | None, pixels: Pixels) -> tuple[NDArray[np.float16], float]:
    """A photo (height, width, 3) -> its embedding (EMBEDDING_SIZE,), and the degrees by which it
    seems turned clockwise, by its two views together; NaN without a tower."""
    if tower is None:
        return np.full(EMBEDDING_SIZE, np.nan, np.float16), np.nan
    kind = tower.to_text.weight
    photo = prepare(views(pixels)).to(kind.device, kind.dtype)
    embedding, turned = tower(photo.contiguous(memory_format=torch.channels_last))
    whole, mirrored = turned.float().tolist()
    return np.asarray(embedding.float().mean(0).half().cpu()), (whole - mirrored) / 2


@functools.cache
def _has_bfloat16() -> bool:
    """Whether the processor has instructions for it: then a look by the tower is a third faster."""
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))


def save_content(path: Path, tower: ContentTower, names: Tensor) -> None:
    """Write a tower, in half precision, and what its classes and words are called (classes +
    words, text size).

    The same tower gives the same bytes.
    """
    tensors = {name: value.detach() for name, value in tower.state_dict().items()} | {_NAMES: names}
    halved = {
        name: (value.half() if value.is_floating_point() else value).contiguous()
        for name, value in sorted(tensors.items())
    }
    header = json.dumps({"format": FORMAT, "config": asdict(tower.config)}, sort_keys=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(save(halved, metadata={METADATA_KEY: header}))


def load_tower(path: Path, *, device: str = "cpu") -> tuple[ContentTower, Tensor]:
    """The tower of a file, ready to look, and what its classes and words are called.

    Raises as `read_tower`.
    """
    tower, names = read_tower(path, device=device)
    if torch.device(device).type != "cpu" or not _has_bfloat16():
        return tower.ready(), names
    tower.ready(torch.bfloat16)
    pack(tower)
    see(tower, np.zeros(_USUAL, np.uint8))  # packs it for most photos' shape
    return tower, names


def read_tower(path: Path, *, device: str = "cpu") -> tuple[ContentTower, Tensor]:
    """The tower of a file, as it was trained, and what its classes and words are called.

    Raises JudgeUnavailableError with a sentence when the file is damaged or of another format.
    """
    try:
        with safe_open(path, framework="pt", device=device) as file:
            header = json.loads((file.metadata() or {}).get(METADATA_KEY, "{}"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        if header.get("format") != FORMAT:
            raise JudgeUnavailableError(f"{path.name} is not a content tower of this version.")
        tower = ContentTower(TowerConfig.from_dict(header["config"])).to(device)
        names = tensors.pop(_NAMES).float()
        tower.load_state_dict(tensors)
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise JudgeUnavailableError(f"The weights {path.name} cannot be read: {error}.") from error
    return tower, names


def load_content(
    path: Path | None, reference: Tensor, language_model: FrozenEncoder
) -> Content | None:
    """A tower's file as what tells contents; None without a file, or without reference photos.

    Raises JudgeUnavailableError as `load_tower` does.
    """
    if path is None or bool(reference.isnan().any()):
        return None
    tower, names = load_tower(path, device=language_model.device.type)
    return Content(tower, names, reference.float(), language_model)


def _usual(values: Tensor) -> Tensor:
    """Values of photos in general (n,) -> their mean and deviation (2,)."""
    return torch.stack([values.mean(), values.std().clamp(min=1e-6)])


def _standard(values: Tensor, usual: Tensor) -> Tensor:
    """(photos, queries) in deviations from the mean; usual (queries, 2)."""
    return (values - usual[:, 0]) / usual[:, 1]

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
from core.mini.seen import EMBEDDING_SIZE
from core.mini.tower import ContentTower, TowerConfig, prepare, reduce
from core.pmllm.frozen_lm import FrozenEncoder

FORMAT = "curator-content-1"
METADATA_KEY = "curator"

REFERENCE_KEY = "content.reference"
"""In a checkpoint of the mini judge: embeddings of unlabelled photos, see `Content`."""

_NAMES = "names"  # of the words, beside the tower's weights
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

_ASKED = ("{}", "a photo of {}")
_SAME = 0.6, 0.85  # likeness to a content word's name: from "not at all" to "the same thing"


@dataclass(frozen=True, slots=True)
class Query:
    """Words to look for in photos: their `direction` (text size,) in the text space, and how much
    each content word is what they say, `words` (words,), 0 to 1."""

    direction: Tensor
    words: Tensor


class Content:
    """The content tower, and what photos in general are like in front of it."""

    def __init__(
        self,
        tower: ContentTower,
        names: Tensor,
        reference: Tensor,
        language_model: FrozenEncoder,
    ) -> None:
        """`names` (words, text size): what the tower's content words are called, of length one;
        `reference` (n, text size): embeddings of unlabelled photos, to calibrate matches by.
        """
        self.tower = tower
        self._names = names
        self._language_model = language_model
        self._towards = functional.normalize(reference, dim=-1)
        told = tower.word_logits(reference)
        self._usual_words = told.mean(0), told.std(0)
        self.ask = functools.lru_cache(maxsize=4096)(self._ask)

    @property
    def words(self) -> tuple[str, ...]:
        """The content words that the tower tells."""
        return self.tower.config.words

    def probabilities(self, embeddings: Tensor) -> Tensor:
        """Embeddings (photos, EMBEDDING_SIZE) -> how likely each content word is shown, 0 to 1."""
        return torch.sigmoid(self.tower.word_logits(embeddings))

    def match(self, embeddings: Tensor, queries: Sequence[Query]) -> Tensor:
        """How well photos match words, among photos in general.

        embeddings (photos, EMBEDDING_SIZE), NaN where there is none -> (photos, queries), -1 to 1,
        NaN where there is none. Photos that have nothing to do with the words stand well below 0,
        those that show them near 1: 2 F(z - 1) - 1, where z is the likeness in standard deviations
        from the mean of the reference photos and F the normal distribution function. Words that
        say what a content word says are answered by that word's own reading.
        """
        if not queries:
            return embeddings.new_zeros(len(embeddings), 0)
        asked = torch.stack([query.direction for query in queries], dim=1)
        far = _standard(
            functional.normalize(embeddings, dim=-1) @ asked,
            (self._towards @ asked).mean(0),
            (self._towards @ asked).std(0),
        )
        named = torch.stack([query.words for query in queries], dim=1)  # (words, queries)
        told = _standard(self.tower.word_logits(embeddings), *self._usual_words)
        trust = named.amax(0)
        share = named.square() / named.square().sum(0).clamp(min=1e-6)
        far = (1 - trust) * far + trust * (told @ share)
        return torch.erf((far - 1) / 2**0.5)

    def _ask(self, words: str) -> Query:
        asked = self._language_model.embed([text.replace("{}", words) for text in _ASKED])
        direction = functional.normalize(asked.mean(0), dim=0)
        low, high = _SAME
        return Query(direction, ((self._names @ direction - low) / (high - low)).clamp(0, 1))


@torch.inference_mode()
def see(tower: ContentTower | None, pixels: Pixels) -> tuple[NDArray[np.float16], float]:
    """A photo (height, width, 3) -> its embedding (EMBEDDING_SIZE,), and the degrees by which it
    seems turned clockwise; NaN without a tower."""
    if tower is None:
        return np.full(EMBEDDING_SIZE, np.nan, np.float16), np.nan
    photo = prepare(reduce(pixels)).unsqueeze(0).contiguous(memory_format=torch.channels_last)
    device = tower.words.weight.device
    with torch.autocast("cpu", torch.bfloat16, enabled=device.type == "cpu" and _has_bfloat16()):
        embedding, turned = tower(photo.to(device))
    return np.asarray(embedding[0].half().cpu()), float(turned[0])


@functools.cache
def _has_bfloat16() -> bool:
    """Whether the processor has instructions for it: then a look by the tower is a third faster."""
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))


def save_content(path: Path, tower: ContentTower, names: Tensor) -> None:
    """Write a tower, in half precision, and what its words are called (words, text size).

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
    """The tower of a file, ready to look, and what its words are called. Raises as `read_tower`."""
    tower, names = read_tower(path, device=device)
    return tower.ready(), names


def read_tower(path: Path, *, device: str = "cpu") -> tuple[ContentTower, Tensor]:
    """The tower of a file, as it was trained, and what its words are called.

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


def _standard(values: Tensor, mean: Tensor, spread: Tensor) -> Tensor:
    return (values - mean) / spread.clamp(min=1e-6)

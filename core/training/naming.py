"""What labelled photographs show, as numbers, and what that is called, as sentence embeddings."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.pmllm.frozen_lm import FrozenEncoder
from core.resources import resource
from core.training.semantic import Labelled

_LEAST_EXAMPLES = 30  # of a content word; rarer ones are not told


@dataclass(frozen=True, slots=True)
class Texts:
    """What things are called, as sentence embeddings of length one: `fine` and `words` hold one
    tensor (names, text size) a class or word, `captions` one for each captioned photo."""

    fine: list[Tensor]
    words: list[Tensor]
    captions: dict[int, Tensor]


@dataclass(frozen=True, slots=True)
class Labels:
    """Photos' `fine` class (photos,), -1 for none, and which of the content words are `shown`,
    (photos, words), 1 or 0; the names of both in the order of their numbers."""

    classes: tuple[str, ...]
    words: tuple[str, ...]
    fine: Tensor
    shown: Tensor

    @property
    def shown_in(self) -> Tensor:
        """(classes, words): the share of the photos of each class that show each word."""
        named = self.fine >= 0
        of_class = torch.nn.functional.one_hot(self.fine[named], len(self.classes)).float()
        return of_class.T @ self.shown[named] / of_class.sum(0).unsqueeze(1).clamp(min=1)


def label(photos: Sequence[Labelled]) -> Labels:
    """The classes and words of photos, as numbers."""
    names = tomllib.loads(resource("lexicon", "semantic.toml").read_text("utf-8"))["names"]
    called = [names.get(photo.fine, photo.fine.replace("-", " ")) for photo in photos]
    classes = sorted({name for name in called if name})
    counts = Counter(word for photo in photos for word in photo.words)
    words = tuple(sorted(word for word, count in counts.items() if count >= _LEAST_EXAMPLES))
    place = {name: i for i, name in enumerate(classes)}
    shown = [[float(word in photo.words) for word in words] for photo in photos]
    return Labels(
        tuple(classes), words, torch.tensor([place.get(c, -1) for c in called]), torch.tensor(shown)
    )


def embed_texts(language_model: FrozenEncoder, photos: Sequence[Labelled], labels: Labels) -> Texts:
    """Embed the names of classes and words in every template, and the captions."""
    data = tomllib.loads(resource("lexicon", "semantic.toml").read_text("utf-8"))
    hypernyms: dict[str, str] = {}
    for photo, at in zip(photos, labels.fine.tolist(), strict=True):
        if at >= 0 and photo.words:
            hypernyms[labels.classes[at]] = data["words"].get(photo.words[0], photo.words)[0]
    fine = []
    for name in labels.classes:
        names = [name, name, f"{name}, {hypernyms[name]}" if name in hypernyms else name]
        fine.append([t.replace("{}", n) for t in dict.fromkeys(data["templates"]) for n in names])
    words = [
        [t.replace("{}", n) for t in dict.fromkeys(data["templates"]) for n in data["words"][w]]
        for w in labels.words
    ]
    captions = {i: list(photo.captions) for i, photo in enumerate(photos) if photo.captions}
    flat = [text for group in (*fine, *words, *captions.values()) for text in group]
    distinct = list(dict.fromkeys(flat))
    embedded = dict(zip(distinct, language_model.embed(distinct), strict=True))
    return Texts(
        [torch.stack([embedded[t] for t in group]) for group in fine],
        [torch.stack([embedded[t] for t in group]) for group in words],
        {i: torch.stack([embedded[t] for t in group]) for i, group in captions.items()},
    )

"""Content: does "I love X" put the photos of X first, and are the content words told right?

*First*: `resources/lexicon/content_test.toml` says of some 1,700 photos which show what, labelled
by eye. For each of its statements, alone in a profile, the area under the ROC curve of the judge's
score, photos that clearly show it against those that do not; unclear ones are left out, and so are
photos that are not in the folder. *In the set* are the statements that name a content word of the
tower by its own name; *outside* are paraphrases of those words and all other contents. The figure
is the mean over the statements.

*Words*: mean average precision of the tower's content words on the labelled photos that its
training kept apart for this (`core.training.semantic`), over the words with 100 or more examples
among all labelled photos.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from core.evaluation.bench import Bench, NotMeasuredError
from core.evaluation.metrics import area_under_roc, average_precision
from core.mini.content import see
from core.profile import Profile
from core.resources import resource
from core.training.semantic import count_words, load_semantic

_COMMON = 100  # examples of a content word
_FEWEST = 4  # photos of a content in the folder; fewer say nothing


@dataclass(frozen=True, slots=True)
class ContentFigures:
    """Areas under the ROC curve, means over statements; `understood`: the share of the statements
    in which any content is read. `by_statement` maps each to its own area."""

    in_set: float
    outside: float
    lowest: float
    understood: float
    statements: int
    photos: int
    by_statement: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WordFigures:
    """Mean average precision over `words` content words, on `photos` photos; each word's own."""

    mean: float
    words: int
    photos: int
    by_word: Mapping[str, float]


def content_figures(bench: Bench) -> ContentFigures:
    """Rank the labelled photos for every statement of the list."""
    text = resource("lexicon", "content_test.toml").read_text(encoding="utf-8")
    return rank_contents(bench, tomllib.loads(text))


def rank_contents(bench: Bench, data: Mapping[str, Any]) -> ContentFigures:
    """The same for another list of the same form.

    Raises NotMeasuredError without the content tower, or with too few of the photos.
    """
    if bench.judge.content is None:
        raise NotMeasuredError("needs the content tower")
    there = set(bench.every)
    seen = [name for name in data["seen"] if name in there]
    looks = bench.looks(seen)
    found: dict[str, float] = {}
    named, understood = set(), []
    for entry in tqdm(data["content"].values(), "ranking by content", unit="content"):
        shows, unclear = set(entry["photos"]), set(entry["unclear"])
        rows = [i for i, name in enumerate(seen) if name not in unclear]
        truth = np.array([seen[i] in shows for i in rows], dtype=bool)
        if truth.sum() < _FEWEST or truth.all():
            continue
        if entry["kind"] == "word":
            named.add(entry["statements"][0])
        for text in entry["statements"]:
            profile = Profile.from_text(text)
            found[text] = area_under_roc(bench.scores([looks[i] for i in rows], profile), truth)
            understood.append(bool(bench.read(text).understood))
    if not found:
        raise NotMeasuredError("the folder has too few of the labelled photos")
    outside = [area for text, area in found.items() if text not in named]
    return ContentFigures(
        in_set=float(np.mean([found[text] for text in named])) if named else float("nan"),
        outside=float(np.mean(outside)) if outside else float("nan"),
        lowest=min(found.values()),
        understood=float(np.mean(understood)),
        statements=len(found),
        photos=len(seen),
        by_statement=found,
    )


def word_figures(bench: Bench) -> WordFigures:
    """Tell the content words of labelled photos that were kept apart."""
    content = bench.judge.content
    if content is None or bench.settings.semantic is None:
        raise NotMeasuredError("needs --semantic and the content tower")
    common = {word for word, n in count_words(bench.settings.semantic).items() if n >= _COMMON}
    photos = load_semantic(bench.settings.semantic, "test")[: bench.settings.all_limit]
    seen = np.stack(
        [see(content.tower, p.pixels)[0] for p in tqdm(photos, "looking", unit="photo")]
    )
    told = content.tower.told(torch.from_numpy(seen).float())[:, -len(content.words) :].numpy()
    found = {}
    for column, word in enumerate(content.words):
        truth: NDArray[np.bool_] = np.array([word in photo.words for photo in photos])
        if word in common and truth.any():
            found[word] = average_precision(told[:, column], truth)
    if not found:
        raise NotMeasuredError("none of the tower's words is among the labels")
    return WordFigures(float(np.mean(list(found.values()))), len(found), len(photos), found)

"""What the figures are measured on: the judge, the photos it has looked at, the lexicon."""

import csv
import dataclasses
import functools
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from core.errors import CoreError
from core.judge import LOOK_LONG_SIDE, Look, Picture, Pixels, Reading
from core.mini.judge import MiniJudge
from core.mini.lexicon import Lexicon, Split
from core.profile import Profile
from core.training.edits import EDITS
from core.training.pool import find_photos, held_out, load_pixels

EDIT_STRENGTH = 0.75
"""Of the edits, from 0 (just visible) to 1 (strong)."""

_LEAST_CHANGE = 1.0  # levels of 255 in the mean; a smaller change nobody sees


class NotMeasuredError(CoreError):
    """A figure cannot be measured with what was given; the others can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What to measure on, and how much of it.

    `photos`, `photos_full`, `ratings`, `semantic`: folders, None when not given. `label`: which
    rows of the photos' INDEX.csv the held-out photos are taken from; `split` of the lexicon.
    `limit`: held-out photos at most; `all_limit`: photos at most where all are wanted (None: all).
    `statements`: simulated statements to read; `per_edit`: statements for each edit; `profiles`: of
    the 20 ordinary ones; `looks`: photos of the speed figures; `repeats`: timings, of which the
    median counts; `resamples`: of the bootstrap.
    """

    photos: Path | None = None
    photos_full: Path | None = None
    ratings: Path | None = None
    semantic: Path | None = None
    label: str = "lic:open"
    split: Split = "validation"
    limit: int = 150
    all_limit: int | None = None
    statements: int = 2000
    per_edit: int = 32
    profiles: int = 20
    raters: int = 100
    looks: int = 3000
    repeats: int = 5
    resamples: int = 2000
    seed: int = 7

    def quick(self) -> "Settings":
        """The same with little of everything: for a test run, the figures mean nothing."""
        return dataclasses.replace(
            self,
            limit=min(self.limit, 6),
            all_limit=24,
            statements=min(self.statements, 60),
            per_edit=2,
            profiles=3,
            raters=4,
            looks=256,
            repeats=1,
            resamples=50,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """Looks at edited copies, one a held-out photo, and whether the edit changed it, (n,).

    A photo counts as unchanged when it keeps its size and its pixels move by less than one level
    of 255 in the mean (a grey photo made grey): such a copy is no pair, whatever is asked.
    """

    looks: tuple[Look, ...]
    changed: NDArray[np.bool_]


class Bench:
    """The judge and the photos; every photo and every edited copy is looked at once."""

    def __init__(self, judge: MiniJudge, settings: Settings) -> None:
        self.judge = judge
        self.settings = settings
        self._looks: dict[str, Look] = {}
        self._copies: dict[str, Copies] = {}

    @functools.cached_property
    def lexicon(self) -> Lexicon:
        """The split that is measured on. Raises NotMeasuredError when it is not shipped."""
        try:
            return Lexicon.load(self.settings.split)
        except FileNotFoundError as error:
            raise NotMeasuredError(
                f"the lexicon has no split {self.settings.split!r} here"
            ) from error

    @functools.cached_property
    def held_out(self) -> tuple[str, ...]:
        """The photos of the label that training never saw, `limit` at most, sorted.

        Of lic:open, which is trained on, those held out by name; of another label, all.
        """
        names = find_photos(self.photos, label=self.settings.label)
        if self.settings.label == "lic:open":
            names = [name for name in names if held_out(name)]
        return _some(names, self.settings.limit, self.settings.seed)

    @functools.cached_property
    def every(self) -> tuple[str, ...]:
        """All photos of the folder whatever their label, `all_limit` at most, sorted."""
        index = self.photos / "INDEX.csv"
        if index.is_file():
            with index.open(newline="", encoding="utf-8") as file:
                names = sorted(row["path"] for row in csv.DictReader(file))
        else:
            names = find_photos(self.photos)
        return _some(names, self.settings.all_limit, self.settings.seed)

    @property
    def photos(self) -> Path:
        """The folder of photos. Raises NotMeasuredError when none was given."""
        if self.settings.photos is None:
            raise NotMeasuredError("needs --photos")
        return self.settings.photos

    def looks(self, names: Sequence[str]) -> list[Look]:
        """Looks at photos, given as paths relative to the folder of photos."""
        new = [name for name in names if name not in self._looks]
        for name in tqdm(new, "looking", unit="photo", disable=not new):
            self._looks[name] = self.look(load_pixels(self.photos / name))
        return [self._looks[name] for name in names]

    def copies(self, edit_name: str) -> Copies:
        """Looks at edited copies of the held-out photos, in their order.

        What chance decides depends on the seed and the photo's name only.
        """
        if edit_name not in self._copies:
            edit = next(edit for edit in EDITS if edit.name == edit_name)
            looks, changed = [], []
            for name in tqdm(self.held_out, f"looking at {edit_name}", unit="photo"):
                pixels = load_pixels(self.photos / name)
                rng = np.random.default_rng([self.settings.seed, zlib.crc32(name.encode())])
                copy = edit.apply(pixels, rng, EDIT_STRENGTH)
                looks.append(self.look(copy))
                changed.append(differ(pixels, copy))
            self._copies[edit_name] = Copies(tuple(looks), np.array(changed, dtype=bool))
        return self._copies[edit_name]

    def look(self, pixels: Pixels) -> Look:
        """A look at pixels."""
        digest = hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()
        return self.judge.look([Picture(digest, pixels)])[0]

    def scores(self, looks: Sequence[Look], profile: Profile) -> NDArray[np.float32]:
        """Scores (n,) of looks for a profile."""
        return self.judge.judge(looks, profile).score

    def read(self, text: str) -> Reading:
        """How a text is read as a profile, thought by thought."""
        return self.judge.read(Profile.from_text(text))


def differ(pixels: Pixels, copy: Pixels) -> bool:
    """Whether a copy differs from a photo so that somebody may see it; see `Copies`."""
    if pixels.shape != copy.shape:
        return True
    change = np.abs(pixels.astype(np.int16) - copy.astype(np.int16)).mean()
    return bool(change >= _LEAST_CHANGE)


def handed_over(pixels: Pixels) -> Pixels:
    """The pixels as the decoding worker hands a photo over: long side at most LOOK_LONG_SIDE."""
    height, width = pixels.shape[:2]
    scale = LOOK_LONG_SIDE / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    image = Image.fromarray(pixels)
    return np.asarray(image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0))


def made_looks(bench: Bench, count: int) -> list[Look]:
    """`count` looks at pictures made by chance, for what does not depend on what is seen.

    Sixteen pictures, again and again: soft coloured patches, no two alike.
    """
    rng = np.random.default_rng(bench.settings.seed)
    looks = []
    for _ in range(min(count, 16)):
        patches = rng.integers(0, 256, (*rng.integers(2, 9, 2), 3)).astype(np.uint8)
        picture = Image.fromarray(patches).resize((192, 128), Image.Resampling.BICUBIC)
        looks.append(bench.look(np.asarray(picture)))
    return [looks[i % len(looks)] for i in range(count)]


def _some(names: Sequence[str], limit: int | None, seed: int) -> tuple[str, ...]:
    chosen = np.random.default_rng(seed).permutation(len(names))[:limit]
    return tuple(names[i] for i in sorted(chosen))

"""What a judge is: it looks at photos, reads profiles, judges and explains."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import JudgeUnavailableError
from core.profile import Profile

Device = Literal["auto", "cpu", "cuda", "mps"]
SHOWN_WORDS = ("people", "animals", "landscape", "city", "food", "flowers", "interior", "vehicles")
"""What a library can be filtered by: what photos show, in everyday words."""

QUALITY_WORDS = (
    "dark",
    "bright",
    "monochrome",
    "colourful",
    "warm",
    "cool",
    "sharp",
    "blurred",
    "simple",
    "busy",
)
"""How photos look, as a library can be filtered by it, too."""

Pixels = NDArray[np.uint8]  # (height, width, 3), sRGB, upright

LOOK_LONG_SIDE = 2048
"""Photos are given to `look` with at most this many pixels on the long side, never enlarged."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded photo: the SHA-256 of its file's bytes, and its pixels."""

    content_hash: str
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in a photo. Knows no profile, so it is computed once and kept.

    `vision_id` is a hash over everything that made it; only looks of the judge's own `vision_id`
    can be judged. `payload` belongs to the judge.
    """

    content_hash: str
    vision_id: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class JudgeIdentity:
    """Which judge this is, known without loading it.

    `name` is what the user asks for ("mini", or "pmllm:" and an absolute folder), `judge_id` a hash
    over all its weights and code version, `vision_id` the same for its vision half, `level_names`
    the rating words in ascending order (empty for a regression head). A judge that `needs_pixels`
    keeps nothing of a photo in its looks: it must see the pixels at judging.
    """

    name: str
    judge_id: str
    vision_id: str
    level_names: tuple[str, ...]
    needs_pixels: bool = False


@dataclass(frozen=True, slots=True)
class Judgements:
    """The judgements of n photos, in the order of the looks.

    `score` (n,) and `generic` (n,) are float32 from 0 to 100; `generic` is what a blank profile
    gets. `levels` (n, levels) are probabilities in ascending order of the level names. `parsed`
    (n,) is there for judges that write their score as text: False where no score could be read in
    it, so that `score` is a guess; None for judges that read probabilities, which cannot fail.
    """

    score: NDArray[np.float32]
    generic: NDArray[np.float32]
    levels: NDArray[np.float32]
    parsed: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a score.

    `contribution` is the score points that the photo would lose without it (negative: it would
    gain). `source` says what kind of reason it is; `attribute` names the measured attribute;
    `value` is where the photo stands on it, -1 (low pole) to 1 (high pole), among reference photos;
    `direction` is what is wanted, 1 the high pole, -1 the low pole; `words` are the profile's own.
    """

    source: Literal["attribute", "scale", "content", "model"]
    contribution: float
    attribute: str | None = None
    direction: int | None = None
    value: float | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """One thing that a judge took from a statement.

    `attribute` is an attribute's id or a content word, `pole` the wanted end in plain words ("dark
    light"), `direction` 1 for the high pole and -1 for the low pole, `strength` from 0 to 1,
    `confidence` from 0 to 1. `corrected`: the person said so, whatever the judge reads.
    """

    statement: str
    attribute: str
    pole: str
    direction: int
    strength: float
    confidence: float
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class OpenGates:
    """How far a judge's gates for what is seen of a scale ("low", "middle", "high", "thematic")
    stand open, 0 to 1: for the profile, and for a blank one."""

    scale: str
    profile: float
    blank: float


@dataclass(frozen=True, slots=True)
class Reading:
    """How a profile was understood.

    `understood` is what counts, the person's corrections included; statements of which nothing was
    understood, and to which the person gave no meaning, are in `not_understood`. `own` is what the
    judge itself reads in the statements that were corrected, so that a correction can be undone.
    `whole`: this judge reads the text as a whole; all of it counts, with the person's corrections
    put into words, and what it makes of single statements cannot be told: the others are empty.
    `gates`: how far it lets in what it sees, where the profile alone decides that.
    """

    understood: tuple[Understood, ...]
    not_understood: tuple[str, ...]
    own: tuple[Understood, ...] = ()
    whole: bool = False
    gates: tuple[OpenGates, ...] = ()

    def own_of(self, text: str) -> tuple[Understood, ...]:
        """What the judge itself reads in a statement, whatever the person says."""
        own = tuple(one for one in self.own if one.statement == text)
        return own or tuple(
            one for one in self.understood if one.statement == text and not one.corrected
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """What n photos show: `words`, and how likely each photo shows each, (n, words), 0 to 1, NaN
    where that cannot be told."""

    words: tuple[str, ...]
    probability: NDArray[np.float32]


class Judge(Protocol):
    """Looks at photos once, judges them for anyone. Every judge passes the same contract tests."""

    @property
    def identity(self) -> JudgeIdentity:
        """Which judge this is."""
        ...

    @property
    def device(self) -> str:
        """Where it computes now: "cpu", "cuda" or "mps"."""
        ...

    def look(self, pictures: Sequence[Picture]) -> list[Look]:
        """Look at photos; one look each, in their order. Knows no profile.

        Raises DeviceMemoryError when the batch did not fit.
        """
        ...

    def judge(self, looks: Sequence[Look], profile: Profile) -> Judgements:
        """Judge any number of photos for a profile; a blank profile gets the generic score.

        Raises ValueError for a look of another `vision_id`, DeviceMemoryError as `look` does.
        """
        ...

    def explain(self, look: Look, profile: Profile) -> list[Reason]:
        """The reasons of one photo's score, the strongest first."""
        ...

    def read(self, profile: Profile) -> Reading:
        """How the profile is understood."""
        ...

    def shown(self, looks: Sequence[Look]) -> Shown:
        """What photos show and how they look, in some of `SHOWN_WORDS` and `QUALITY_WORDS`; no
        words if the judge tells none.

        Raises ValueError for a look of another `vision_id`.
        """
        ...

    def search(self, looks: Sequence[Look], words: str) -> NDArray[np.float32]:
        """How well photos match any words, (n,), from -1 (nothing of it) to 1; NaN where that
        cannot be told.

        Raises ValueError for a look of another `vision_id`, JudgeUnavailableError with a sentence
        when the judge cannot compare photos with words.
        """
        ...


JudgeFactory = Callable[[], Judge]
"""Makes a judge in the process that will use it: a picklable function without arguments."""


@dataclass(frozen=True, slots=True)
class JudgeListing:
    """A judge that can be asked for: its name, a sentence about it, whether it can be used now."""

    name: str
    description: str
    available: bool
    problem: str | None = None


def list_judges(names: Sequence[str] = ()) -> list[JudgeListing]:
    """The judge `mini`, and the judges of these names, without loading any.

    There is no list of all checkpoint folders of a machine: the program names those that its user
    has asked for.
    """
    about = "Measured attributes and a frozen small language model; every machine, no download."
    listings = [JudgeListing("mini", about, *_availability("mini"))]
    for name in dict.fromkeys(names):
        if name != "mini":
            listings.append(JudgeListing(name, _ABOUT_PMLLM, *_availability(name)))
    return listings


def identify(name: str) -> JudgeIdentity:
    """A judge's identity, without loading it (and without torch).

    Raises JudgeUnavailableError with a sentence when there is no such judge or a file is missing.
    """
    folder = _checkpoint(name)
    if folder is not None:
        from core.pmllm.identity import pmllm_identity  # late: reads and hashes files

        return pmllm_identity(folder)
    from core.mini.identity import mini_identity

    return mini_identity()


def load_judge(name: str = "mini", *, device: Device = "auto") -> Judge:
    """Load a judge. Imports torch; takes seconds. `auto` is CUDA, then MPS, then the CPU.

    `name`: "mini", or "pmllm:" and the folder of a checkpoint that `core.train` wrote. Raises
    JudgeUnavailableError as `identify` does, or when the device is not there.
    """
    folder = _checkpoint(name)
    if folder is not None:
        from core.pmllm.judge import PmllmJudge

        return PmllmJudge.load(folder, device=device)
    from core.mini.judge import MiniJudge

    return MiniJudge.load(device=device)


def judge_factory(name: str = "mini", *, device: Device = "auto") -> JudgeFactory:
    """A picklable function that loads the judge, for the process that will use it."""
    if name.startswith(_PMLLM):  # that process may stand in another folder
        name = f"{_PMLLM}{_folder(name)}"
    return partial(load_judge, name, device=device)


_PMLLM = "pmllm:"
_ABOUT_PMLLM = "A large language model and a vision tower, fused by a checkpoint; GPU advised."
_COMING = ("vlm:", "server:")


def _checkpoint(name: str) -> Path | None:
    """The checkpoint folder that a judge's name names; None for mini.

    Raises JudgeUnavailableError for any other judge.
    """
    if name == "mini":
        return None
    if name.startswith(_PMLLM):
        if name == _PMLLM:
            raise JudgeUnavailableError("Name a checkpoint folder: pmllm:FOLDER.")
        return _folder(name)
    known = "This version has 'mini' and 'pmllm:FOLDER'."
    if name.startswith(_COMING):
        raise JudgeUnavailableError(f"The judge {name!r} is not there yet. {known}")
    raise JudgeUnavailableError(f"There is no judge {name!r}. {known}")


def _folder(name: str) -> Path:
    return Path(name.removeprefix(_PMLLM)).expanduser().absolute()


def _availability(name: str) -> tuple[bool, str | None]:
    """Whether a judge can be used, and if not, why not."""
    try:
        identify(name)
    except JudgeUnavailableError as error:
        return False, str(error)
    return True, None

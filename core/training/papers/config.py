"""The settings of a training of the papers' model, as dataclasses and as a TOML file."""

import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, Self, get_args

from core.errors import CoreError
from core.pmllm.config import build_record
from core.pmllm.language import LanguageModel
from core.pmllm.memory import Precision
from core.pmllm.reader_config import (
    AlignmentConfig,
    AnswerConfig,
    PromptConfig,
    ReaderConfig,
    SelectionConfig,
    fusion_layers,
    tower_layers,
)
from core.pmllm.sources import ModelIdentity, find_model, identify_model
from core.pmllm.tower import VisionTower
from core.resources import resource
from core.training.papers.data_set import DataSetConfig
from core.training.papers.edited import ATTRIBUTES_EDITED

TrainedIn = Literal["float32", "bfloat16"]


@dataclass(frozen=True, slots=True)
class OptimisationConfig:
    """How weights are moved (AdamW), the same in every stage.

    `learning_rate`: the highest; each stage rises to it over `warm_up` updates and falls to zero
    along a cosine. `weight_decay`: of AdamW. `clip`: the gradient's norm is at most this.
    `accumulation`: batches whose gradients make one update, on each process. `checkpointing`:
    activations of the language model are computed again for the gradient, a rater or question at a
    time, instead of being kept: less memory, more time. `precision`: what the trained
    modules compute in; their weights are float32 either way, bfloat16 is for GPUs that have it.
    """

    learning_rate: float = 3e-4
    warm_up: int = 100
    weight_decay: float = 0.01
    clip: float = 1.0
    accumulation: int = 1
    checkpointing: bool = False
    precision: TrainedIn = "float32"

    def __post_init__(self) -> None:
        if self.learning_rate <= 0 or self.clip <= 0 or self.accumulation < 1:
            raise ValueError("learning_rate and clip are above 0, accumulation is at least 1")
        if self.precision not in get_args(TrainedIn):
            raise ValueError(f"precision is one of {', '.join(get_args(TrainedIn))}")


@dataclass(frozen=True, slots=True)
class SelfSupervisionConfig:
    """Stage 1, on a folder of unlabelled photos.

    `steps`: updates. `questions`: things that are asked about in a batch: an attribute of the low
    or middle scale, or (high scale) two content words. `photos`: pairs for each question: a photo
    and an edit of it, or for content words two photos. `caption`, `contrast` and `wish` weigh the
    losses: saying in words what is true; saying it rather of the one than of the other of a pair;
    liking the one of a pair more behind a profile that wishes for it. An encoder writes no words,
    so it takes 0 for the first two. `content`: share of the questions that are about content words,
    where `alignment.content_words` names some and the tower has a text side. `attributes`: ids of
    those that are asked about; unless given all that some edit moves.
    """

    steps: int
    questions: int = 2
    photos: int = 8
    caption: float = 1.0
    contrast: float = 1.0
    wish: float = 1.0
    content: float = 0.25
    attributes: tuple[str, ...] = ATTRIBUTES_EDITED

    def __post_init__(self) -> None:
        if min(self.steps, self.questions, self.photos) < 1:
            raise ValueError("steps, questions and photos are at least 1")
        unknown = sorted(set(self.attributes) - set(ATTRIBUTES_EDITED))
        if unknown or not self.attributes:
            raise ValueError(f"no edit moves {unknown[0]!r}" if unknown else "name an attribute")
        if not 0 <= self.content <= 1:
            raise ValueError("content is a share, 0 to 1")


@dataclass(frozen=True, slots=True)
class InstructionConfig:
    """Stage 2, on the same photos.

    `steps`: updates. `photos`: photos in a batch, each with one edit. `score`, `comment` and
    `suggest` weigh the tasks: a photo scores above its ruined copy; what an edit brought is said in
    words; the way back from it is said in words, and of a photo as it is that it may stay so. An
    encoder writes no words, so it takes 0 for the last two.
    """

    steps: int
    photos: int = 8
    score: float = 1.0
    comment: float = 1.0
    suggest: float = 1.0

    def __post_init__(self) -> None:
        if min(self.steps, self.photos) < 1:
            raise ValueError("steps and photos are at least 1")


@dataclass(frozen=True, slots=True)
class RatingConfig:
    """Stage 3, on people's ratings.

    `steps`: updates. `ratings`: a file of JSON lines, see `records.read_ratings`; its photos are
    paths under the folder of photos. None with a `data_set`. `raters`: in a batch, all of whom
    rated one photo. `photos`: of each, half of them photos that another of the batch rated too,
    where there are so many.
    `soft_label`, `ranking` and `contrast` weigh the losses: the levels around the rater's score;
    the rater's own order of pairs; which of two raters liked one photo more. `blank`: share of
    raters who are asked without their profile, for everyone's mean: that makes the generic score.
    """

    steps: int
    ratings: Path | None = None
    raters: int = 4
    photos: int = 8
    soft_label: float = 1.0
    ranking: float = 1.0
    contrast: float = 1.0
    blank: float = 0.1

    def __post_init__(self) -> None:
        if min(self.steps, self.raters, self.photos) < 1:
            raise ValueError("steps, raters and photos are at least 1")
        if not 0 <= self.blank <= 1:
            raise ValueError("blank is a share, 0 to 1")


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """A whole training.

    `out`: the run's folder; started again with the same settings, a run goes on where it was.
    `language_model`, `tower`: folders or Hugging Face repositories. `photos`: the folder of photos,
    of unlabelled and of rated ones. `seed`: decides every draw. `device`: "auto" (CUDA, MPS, then
    CPU) or "cpu". `frozen`: precision of the two frozen models; float32 on the CPU and bfloat16
    elsewhere unless given. `download`: fetch them from Hugging Face when the cache lacks them.
    `photo_side`: photos are brought to this many pixels on the long side before they are edited and
    seen. `kept`: photos whose features stay in the device's memory, since the tower is frozen; 2 to
    8 MB each for towers of common sizes. They are seen one by one, so it is for sets that fit.
    `save_every`, `log_every`: updates between two saves, and between two lines of the curves.

    `alignment`, `fusion`, `answer`, `prompt`: fields of the model (`core.pmllm.reader_config`);
    layers that are not named are spread as `tower_layers` and `fusion_layers` say. `data_set`: what
    stage 3 learns from instead of a file of ratings; its other parts' photos are kept from all
    stages. A stage that is None is left out; the others run in this order.
    """

    out: Path
    language_model: str
    tower: str
    photos: Path
    seed: int = 0
    device: Literal["auto", "cpu"] = "auto"
    frozen: Precision | None = None
    download: bool = False
    photo_side: int = 512
    kept: int = 0
    save_every: int = 200
    log_every: int = 10
    alignment: dict[str, Any] = field(default_factory=dict)
    fusion: dict[str, Any] = field(default_factory=dict)
    answer: AnswerConfig = field(default_factory=AnswerConfig)
    prompt: PromptConfig = field(default_factory=PromptConfig)
    optimisation: OptimisationConfig = field(default_factory=OptimisationConfig)
    data_set: DataSetConfig | None = None
    self_supervision: SelfSupervisionConfig | None = None
    instructions: InstructionConfig | None = None
    rating: RatingConfig | None = None

    def __post_init__(self) -> None:
        if self.rating and (self.rating.ratings is None) == (self.data_set is None):
            raise ValueError("the stage rating takes either a file of ratings or a data_set")
        if self.data_set and not self.rating:
            raise ValueError("a data_set is for the stage rating, which is not there")
        if not (self.self_supervision or self.instructions or self.rating):
            raise ValueError("there is no stage: give self_supervision, instructions or rating")
        if self.device not in ("auto", "cpu"):
            raise ValueError('device is "auto" or "cpu"')
        if min(self.save_every, self.log_every, self.photo_side) < 1:
            raise ValueError("save_every, log_every and photo_side are at least 1")

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read settings. Raises CoreError with a sentence for what is wrong with them."""
        try:
            return cls.from_dict(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise CoreError(f"The settings {path} cannot be used: {error}.") from error

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Settings from plain values. Raises ValueError or TypeError for what does not fit."""
        values = {name: value for name, value in data.items() if name not in _PARTS}
        for name, kind in _PARTS.items():
            if data.get(name) is not None:
                values[name] = build_record(kind, _with_paths(kind, data[name]))
        settings: Self = build_record(cls, _with_paths(cls, values))
        return settings

    def to_dict(self) -> dict[str, Any]:
        """The settings as plain JSON values."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    def reader_config(self, language_model: LanguageModel, tower: VisionTower) -> ReaderConfig:
        """The model's configuration. Reads the weights of both frozen models once.

        Raises CoreError when a field of `alignment` or `fusion` does not fit.
        """
        alignment = {"layers": tower_layers(tower.num_layers), **self.alignment}
        fusion = {"layers": fusion_layers(language_model.num_layers), **self.fusion}
        try:
            return ReaderConfig(
                language_model=_identify(self.language_model),
                tower=_identify(self.tower),
                alignment=build_record(AlignmentConfig, alignment),
                fusion=build_record(SelectionConfig, fusion),
                answer=self.answer,
                prompt=self.prompt,
            )
        except (TypeError, ValueError) as error:
            raise CoreError(f"The settings do not fit the model: {error}.") from error


def example() -> str:
    """A TOML file with every setting, explained."""
    return resource("training", "papers.toml").read_text(encoding="utf-8")


_PARTS: dict[str, Any] = {
    "answer": AnswerConfig,
    "prompt": PromptConfig,
    "optimisation": OptimisationConfig,
    "data_set": DataSetConfig,
    "self_supervision": SelfSupervisionConfig,
    "instructions": InstructionConfig,
    "rating": RatingConfig,
}


def _identify(name: str) -> ModelIdentity:
    return identify_model(name, find_model(name))


def _with_paths(kind: Any, data: dict[str, Any]) -> dict[str, Any]:
    paths = {f.name for f in fields(kind) if f.type in (Path, Path | None)}
    return {
        name: Path(value) if name in paths and value is not None else value
        for name, value in data.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.as_posix() if isinstance(value, Path) else value

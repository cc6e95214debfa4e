"""The open choices of the papers' model, as dataclasses; stored in every checkpoint folder.

The two papers give no layers, widths, gate or read-out (see the package's docstring); each is a
field here, with a stated default.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self, get_args

from core.errors import JudgeUnavailableError
from core.pmllm.config import build_record
from core.pmllm.sources import ModelIdentity

GateKind = Literal["profile_pooled", "token_wise", "layer_scalar"]
FusedAt = Literal["read_out", "all"]
AnswerKind = Literal["words", "digits", "regression"]

SCALES = ("low", "middle", "high", "thematic")
"""CALM's four branches, in the order of their visual tokens."""

FIVE_LEVELS = ("terrible", "poor", "average", "good", "excellent")
PARA_LEVELS = (
    "terrible",
    "bad",
    "poor",
    "mediocre",
    "fair",
    "good",
    "superior",
    "excellent",
    "outstanding",
)
"""Nine words for PARA's grid from 1 to 5 in halves, as PRAC uses."""

DIGITS = tuple("0123456789")
LOOK_LIMIT = 64 * 1024
"""Bytes that a look at a photo may take: all visual tokens, two bytes a number."""


@dataclass(frozen=True, slots=True)
class AlignmentConfig:
    """Multi-scale alignment: what is asked of the vision tower, and what becomes of the answers.

    `layers`: hidden states of the tower that the low, middle and high queries read; 0 is the
    patches' embedding, n what comes out of layer n. `queries`: how many of each. `width`, `depth`,
    `heads`: of the query modules. `visual_size`: numbers in a visual token. `thematic`: tokens of
    the thematic branch; `content_words`: of which a tower with a text side says how probable they
    are, for one more token.
    """

    layers: tuple[int, int, int]
    queries: tuple[int, int, int] = (8, 8, 8)
    width: int = 256
    depth: int = 2
    heads: int = 4
    visual_size: int = 512
    thematic: int = 4
    content_words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.layers) != 3 or len(self.queries) != 3:
            raise ValueError("the alignment has three scales: three layers, three query counts")
        if list(self.layers) != sorted(self.layers) or self.layers[0] < 0:
            raise ValueError("the tower's layers go from shallow to deep")
        if min(*self.queries, self.thematic) < 1:
            raise ValueError("each scale has at least one token")
        if self.width % self.heads:
            raise ValueError("width is a multiple of heads")
        if len(self.scales) * self.visual_size * 2 > LOOK_LIMIT:
            raise ValueError(f"visual tokens take more than {LOOK_LIMIT} bytes a photo")

    @property
    def scales(self) -> tuple[str, ...]:
        """The scale of each visual token."""
        counts = (*self.queries, self.thematic + bool(self.content_words))
        return tuple(s for s, count in zip(SCALES, counts, strict=True) for _ in range(count))


@dataclass(frozen=True, slots=True)
class SelectionConfig:
    """Selective fusion: where and how visual tokens enter the language model.

    `layers`: of the language model, before which a fusion module stands. `gate`: by the profile's
    pooled states, one for each visual token; by hidden state and visual token; or one number a
    layer (the ablation, as in Flamingo). `at`: the read-out position alone, which lets the prompt
    be read once for all photos, or all positions. `width`, `heads`: of the attention; `gate_width`:
    of the gate's hidden layer.
    """

    layers: tuple[int, ...]
    gate: GateKind = "profile_pooled"
    at: FusedAt = "read_out"
    width: int = 256
    heads: int = 4
    gate_width: int = 128

    def __post_init__(self) -> None:
        if not self.layers or list(self.layers) != sorted(set(self.layers)) or self.layers[0] < 0:
            raise ValueError("fusion layers must be given in ascending order, each once")
        if self.gate not in get_args(GateKind) or self.at not in get_args(FusedAt):
            raise ValueError(f"there is no gate {self.gate!r} or no fusing at {self.at!r}")
        if self.width % self.heads:
            raise ValueError("width is a multiple of heads")


@dataclass(frozen=True, slots=True)
class AnswerConfig:
    """What is read out: rating words in ascending order, one digit, or a regression head."""

    kind: AnswerKind = "words"
    words: tuple[str, ...] = FIVE_LEVELS

    def __post_init__(self) -> None:
        if self.kind not in get_args(AnswerKind):
            raise ValueError(f"there is no answer {self.kind!r}")
        if self.kind == "words" and len(set(self.words)) < max(2, len(self.words)):
            raise ValueError("rating words are at least two, each once")

    @property
    def level_names(self) -> tuple[str, ...]:
        """The levels in ascending order; none for a regression head."""
        return {"words": self.words, "digits": DIGITS, "regression": ()}[self.kind]


@dataclass(frozen=True, slots=True)
class PromptConfig:
    """What the language model reads. `{profile}` in `question` stands for the profile's text.

    `opening`: with what the answer begins; the rating word comes next. `chat`: put into the
    language model's own dialogue form, for models that were tuned to answer.
    """

    question: str = "{profile}\nThis person looks at a photo and says how beautiful it is."
    opening: str = "For me this photo is"
    chat: bool = False

    def __post_init__(self) -> None:
        if "{profile}" not in self.question:
            raise ValueError("the question has no place for the {profile}")


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Everything that is needed to build the trained part again."""

    language_model: ModelIdentity
    tower: ModelIdentity
    alignment: AlignmentConfig
    fusion: SelectionConfig
    answer: AnswerConfig = field(default_factory=AnswerConfig)
    prompt: PromptConfig = field(default_factory=PromptConfig)

    def to_dict(self) -> dict[str, Any]:
        """The configuration as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The configuration from `to_dict`. Raises JudgeUnavailableError if it does not fit."""
        try:
            return cls(
                language_model=build_record(ModelIdentity, data["language_model"]),
                tower=build_record(ModelIdentity, data["tower"]),
                alignment=build_record(AlignmentConfig, data["alignment"]),
                fusion=build_record(SelectionConfig, data["fusion"]),
                answer=build_record(AnswerConfig, data["answer"]),
                prompt=build_record(PromptConfig, data["prompt"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise JudgeUnavailableError(
                f"The checkpoint's configuration does not fit this version: {error}."
            ) from error


def tower_layers(count: int) -> tuple[int, int, int]:
    """Shallow, middle and deep hidden states of a tower of so many layers.

    A quarter and three fifths of the way; the last but one, since the last is shaped for the
    tower's own training task.
    """
    return max(1, count // 4), max(1, round(0.6 * count)), max(1, count - 1)


def fusion_layers(count: int, modules: int = 4) -> tuple[int, ...]:
    """Layers for so many fusion modules, evenly over the upper half of a language model."""
    half = count // 2
    return tuple(sorted({half + (count - half) * i // modules for i in range(modules)}))

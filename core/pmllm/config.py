"""The open choices of the fused model, as dataclasses; stored in every checkpoint."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from core.errors import JudgeUnavailableError


@dataclass(frozen=True, slots=True)
class FusionConfig:
    """How visual tokens enter the language model.

    `layers`: indices of the frozen layers *before* which a fusion module stands.
    `channels`: kinds of gates, each with its own value projection. `rank`: width of the bottleneck
    between a visual token and the hidden state.
    """

    hidden_size: int
    visual_size: int
    layers: tuple[int, ...]
    channels: int = 1
    rank: int = 48

    def __post_init__(self) -> None:
        if not self.layers or list(self.layers) != sorted(set(self.layers)):
            raise ValueError("fusion layers must be given in ascending order, each once")


@dataclass(frozen=True, slots=True)
class GateConfig:
    """How the profile's hidden states decide what counts.

    `keys`: number of things a statement can be about (for the mini judge two poles an attribute);
    `layers`: hidden states of a word, the embedding's and one a layer; `longest`: words of a run
    that is read as one; `rank` and `value_rank`: widths of the readings of what a run speaks of and
    of how that is valued; `valuations`: how many readings of the latter are averaged;
    `value_layers` and `heads`: of the transformer that each of these is.
    """

    hidden_size: int
    keys: int
    layers: int
    longest: int = 12
    rank: int = 512
    value_rank: int = 128
    valuations: int = 2
    value_layers: int = 2
    heads: int = 4
    dropout: float = 0.4


@dataclass(frozen=True, slots=True)
class ReadoutConfig:
    """The rating words in ascending order; their scores are spread evenly from 0 to 100."""

    words: tuple[str, ...] = ("terrible", "poor", "average", "good", "excellent")


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Everything that is needed to build the trained part again.

    `language_model` is the SHA-256 of the frozen language model's weights file.
    """

    language_model: str
    fusion: FusionConfig
    gate: GateConfig
    readout: ReadoutConfig = ReadoutConfig()

    def to_dict(self) -> dict[str, Any]:
        """The configuration as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The configuration from `to_dict`. Raises JudgeUnavailableError if it does not fit."""
        try:
            return cls(
                language_model=str(data["language_model"]),
                fusion=build_record(FusionConfig, data["fusion"]),
                gate=build_record(GateConfig, data["gate"]),
                readout=build_record(ReadoutConfig, data["readout"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise JudgeUnavailableError(
                f"The weights' configuration does not fit this version: {error}."
            ) from (error)


def build_record(kind: Any, data: dict[str, Any]) -> Any:
    """A flat dataclass from plain JSON values. Raises ValueError for a field it does not have."""
    known = {field.name for field in fields(kind)}
    unknown = sorted(set(data) - known)
    if unknown:
        raise ValueError(f"unknown field {unknown[0]!r}")
    values = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
    }
    return kind(**values)

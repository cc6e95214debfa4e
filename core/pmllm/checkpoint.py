"""Checkpoints: only what was trained, with the configuration and the language model's identity."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from core.errors import JudgeUnavailableError
from core.pmllm.config import ModelConfig
from core.pmllm.files import METADATA_KEY
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.model import FusedReader

FORMAT = "curator-fusion-1"


def save_checkpoint(path: Path, model: FusedReader, extra: dict[str, Tensor]) -> None:
    """Write the trained parameters, and `extra` tensors under names that begin with `extra.`.

    The same model gives the same bytes.
    """
    tensors = {name: value.detach().contiguous() for name, value in model.state_dict().items()}
    tensors |= {f"extra.{name}": value.contiguous() for name, value in extra.items()}
    write_weights(path, tensors, FORMAT, model.config.to_dict())


def load_checkpoint(
    path: Path, language_model: FrozenEncoder, language_model_sha: str, *, device: str = "cpu"
) -> tuple[FusedReader, dict[str, Tensor]]:
    """The model and the extra tensors of a checkpoint.

    Raises JudgeUnavailableError with a sentence when the file is missing, damaged, of another
    format, or made for another language model.
    """
    tensors, header = read_weights(path, FORMAT, device=device)
    config = ModelConfig.from_dict(header)
    if config.language_model != language_model_sha:
        raise JudgeUnavailableError(
            f"The weights {path.name} were trained for another language model."
        )
    model = FusedReader(config, language_model).to(device)
    extra = {k.removeprefix("extra."): v for k, v in tensors.items() if k.startswith("extra.")}
    state = {k: v for k, v in tensors.items() if not k.startswith("extra.")}
    fill(model, state, path)
    return model.eval().requires_grad_(False), extra


def write_weights(
    path: Path, tensors: Mapping[str, Tensor], kind: str, config: dict[str, Any]
) -> None:
    """Write tensors and their configuration under a format's name; the same ones, the same bytes.

    The file is complete or not there: it is written beside and then renamed.
    """
    # one entry, since safetensors writes several in any order
    header = json.dumps({"format": kind, "config": config}, sort_keys=True)
    data = save(dict(sorted(tensors.items())), metadata={METADATA_KEY: header})
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.part")
    beside.write_bytes(data)
    beside.replace(path)


def read_weights(
    path: Path, kind: str, *, device: str = "cpu"
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The tensors and the configuration that `write_weights` wrote.

    Raises JudgeUnavailableError when the file is missing, damaged or of another format.
    """
    try:
        with safe_open(path, framework="pt", device=device) as file:
            header = json.loads((file.metadata() or {}).get(METADATA_KEY, "{}"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError) as error:
        raise JudgeUnavailableError(f"The weights {path.name} cannot be read: {error}.") from error
    if header.get("format") != kind:
        raise JudgeUnavailableError(f"{path.name} is not a fusion checkpoint of this version.")
    return tensors, header["config"]


def fill(model: nn.Module, state: Mapping[str, Tensor], path: Path) -> None:
    """Give a model its trained parameters, all of them and no others.

    Raises JudgeUnavailableError when they do not fit; `path` names the file in the sentence.
    """
    try:
        model.load_state_dict(state)
    except RuntimeError as error:
        raise JudgeUnavailableError(f"The weights {path.name} do not fit: {error}") from error


def parameter_count(model: nn.Module) -> int:
    """How many numbers are trained."""
    return sum(parameter.numel() for parameter in model.parameters())

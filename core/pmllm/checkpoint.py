"""Checkpoints: only what was trained, with the configuration and the language model's identity."""

import json
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from core.errors import JudgeUnavailableError
from core.pmllm.config import ModelConfig
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.model import FusedReader

FORMAT = "curator-fusion-1"
METADATA_KEY = "curator"


def save_checkpoint(path: Path, model: FusedReader, extra: dict[str, Tensor]) -> None:
    """Write the trained parameters, and `extra` tensors under names that begin with `extra.`.

    The same model gives the same bytes.
    """
    tensors = {name: value.detach().contiguous() for name, value in model.state_dict().items()}
    tensors |= {f"extra.{name}": value.contiguous() for name, value in extra.items()}
    # one entry, since safetensors writes several in any order
    header = json.dumps({"format": FORMAT, "config": model.config.to_dict()}, sort_keys=True)
    data = save(dict(sorted(tensors.items())), metadata={METADATA_KEY: header})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def load_checkpoint(
    path: Path, language_model: FrozenEncoder, language_model_sha: str, *, device: str = "cpu"
) -> tuple[FusedReader, dict[str, Tensor]]:
    """The model and the extra tensors of a checkpoint.

    Raises JudgeUnavailableError with a sentence when the file is missing, damaged, of another
    format, or made for another language model.
    """
    try:
        with safe_open(path, framework="pt", device=device) as file:
            header = json.loads((file.metadata() or {}).get(METADATA_KEY, "{}"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, ValueError) as error:
        raise JudgeUnavailableError(f"The weights {path.name} cannot be read: {error}.") from error
    if header.get("format") != FORMAT:
        raise JudgeUnavailableError(f"{path.name} is not a fusion checkpoint of this version.")
    config = ModelConfig.from_dict(header["config"])
    if config.language_model != language_model_sha:
        raise JudgeUnavailableError(
            f"The weights {path.name} were trained for another language model."
        )
    model = FusedReader(config, language_model).to(device)
    extra = {k.removeprefix("extra."): v for k, v in tensors.items() if k.startswith("extra.")}
    state = {k: v for k, v in tensors.items() if not k.startswith("extra.")}
    try:
        model.load_state_dict(state)
    except RuntimeError as error:
        raise JudgeUnavailableError(f"The weights {path.name} do not fit: {error}") from error
    return model.eval().requires_grad_(False), extra


def parameter_count(model: FusedReader) -> int:
    """How many numbers are trained."""
    return sum(parameter.numel() for parameter in model.parameters())

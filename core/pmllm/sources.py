"""Where frozen models are found, and exactly which they are.

A model is named by a folder or by a Hugging Face repository ("Qwen/Qwen3-0.6B"). It is looked for
in a local folder, then in the Hugging Face cache; it is downloaded only when that is asked for.
Only safetensors weights count, and no code of a repository is ever run.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError

from core.errors import JudgeUnavailableError

_WEIGHTS = "model*.safetensors"  # as transformers looks for them, alone or in parts
_WANTED = (_WEIGHTS, "*.json", "*.txt", "*.model", "*.jinja")
_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "spiece.model", "vocab.txt", "vocab.json")
_SETTINGS = (
    "config.json",
    "preprocessor_config.json",
    "processor_config.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "merges.txt",
    *_TOKENIZERS,
)


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Exactly which frozen model: the name it is asked for by, its class, its weights' SHA-256."""

    name: str
    architecture: str
    sha256: str


def find_model(name: str, *, beside: Path | None = None, download: bool = False) -> Path:
    """The folder of a model with `config.json` and safetensors weights.

    A relative folder is also looked for in `beside`. With `download`, what the cache lacks is
    fetched from Hugging Face; an interrupted download goes on where it stopped. Raises
    JudgeUnavailableError with a sentence when the model is nowhere or not usable.
    """
    for folder in (*([beside / name] if beside else []), Path(name)):
        if (folder / "config.json").is_file():
            return _with_weights(name, folder)
    try:
        found = snapshot_download(name, allow_patterns=list(_WANTED), local_files_only=not download)
    except HFValidationError as error:
        raise JudgeUnavailableError(_nowhere(name)) from error
    except (HfHubHTTPError, OSError) as error:
        if not download:
            raise JudgeUnavailableError(_nowhere(name)) from error
        raise JudgeUnavailableError(f"The model {name} cannot be downloaded: {error}") from error
    if not (Path(found) / "config.json").is_file():
        raise JudgeUnavailableError(f"The model {name} has no config.json.")
    return _with_weights(name, Path(found))


def identify_model(name: str, folder: Path) -> ModelIdentity:
    """The identity of the model in a folder. Reads all its weights once.

    Raises JudgeUnavailableError when `config.json` is damaged.
    """
    config = model_config(folder)
    known = config.get("architectures") or [config.get("model_type", "unknown")]
    total = hashlib.sha256()
    for path in weight_files(folder):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path.name} {digest}\n".encode())
    return ModelIdentity(name, str(known[0]), total.hexdigest())


def check_identity(wanted: ModelIdentity, folder: Path, what: str) -> None:
    """Raise JudgeUnavailableError unless the folder holds exactly the wanted model.

    `what` names its part in the sentence, "language model" for example.
    """
    found = identify_model(wanted.name, folder)
    if found != wanted:
        raise JudgeUnavailableError(
            f"The checkpoint was trained with another {what}: {wanted.name} "
            f"({wanted.architecture}, {wanted.sha256[:12]}), but {folder} holds "
            f"{found.architecture}, {found.sha256[:12]}."
        )


def model_config(folder: Path) -> dict[str, Any]:
    """The model's `config.json`. Raises JudgeUnavailableError when it cannot be read."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if not isinstance(config, dict):
            raise ValueError("it is not an object")
    except (OSError, ValueError) as error:
        raise JudgeUnavailableError(f"{folder / 'config.json'} cannot be read: {error}") from error
    return config


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a model, by name."""
    return sorted(folder.glob(_WEIGHTS))


def settings_files(folder: Path) -> list[Path]:
    """The files beside a model's weights that change what it computes, by name."""
    return sorted(folder / name for name in _SETTINGS if (folder / name).is_file())


def check_tokenizer(name: str, folder: Path) -> None:
    """Raise JudgeUnavailableError when a folder has no tokenizer."""
    if not any((folder / file).is_file() for file in _TOKENIZERS):
        raise JudgeUnavailableError(
            f"The model {name} has no tokenizer: {folder} lacks a tokenizer.json. "
            "Copy the tokenizer's files of the original model there."
        )


def _nowhere(name: str) -> str:
    return (
        f"The model {name} is neither a folder with a config.json nor in the Hugging Face cache of "
        "this machine. Download it first, or name a folder."
    )


def _with_weights(name: str, folder: Path) -> Path:
    if not weight_files(folder):
        raise JudgeUnavailableError(
            f"The model {name} has no safetensors weights in {folder}; other formats are not read, "
            "since they can run code."
        )
    return folder

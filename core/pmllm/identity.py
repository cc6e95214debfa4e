"""Which judge a checkpoint folder holds: known from its files, without loading torch."""

import functools
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, deserialize, safe_open

from core.errors import JudgeUnavailableError
from core.hashing import short_hash
from core.judge import JudgeIdentity
from core.pmllm.files import FORMAT, METADATA_KEY, WEIGHTS_FILE, check_together, read_config
from core.pmllm.sources import check_tokenizer, find_model, settings_files

VISION_VERSION = "pmllm-look-1"
"""Counts up whenever the same weights would give another look."""

CODE_VERSION = "pmllm-1"
"""Counts up whenever the same weights would give another score."""

_ALIGNMENT = "alignment."  # the trained tensors that make a look


@dataclass(frozen=True, slots=True)
class _Trained:
    """A weights file: its configuration, the SHA-256 of all of it and of the alignment alone."""

    config: Any
    sha256: str
    alignment: str


def pmllm_identity(folder: Path) -> JudgeIdentity:
    """The identity of the judge `pmllm:<folder>`.

    The weights of language model and tower count by the SHA-256 in the checkpoint, which loading
    compares with the files; their settings and tokenizers by what is there. Raises
    JudgeUnavailableError with a sentence when a file is missing, damaged, or of another version.
    """
    config = read_config(folder)
    trained = _trained(folder / WEIGHTS_FILE)
    check_together(config, trained.config, folder)
    language_model = find_model(config.language_model.name, beside=folder)
    check_tokenizer(config.language_model.name, language_model)
    tower = find_model(config.tower.name, beside=folder)
    alignment = json.dumps(config.to_dict()["alignment"], sort_keys=True)
    vision_id = short_hash(
        VISION_VERSION, config.tower.sha256, _settings(tower), alignment, trained.alignment
    )
    judge_id = short_hash(CODE_VERSION, vision_id, trained.sha256, _settings(language_model))
    return JudgeIdentity(f"pmllm:{folder}", judge_id, vision_id, config.answer.level_names)


def _trained(path: Path) -> _Trained:
    try:
        stat = path.stat()
        return _hashed(path, stat.st_size, stat.st_mtime_ns)
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise JudgeUnavailableError(f"The weights {path.name} cannot be read: {error}.") from error


@functools.lru_cache(maxsize=8)
def _hashed(path: Path, size: int, mtime_ns: int) -> _Trained:
    """Hash a weights file; again only when size or time are others."""
    with safe_open(path, framework="np") as file:
        header = json.loads((file.metadata() or {}).get(METADATA_KEY, "{}"))
    if header.get("format") != FORMAT:
        raise JudgeUnavailableError(f"{path.name} is not a fusion checkpoint of this version.")
    data = path.read_bytes()
    tensors = deserialize(data)  # type: ignore[no-untyped-call]
    alignment = hashlib.sha256()
    for name, tensor in sorted(tensors, key=lambda one: str(one[0])):
        if name.startswith(_ALIGNMENT):
            alignment.update(f"{name} {tensor['dtype']} {tensor['shape']}\n".encode())
            alignment.update(tensor["data"])
    return _Trained(header["config"], hashlib.sha256(data).hexdigest(), alignment.hexdigest())


def _settings(folder: Path) -> str:
    """One hash over what stands beside a model's weights and changes what it computes."""
    total = hashlib.sha256()
    for path in settings_files(folder):
        total.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()

"""The two files of a checkpoint folder, and its configuration, which needs no torch to be read."""

import json
from pathlib import Path

from core.errors import JudgeUnavailableError
from core.pmllm.reader_config import ReaderConfig

FORMAT = "curator-pmllm-1"
CONFIG_FILE = "config.json"
WEIGHTS_FILE = "fusion.safetensors"
METADATA_KEY = "curator"
"""Under which a weights file carries its format and configuration."""


def read_config(folder: Path) -> ReaderConfig:
    """The configuration of a checkpoint folder, for which neither model is loaded.

    Raises JudgeUnavailableError when there is none or it is not of this version.
    """
    path = folder / CONFIG_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JudgeUnavailableError(
            f"{folder} is no checkpoint folder: {CONFIG_FILE} cannot be read: {error}"
        ) from error
    return ReaderConfig.from_dict(data)


def check_together(config: ReaderConfig, trained_with: object, folder: Path) -> None:
    """Raise JudgeUnavailableError unless a folder's weights were trained with its configuration."""
    if ReaderConfig.from_dict(trained_with) != config:
        raise JudgeUnavailableError(
            f"{CONFIG_FILE} and {WEIGHTS_FILE} in {folder} do not belong together."
        )

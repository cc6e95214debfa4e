"""Which mini judge this is: known from its files, without loading torch or OpenCV."""

import functools
import hashlib
import json
from pathlib import Path

from safetensors import SafetensorError, safe_open

from core.errors import JudgeUnavailableError
from core.hashing import short_hash
from core.judge import JudgeIdentity
from core.mini.language import MINILM_SHA256, find_minilm
from core.resources import resource

VISION_VERSION = "attributes-5, content-3"
"""Counts up whenever a measured value would change for the same pixels."""

CODE_VERSION = "mini-6"
"""Counts up whenever the same weights would give another score."""


def checkpoint_path() -> Path:
    """The shipped weights. Raises JudgeUnavailableError when they are missing."""
    try:
        return resource("mini", "mini.safetensors")
    except FileNotFoundError as error:
        raise JudgeUnavailableError(str(error)) from error


def content_path() -> Path | None:
    """The shipped content tower; None where its file is not there: everything works without."""
    try:
        return resource("content", "content.safetensors")
    except FileNotFoundError:
        return None


@functools.cache
def mini_identity() -> JudgeIdentity:
    """The identity of the mini judge.

    Raises JudgeUnavailableError when its weights or its language model are missing.
    """
    find_minilm()
    path = checkpoint_path()
    return identity_of(path)


def identity_of(path: Path) -> JudgeIdentity:
    """The identity of a mini judge with these weights."""
    try:
        with safe_open(path, framework="np") as file:
            words = json.loads(file.metadata()["curator"])["config"]["readout"]["words"]
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise JudgeUnavailableError(f"The weights {path.name} are damaged: {error}.") from error
    weights = hashlib.sha256(path.read_bytes()).hexdigest()
    tower = content_path()
    content = hashlib.sha256(tower.read_bytes()).hexdigest() if tower else "no content tower"
    judge_id = short_hash(CODE_VERSION, VISION_VERSION, content, MINILM_SHA256, weights)
    return JudgeIdentity("mini", judge_id, short_hash(VISION_VERSION, content), tuple(words))

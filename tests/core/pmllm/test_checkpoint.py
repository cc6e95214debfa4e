"""Checkpoints: what they hold, and what is said of a wrong one."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from core.errors import JudgeUnavailableError
from core.pmllm.checkpoint import FORMAT, load_checkpoint, save_checkpoint
from core.pmllm.files import METADATA_KEY
from core.pmllm.model import FusedReader


def _header(config: dict[str, object]) -> dict[str, str]:
    return {METADATA_KEY: json.dumps({"format": FORMAT, "config": config})}


@pytest.fixture
def saved(reader: FusedReader, tmp_path: Path) -> Path:
    path = tmp_path / "weights.safetensors"
    save_checkpoint(path, reader, {"quantiles": torch.arange(3.0)})
    return path


def test_a_checkpoint_gives_back_what_was_saved(reader: FusedReader, saved: Path) -> None:
    model, extra = load_checkpoint(saved, reader.language_model, "tiny")
    assert torch.equal(extra["quantiles"], torch.arange(3.0))
    for name, value in reader.state_dict().items():
        assert torch.equal(model.state_dict()[name], value)
    assert not any(parameter.requires_grad for parameter in model.parameters())


def test_it_holds_only_what_was_trained(reader: FusedReader, saved: Path) -> None:
    assert set(load_file(saved)) == {*reader.state_dict(), "extra.quantiles"}


def test_the_same_model_gives_the_same_bytes(reader: FusedReader, saved: Path) -> None:
    again = saved.with_name("again.safetensors")
    save_checkpoint(again, reader, {"quantiles": torch.arange(3.0)})
    assert again.read_bytes() == saved.read_bytes()


def test_a_checkpoint_for_another_language_model_says_so(reader: FusedReader, saved: Path) -> None:
    with pytest.raises(JudgeUnavailableError, match="another language model"):
        load_checkpoint(saved, reader.language_model, "larger")


def test_a_missing_or_damaged_checkpoint_says_so(reader: FusedReader, saved: Path) -> None:
    with pytest.raises(JudgeUnavailableError, match="cannot be read"):
        load_checkpoint(saved.with_name("nothing"), reader.language_model, "tiny")
    saved.write_bytes(saved.read_bytes()[:500])
    with pytest.raises(JudgeUnavailableError, match="cannot be read"):
        load_checkpoint(saved, reader.language_model, "tiny")


def test_another_format_or_configuration_says_so(reader: FusedReader, tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_file({"a": torch.zeros(1)}, path, metadata={"format": "pt"})
    with pytest.raises(JudgeUnavailableError, match="not a fusion checkpoint"):
        load_checkpoint(path, reader.language_model, "tiny")
    config = reader.config.to_dict() | {"fusion": {"layerz": [1]}}
    save_file({"a": torch.zeros(1)}, path, metadata=_header(config))
    with pytest.raises(JudgeUnavailableError, match="layerz"):
        load_checkpoint(path, reader.language_model, "tiny")


def test_tensors_that_do_not_fit_say_so(reader: FusedReader, tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_file({"a": torch.zeros(1)}, path, metadata=_header(reader.config.to_dict()))
    with pytest.raises(JudgeUnavailableError, match="do not fit"):
        load_checkpoint(path, reader.language_model, "tiny")

"""The settings of the papers' training: the example, what is refused, the command."""

import re
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from core.errors import CoreError
from core.pmllm.reader_config import AlignmentConfig, AnswerConfig, PromptConfig, SelectionConfig
from core.train import main
from core.training.papers.config import (
    InstructionConfig,
    OptimisationConfig,
    RatingConfig,
    SelfSupervisionConfig,
    TrainingConfig,
    example,
)
from core.training.papers.data_set import DataSetConfig

_TABLES: dict[str, Any] = {
    "alignment": AlignmentConfig,
    "fusion": SelectionConfig,
    "answer": AnswerConfig,
    "prompt": PromptConfig,
    "optimisation": OptimisationConfig,
    "data_set": DataSetConfig,
    "self_supervision": SelfSupervisionConfig,
    "instructions": InstructionConfig,
    "rating": RatingConfig,
}
_MINIMAL = """
out = "run"
language_model = "lm"
tower = "tower"
photos = "photos"
[rating]
ratings = "r.jsonl"
steps = 1
"""


def test_the_example_has_every_setting_with_its_default() -> None:
    text = re.sub(r"^# (\w+ = |\[)", r"\1", example(), flags=re.MULTILINE)
    data = tomllib.loads(text)
    for name, kind in {"": TrainingConfig, **_TABLES}.items():
        given = data[name] if name else {k: v for k, v in data.items() if k not in _TABLES}
        known = {field.name: field for field in fields(kind) if field.name not in _TABLES}
        assert set(given) == set(known), name
        for key, value in given.items():
            default = known[key].default
            value = tuple(value) if isinstance(value, list) else value
            unset = default in (MISSING, None, ()) or key == "attributes"
            assert unset or value == default, key


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(example(), encoding="utf-8")
    config = TrainingConfig.from_toml(tmp_path / "a.toml")
    assert config.rating is not None
    assert config.rating.ratings == Path("ratings.jsonl")
    assert TrainingConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("steps = 0", "steps, raters and photos are at least 1"),
        ("steps = 1\nfast = true", "unknown field 'fast'"),
        ("steps = 1\nblank = 2", "blank is a share"),
        ("steps = ", "cannot be used"),
        ('steps = 1\n[optimisation]\nprecision = "half"', "precision is one of"),
        ('steps = 1\n[data_set]\nname = "para"\nroot = "a"', "either a file of ratings or a data"),
        ('steps = 1\n[data_set]\nname = "paris"\nroot = "a"', "there is no data set 'paris'"),
        ('steps = 1\n[data_set]\nname = "para"\nroot = "a"\nfold = 1', "the published lists"),
        ('steps = 1\n[data_set]\nname = "para"\nroot = "a"\nsplit = "x"', "split is one of"),
        ('steps = 1\n[self_supervision]\nsteps = 1\nattributes = ["faces"]', "no edit moves"),
    ],
)
def test_wrong_settings_are_named(change: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(_MINIMAL.replace("steps = 1", change), encoding="utf-8")
    with pytest.raises(CoreError, match=sentence):
        TrainingConfig.from_toml(path)


def test_no_stage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(_MINIMAL.partition("[rating]")[0], encoding="utf-8")
    with pytest.raises(CoreError, match="there is no stage"):
        TrainingConfig.from_toml(path)


def test_the_command_prints_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pmllm", "--print-config"]) == 0
    assert capsys.readouterr().out == example()


def test_the_command_says_what_is_missing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.toml"
    path.write_text(_MINIMAL, encoding="utf-8")
    assert main(["pmllm", "--config", str(path)]) == 2
    assert "The model lm is neither a folder" in caplog.text
    with pytest.raises(SystemExit):
        main(["pmllm"])

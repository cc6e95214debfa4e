"""Checkpoint folders, and the sentences about models that cannot be used."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import T5Config, T5ForConditionalGeneration

from core.errors import JudgeUnavailableError
from core.pmllm.files import CONFIG_FILE, WEIGHTS_FILE, read_config
from core.pmllm.folder import load_folder, save_folder
from core.pmllm.language import load_language_model
from core.pmllm.memory import check_fit, count_parameters
from core.pmllm.reader import ProfileReader
from core.pmllm.sources import find_model, identify_model
from core.pmllm.tower import VisionTower
from tests.core.pmllm.tiny import build_reader, open_gates, photos, save_decoder

PROFILE = "I love dark photos."


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty Hugging Face cache, and no network."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture
def folders(
    tmp_path: Path, language_folders: dict[str, Path], tower_folders: dict[str, Path]
) -> tuple[Path, Path]:
    """Copies of a language model and a tower, which a test may damage."""
    for name, source in (("lm", language_folders["qwen3"]), ("tower", tower_folders["siglip"])):
        shutil.copytree(source, tmp_path / name)
    return tmp_path / "lm", tmp_path / "tower"


@pytest.fixture
def reader(folders: tuple[Path, Path]) -> ProfileReader:
    reader = build_reader(*folders, content_words=("dog", "street"))
    open_gates(reader)
    return reader


@pytest.fixture
def saved(reader: ProfileReader, tmp_path: Path) -> Path:
    save_folder(tmp_path / "checkpoint", reader)
    return tmp_path / "checkpoint"


def test_a_folder_gives_back_the_model(reader: ProfileReader, saved: Path) -> None:
    loaded = load_folder(saved)
    images = photos(3)
    reader.eval().requires_grad_(False)
    expected = reader(reader.read(PROFILE), reader.look(images))
    found = loaded(loaded.read(PROFILE), loaded.look(images))
    assert torch.equal(found, expected)
    assert loaded.config == reader.config
    assert not any(parameter.requires_grad for parameter in loaded.parameters())


def test_it_holds_only_what_was_trained_and_says_with_what(
    reader: ProfileReader, saved: Path, folders: tuple[Path, Path]
) -> None:
    tensors = load_file(saved / WEIGHTS_FILE)
    assert set(tensors) == {name for name, _ in reader.named_parameters()}
    config = json.loads((saved / CONFIG_FILE).read_text())
    assert config["language_model"]["architecture"] == "Qwen3ForCausalLM"
    assert config["tower"]["sha256"] == identify_model("", folders[1]).sha256
    assert sorted(path.name for path in saved.iterdir()) == [CONFIG_FILE, WEIGHTS_FILE]


def test_the_models_may_stand_beside_the_checkpoint_or_be_named(
    saved: Path, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    moved = tmp_path / "moved"
    folders[0].rename(moved)
    with pytest.raises(JudgeUnavailableError, match="neither a folder"):
        load_folder(saved)
    load_folder(saved, language_model="../moved")
    load_folder(saved, language_model=str(moved))


def test_another_language_model_is_refused(saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    save_decoder("llama", other)
    with pytest.raises(JudgeUnavailableError, match=r"another language model: .*LlamaForCausalLM"):
        load_folder(saved, language_model=str(other))


def test_another_tower_with_the_same_shape_is_refused(
    saved: Path, folders: tuple[Path, Path]
) -> None:
    path = folders[1] / "model.safetensors"
    tensors = load_file(path)
    tensors["logit_scale"] += 1
    save_file(tensors, path, metadata={"format": "pt"})
    with pytest.raises(JudgeUnavailableError, match="another vision tower"):
        load_folder(saved)


def test_a_missing_or_damaged_checkpoint_says_so(saved: Path) -> None:
    with pytest.raises(JudgeUnavailableError, match="no checkpoint folder"):
        load_folder(saved.with_name("nowhere"))
    weights = (saved / WEIGHTS_FILE).read_bytes()
    (saved / WEIGHTS_FILE).write_bytes(weights[: len(weights) // 2])
    with pytest.raises(JudgeUnavailableError, match="cannot be read"):
        load_folder(saved)
    (saved / WEIGHTS_FILE).unlink()
    with pytest.raises(JudgeUnavailableError, match="cannot be read"):
        load_folder(saved)


def test_a_configuration_of_another_checkpoint_says_so(saved: Path) -> None:
    config = json.loads((saved / CONFIG_FILE).read_text())
    config["fusion"]["gate"] = "token_wise"
    (saved / CONFIG_FILE).write_text(json.dumps(config))
    with pytest.raises(JudgeUnavailableError, match="do not belong together"):
        load_folder(saved)
    config["fusion"]["depth"] = 3
    (saved / CONFIG_FILE).write_text(json.dumps(config))
    with pytest.raises(JudgeUnavailableError, match="unknown field 'depth'"):
        read_config(saved)
    (saved / CONFIG_FILE).write_text("[]")
    with pytest.raises(JudgeUnavailableError, match="does not fit"):
        read_config(saved)


def test_an_architecture_that_cannot_be_fused_into_says_so(tmp_path: Path) -> None:
    config = T5Config(
        vocab_size=8, d_model=8, d_kv=4, d_ff=8, num_layers=1, num_heads=2, decoder_start_token_id=0
    )
    T5ForConditionalGeneration(config).save_pretrained(tmp_path / "t5")
    (tmp_path / "t5" / "tokenizer.json").write_text("{}")
    with pytest.raises(JudgeUnavailableError, match="T5ForConditionalGeneration; fusing needs"):
        load_language_model(str(tmp_path / "t5"))


def test_an_unknown_architecture_says_so(folders: tuple[Path, Path]) -> None:
    path = folders[0] / "config.json"
    config = json.loads(path.read_text())
    changed = {"model_type": "nosuch", "auto_map": {"AutoModelForCausalLM": "own.Own"}}
    path.write_text(json.dumps(config | changed))
    with pytest.raises(JudgeUnavailableError, match="cannot be loaded by this version"):
        load_language_model(str(folders[0]))


def test_a_missing_tokenizer_says_so(folders: tuple[Path, Path]) -> None:
    (folders[0] / "tokenizer.json").unlink()
    with pytest.raises(JudgeUnavailableError, match="no tokenizer"):
        load_language_model(str(folders[0]))


def test_weights_that_are_not_safetensors_are_not_read(folders: tuple[Path, Path]) -> None:
    path = folders[0] / "model.safetensors"
    path.rename(path.with_name("pytorch_model.bin"))
    with pytest.raises(JudgeUnavailableError, match="no safetensors weights"):
        load_language_model(str(folders[0]))


def test_a_model_that_is_nowhere_says_so_without_the_network() -> None:
    with pytest.raises(JudgeUnavailableError, match="nor in the Hugging Face cache"):
        find_model("nobody/nothing")
    with pytest.raises(JudgeUnavailableError, match="neither a folder"):
        find_model("not a repository at all")


def test_a_language_model_is_no_tower(folders: tuple[Path, Path]) -> None:
    with pytest.raises(JudgeUnavailableError):
        VisionTower.load(str(folders[0]))


def test_too_little_memory_is_said_before_loading(folders: tuple[Path, Path]) -> None:
    parameters = sum(t.numel() for t in load_file(folders[0] / "model.safetensors").values())
    assert count_parameters(folders[0]) == parameters
    with pytest.raises(JudgeUnavailableError, match=r"needs about .* 'mini' runs"):
        load_language_model(str(folders[0]), free=1000)
    load_language_model(str(folders[0]), free=parameters * 6)


@pytest.mark.parametrize(
    ("free", "advice"),
    [
        (6_000_000_000, "Qwen/Qwen3-1.7B would fit as a smaller language model"),
        (1_000_000_000, "the judge 'mini' runs with what there is"),
    ],
)
def test_a_smaller_model_is_suggested_where_one_fits(free: int, advice: str) -> None:
    with pytest.raises(JudgeUnavailableError) as said:
        check_fit("big", 8_000_000_000, device="cpu", precision="bfloat16", free=free)
    assert str(said.value) == (
        f"The model big needs about 19.2 GB of memory on cpu, of which {free / 1e9:.1f} GB are "
        f"free; {advice}."
    )


def test_a_damaged_weights_file_says_so(folders: tuple[Path, Path]) -> None:
    path = folders[0] / "model.safetensors"
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(JudgeUnavailableError, match="cannot be read"):
        load_language_model(str(folders[0]))

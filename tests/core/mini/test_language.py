"""Where the language model is found, and what is said when it is not."""

from pathlib import Path

import pytest

from core.errors import JudgeUnavailableError
from core.mini import language


def test_the_packages_copy_is_the_expected_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", "/nowhere")
    language.check_minilm(language.find_minilm())


def test_the_cache_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = tmp_path / "models--sentence-transformers--all-MiniLM-L6-v2" / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (snapshot / "model.safetensors").write_bytes(b"not the model")
    (snapshot / "tokenizer.json").write_text("{}")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    assert language.find_minilm() == snapshot
    with pytest.raises(JudgeUnavailableError, match="not the all-MiniLM-L6-v2"):
        language.check_minilm(snapshot)


def test_a_missing_model_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(language, "_PACKAGE", "a-package-that-is-not-there")
    with pytest.raises(JudgeUnavailableError, match="pip install"):
        language.find_minilm()

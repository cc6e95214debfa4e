"""Matching photos with words: calibration, missing embeddings, the tower's file."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from core.errors import JudgeUnavailableError
from core.mini.content import GROUPS, Content, load_content, load_tower, save_content, see
from core.mini.language import find_minilm
from core.mini.seen import EMBEDDING_SIZE
from core.mini.tower import ContentTower, TowerConfig
from core.pmllm.frozen_lm import FrozenEncoder
from core.resources import resource

WORDS = ("dog", "car")
CONFIG = TowerConfig(WORDS, len(WORDS), widths=(4, 4, 4, 8), blocks=(1, 1, 1, 1))


@pytest.fixture(scope="module")
def language_model() -> FrozenEncoder:
    return FrozenEncoder.load(find_minilm())


@pytest.fixture(scope="module")
def names(language_model: FrozenEncoder) -> torch.Tensor:
    called = [["dogs", "a dog", "photos of dogs"], ["cars", "a car", "photos of cars"]]
    return functional.normalize(torch.stack([language_model.embed(c).mean(0) for c in called]))


@pytest.fixture(scope="module")
def content(language_model: FrozenEncoder, names: torch.Tensor) -> Content:
    """Photos in general are anything; the word "dog" is told from the direction of "dogs"."""
    torch.manual_seed(0)
    tower = ContentTower(CONFIG).ready()
    for told in (tower.words, tower.classes):
        told.weight.copy_(8 * names)
    tower.shown_in.copy_(torch.eye(len(WORDS)))
    reference = functional.normalize(torch.randn(500, EMBEDDING_SIZE), dim=1)
    return Content(tower, names, reference, language_model)


def test_a_photo_of_the_words_stands_high_and_an_ordinary_one_low(
    content: Content, language_model: FrozenEncoder
) -> None:
    asked = [content.ask("a wedding in the snow"), content.ask("dogs")]
    shows = language_model.embed(["a wedding in the snow", "dogs"])
    ordinary = functional.normalize(torch.randn(200, EMBEDDING_SIZE), dim=1)
    match = content.match(torch.cat([3 * shows, ordinary]), asked)
    assert match[0, 0] > 0.95
    assert match[1, 1] > 0.95, "of any length"
    assert match[2:].median() < -0.4
    assert match.abs().max() <= 1


def test_content_words_are_known_by_any_of_their_names(content: Content) -> None:
    for text in ("dogs", "a dog", "photos of dogs"):
        dog, car = content.ask(text).words.tolist()
        assert dog > 0.5
        assert car == 0
    assert content.ask("the smell of rain").words.tolist() == [0, 0]


def test_without_an_embedding_nothing_is_matched(content: Content) -> None:
    nothing = torch.full((2, EMBEDDING_SIZE), torch.nan)
    assert content.match(nothing, [content.ask("dogs")]).isnan().all()
    assert content.match(nothing, []).shape == (2, 0)
    assert content.probabilities(nothing).isnan().all()
    embedding, turned = see(None, np.zeros((9, 9, 3), np.uint8))
    assert np.isnan(embedding).all()
    assert np.isnan(turned)


def test_the_file_gives_the_same_tower(
    content: Content, names: torch.Tensor, language_model: FrozenEncoder, tmp_path: Path
) -> None:
    torch.manual_seed(1)
    tower = ContentTower(CONFIG).eval()
    path = tmp_path / "content.safetensors"
    save_content(path, tower, names)
    written = path.read_bytes()
    save_content(path, tower, names)
    assert path.read_bytes() == written
    again, stored = load_tower(path)
    photo = np.random.default_rng(0).integers(0, 256, (90, 130, 3)).astype(np.uint8)
    assert np.allclose(see(again, photo)[0], see(tower, photo)[0], atol=5e-3), "halved precision"
    assert torch.allclose(stored, names, atol=1e-3)
    assert load_content(None, torch.zeros(3, EMBEDDING_SIZE), language_model) is None
    blind = torch.full((3, EMBEDDING_SIZE), torch.nan)
    assert load_content(path, blind, language_model) is None
    assert load_content(path, torch.randn(3, EMBEDDING_SIZE), language_model) is not None


@pytest.mark.parametrize("data", [b"", b"not weights", b"\x08\0\0\0\0\0\0\0{}      "])
def test_a_damaged_file_is_refused_with_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "content.safetensors"
    path.write_bytes(data)
    with pytest.raises(JudgeUnavailableError, match=r"content\.safetensors"):
        load_tower(path)


def test_every_group_is_of_words_that_the_labels_have() -> None:

    known = tomllib.loads(resource("lexicon", "semantic.toml").read_text(encoding="utf-8"))["words"]
    assert {word for group in GROUPS.values() for word in group} <= set(known)

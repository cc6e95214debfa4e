"""Matching photos with words: calibration, missing embeddings, the tower's file."""

import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch.nn import functional

from core.errors import JudgeUnavailableError
from core.judge import Pixels
from core.mini.content import GROUPS, Content, load_content, load_tower, save_content, see
from core.mini.identity import content_path
from core.mini.language import find_minilm
from core.mini.seen import EMBEDDING_SIZE, Seen
from core.mini.tower import ContentTower, TowerConfig
from core.pmllm.frozen_lm import FrozenEncoder
from core.resources import resource
from tests.core.mini import scenes

CLASSES = ("poodles", "racing cars")
WORDS = ("dog", "car", "person")
CONFIG = TowerConfig(WORDS, len(CLASSES), widths=(4, 4, 4, 8), blocks=(1, 1, 1, 1))


@pytest.fixture(scope="module")
def language_model() -> FrozenEncoder:
    return FrozenEncoder.load(find_minilm())


@pytest.fixture(scope="module")
def names(language_model: FrozenEncoder) -> torch.Tensor:
    """Of the classes and the words."""
    return language_model.embed([*CLASSES, "dogs", "cars", "people"])


@pytest.fixture(scope="module")
def content(language_model: FrozenEncoder, names: torch.Tensor) -> Content:
    """Photos in general are anything; what is told is told from the direction of its name."""
    torch.manual_seed(0)
    tower = ContentTower(CONFIG).ready()
    tower.classes.weight.copy_(8 * names[:2])
    tower.words.weight.copy_(8 * names[2:])
    tower.shown_in.copy_(torch.tensor([[1.0, 0, 0], [0, 1, 0]]))
    reference = functional.normalize(torch.randn(500, EMBEDDING_SIZE), dim=1)
    return Content(tower, names, reference, language_model)


def _seen(embeddings: torch.Tensor, *, faces: bool = False) -> Seen:
    count = len(embeddings)
    return Seen(torch.zeros(count, 2), embeddings, torch.full((count,), faces))


def test_a_photo_of_the_words_stands_high_and_an_ordinary_one_low(
    content: Content, language_model: FrozenEncoder
) -> None:
    asked = [content.ask("a wedding in the snow"), content.ask("dogs")]
    shows = language_model.embed(["a wedding in the snow", "dogs"])
    ordinary = functional.normalize(torch.randn(200, EMBEDDING_SIZE), dim=1)
    match = content.match(_seen(torch.cat([3 * shows, ordinary])), asked)
    assert match[0, 0] > 0.95, "words far from all that is told"
    assert match[1, 1] > 0.95, "of any length"
    assert match[2:].median() < -0.4
    assert match.abs().max() <= 1


def test_words_are_told_by_the_classes_and_words_that_are_called_like_them(
    content: Content,
) -> None:
    names = (*CLASSES, *WORDS)
    for text, meant in (("puppies", {"poodles", "dog"}), ("a fast car", {"racing cars", "car"})):
        query = content.ask(text)
        shares = dict(zip(names, query.shares.tolist(), strict=True))
        assert sum(shares.values()) == pytest.approx(1)
        assert sum(shares[name] for name in meant) > 0.9
        assert query.trust > 0.5
    assert content.ask("the smell of rain").trust < content.ask("cars").trust == 1


def test_a_face_shows_people(content: Content) -> None:
    ordinary = functional.normalize(torch.randn(20, EMBEDDING_SIZE), dim=1)
    asked = [content.ask("people"), content.ask("cars")]
    without, with_face = (content.match(_seen(ordinary, faces=f), asked) for f in (False, True))
    assert (with_face[:, 0] > 0.9).all()
    assert without[:, 0].median() < 0
    assert torch.allclose(with_face[:, 1], without[:, 1], atol=0.2), "but no cars"
    assert content.probabilities(_seen(ordinary, faces=True))[:, 2].min() >= 0.98


def test_without_an_embedding_nothing_is_matched(content: Content) -> None:
    nothing = torch.full((2, EMBEDDING_SIZE), torch.nan)
    assert content.match(_seen(nothing, faces=True), [content.ask("people")]).isnan().all()
    assert content.match(_seen(nothing), []).shape == (2, 0)
    assert content.probabilities(_seen(nothing)).isnan().all()
    embedding, turned = see(None, np.zeros((9, 9, 3), np.uint8))
    assert np.isnan(embedding).all()
    assert np.isnan(turned)


@pytest.mark.parametrize("degrees", [4, 8])
def test_how_far_a_photo_is_turned_is_told_by_both_views(degrees: int) -> None:
    path = content_path()
    assert path is not None
    tower, _ = load_tower(path)
    photo = scenes.grain(_posts_in_the_sea(), 6)
    turning = cv2.getRotationMatrix2D((350, 250), -degrees, 1.3)  # clockwise, nothing from outside
    turned = cv2.warpAffine(photo, turning, (700, 500))[60:440, 90:610]
    clockwise = see(tower, turned)[1]
    assert degrees / 2 < clockwise < degrees * 1.5
    assert see(tower, turned[:, ::-1])[1] == pytest.approx(-clockwise, abs=1)
    assert abs(see(tower, photo)[1]) < 1


def _posts_in_the_sea() -> Pixels:
    photo = np.zeros((500, 700, 3), np.uint8)
    photo[:250], photo[250:] = (120, 170, 220), (40, 60, 70)
    for left in range(40, 700, 90):
        photo[120:300, left : left + 12] = (90, 60, 40)
    return photo


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

"""Frozen vision towers of every kind, and the alignment of what they see."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import JudgeUnavailableError
from core.pmllm.alignment import MultiScaleAlignment, VisualTokens
from core.pmllm.reader_config import AlignmentConfig, tower_layers
from core.pmllm.tower import VisionTower
from tests.core.pmllm.tiny import IMAGE_SIZE, TOWERS, photos

LAYERS = (1, 2, 3)
WORDS = ("dog", "street")


@pytest.fixture(params=TOWERS)
def tower(request: pytest.FixtureRequest, tower_folders: dict[str, Path]) -> VisionTower:
    return VisionTower.load(str(tower_folders[request.param]))


def _config(**changes: object) -> AlignmentConfig:
    small = {"queries": (2, 3, 4), "width": 16, "depth": 1, "heads": 2, "visual_size": 8}
    return AlignmentConfig(LAYERS, **{**small, "thematic": 2, **changes})  # type: ignore[arg-type]


def test_a_tower_sees_at_three_depths(tower: VisionTower) -> None:
    features = tower.features(tower.prepare(photos(3)), LAYERS)
    assert all(scale.shape[0] == 3 and scale.shape[2] == 32 for scale in features.scales)
    assert not torch.allclose(features.scales[0], features.scales[2])
    assert features.whole.shape == (3, 32)
    assert not torch.allclose(features.whole[0], features.whole[2])
    assert features.content.shape == (3, 0)


def test_photos_are_seen_apart_from_each_other(tower: VisionTower) -> None:
    images = photos(3)
    together = tower.features(tower.prepare(images), LAYERS)
    alone = tower.features(tower.prepare(images[1:2]), LAYERS)
    assert torch.allclose(together.whole[1], alone.whole[0], atol=1e-5)


def test_alignment_gives_tokens_of_four_scales(tower: VisionTower) -> None:
    torch.manual_seed(0)
    words = tower.words(WORDS) if tower.has_text else None
    config = _config(content_words=WORDS if tower.has_text else ())
    features = tower.features(tower.prepare(photos(3)), LAYERS, words)
    visual = MultiScaleAlignment(tower.size, words, config)(features)
    assert visual.tokens.shape == (3, len(config.scales), 8)
    counts = [visual.scales.count(scale) for scale in ("low", "middle", "high", "thematic")]
    assert counts == [2, 3, 4, 3 if tower.has_text else 2]
    assert not torch.allclose(visual.tokens[0], visual.tokens[2], atol=1e-3)


@pytest.mark.parametrize("kind", ["siglip", "siglip2", "clip"])
def test_content_words_have_probabilities(kind: str, tower_folders: dict[str, Path]) -> None:
    tower = VisionTower.load(str(tower_folders[kind]))
    words = tower.words(WORDS)
    assert torch.allclose(words.norm(dim=-1), torch.ones(2), atol=1e-5)
    content = tower.features(tower.prepare(photos(3)), LAYERS, words).content
    assert content.shape == (3, 2)
    assert content.min() >= 0
    assert content.max() <= 1
    summed = torch.allclose(content.sum(1), torch.ones(3), atol=1e-5)
    assert summed == (kind == "clip"), "SigLIP judges each word by itself"


@pytest.mark.parametrize("kind", ["siglip", "clip"])
def test_content_is_what_the_towers_own_model_says(
    kind: str, tower_folders: dict[str, Path]
) -> None:
    tower = VisionTower.load(str(tower_folders[kind]))
    inputs = tower.prepare(photos(2))
    length = tower.model.config.text_config.max_position_embeddings
    batch = tower._tokenizer(
        [f"This is a photo of {word}." for word in WORDS],
        padding="max_length",
        max_length=length,
        return_tensors="pt",
    )
    logits = tower.model(**inputs, **batch).logits_per_image
    expected = logits.sigmoid() if kind == "siglip" else logits.softmax(-1)
    found = tower.features(inputs, LAYERS, tower.words(WORDS)).content
    assert torch.allclose(found, expected, atol=1e-4)


def test_a_tower_without_text_knows_no_words(tower_folders: dict[str, Path]) -> None:
    tower = VisionTower.load(str(tower_folders["dinov2"]))
    assert not tower.has_text
    with pytest.raises(JudgeUnavailableError, match="no text side"):
        tower.words(WORDS)


def test_dinov3_is_prepared_without_torchvision(tower_folders: dict[str, Path]) -> None:
    tower = VisionTower.load(str(tower_folders["dinov3"]))
    grey = np.full((50, 70, 3), 128, np.uint8)
    pixels = tower.prepare([grey])["pixel_values"]
    assert pixels.shape == (1, 3, IMAGE_SIZE, IMAGE_SIZE)
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    assert torch.allclose(pixels[0, :, 5, 5], (128 / 255 - mean) / std, atol=1e-5)


def test_padding_patches_say_nothing() -> None:
    torch.manual_seed(0)
    module = MultiScaleAlignment(32, None, _config()).queries[0]
    features = torch.randn(1, 6, 32)
    padding = torch.tensor([[False, False, False, False, True, True]])
    changed = features.clone()
    changed[:, 4:] = 9.0
    assert torch.allclose(module(features, padding), module(changed, padding), atol=1e-5)
    assert not torch.allclose(module(features, None), module(changed, None), atol=1e-3)


def test_tokens_survive_as_bytes() -> None:
    visual = VisualTokens(torch.randn(3, 4, 8).bfloat16().float(), ("low",) * 3 + ("high",))
    payloads = visual.to_bytes()
    assert [len(payload) for payload in payloads] == [4 * 8 * 2] * 3
    again = VisualTokens.from_bytes(payloads, visual.scales, device="cpu")
    assert torch.equal(again.tokens, visual.tokens)
    assert again.scale_mask("high").tolist() == [False, False, False, True]
    with pytest.raises(ValueError, match="one length"):
        VisualTokens.from_bytes([b"", payloads[0]], visual.scales, device="cpu")


def test_layers_of_a_real_tower_go_from_shallow_to_deep() -> None:
    assert tower_layers(27) == (6, 16, 26)
    assert tower_layers(1) == (1, 1, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"heads": 3}, "multiple"),
        ({"thematic": 0}, "at least one"),
        ({"visual_size": 4096}, "65536"),
        ({"queries": (1, 2)}, "three"),
    ],
)
def test_an_alignment_that_cannot_be_says_so(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _config(**changes)

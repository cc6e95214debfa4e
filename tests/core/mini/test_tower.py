"""The content tower: its shapes, what folding leaves as it was, how photos are made ready."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from core.mini.packed import PackedConvolution, pack
from core.mini.tower import ContentTower, TowerConfig, prepare, views

TINY = TowerConfig(("dog", "cat"), 3, widths=(4, 6, 8, 8), blocks=(1, 2, 1, 1), text_size=12)


def trained() -> ContentTower:
    """A tiny tower whose normalisations have seen something."""
    torch.manual_seed(0)
    tower = ContentTower(TINY).train()
    for _ in range(3):
        tower(torch.randn(8, 3, 32, 48) * 2 + 1)
    return tower.eval()


def test_features_of_three_depths_and_one_embedding() -> None:
    photos = torch.randn(2, 3, 64, 96)
    tower = trained()
    features = tower.features(photos)
    assert features.shallow.shape == (2, 4, 16, 24)
    assert features.middle.shape == (2, 8, 4, 6)
    assert features.deep.shape == (2, 8, 2, 3)
    embedding, turned = tower(photos)
    assert embedding.shape == (2, 12)
    assert turned.shape == (2,)


def test_folding_changes_nothing_but_the_last_digits() -> None:
    photos = torch.randn(2, 3, 40, 56)
    tower = trained()
    before = tower(photos)
    after = tower.ready()(photos)
    assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(after, before, strict=True))
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in tower.modules())
    assert not any(parameter.requires_grad for parameter in tower.parameters())


def test_only_the_looking_half_is_in_another_precision() -> None:
    photos = torch.randn(2, 3, 40, 56)
    tower = trained()
    before, _ = tower(photos)
    after, turned = tower.ready(torch.bfloat16)(photos.bfloat16())
    assert (after.dtype, turned.dtype) == (torch.bfloat16, torch.bfloat16)
    assert torch.allclose(after.float(), before, rtol=0.05, atol=0.05)
    assert tower.told(before).dtype == torch.float32


@pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="needs oneDNN")
def test_packing_changes_nothing() -> None:
    tower = trained().ready()
    sizes = ((40, 56), (64, 32), (40, 56))
    photos = [torch.randn(2, 3, *size).to(memory_format=torch.channels_last) for size in sizes]
    with torch.inference_mode():
        before = [tower(some) for some in photos]
        pack(tower)
        after = [tower(some) for some in photos]
    assert any(isinstance(module, PackedConvolution) for module in tower.modules())
    for (embedding, turned), (same, same_turn) in zip(before, after, strict=True):
        assert torch.allclose(embedding, same, atol=1e-5)
        assert torch.allclose(turned, same_turn, atol=1e-4)


def test_words_are_told_by_themselves_and_by_the_classes_that_show_them() -> None:
    tower = trained()
    torch.nn.init.zeros_(tower.words.weight)
    torch.nn.init.zeros_(tower.words.bias)  # of themselves they know nothing: one half
    tower.shown_in.copy_(torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    told = tower.told(torch.randn(5, 12))
    assert torch.allclose(told[:, :3].sum(1), torch.tensor(1.0)), "one class is shown"
    told = told[:, 3:]
    assert torch.allclose(told.sum(1), torch.tensor(1.0)), "as the classes' shares are"
    assert ((told > 0.12) & (told < 0.88)).all()


def test_a_photo_is_seen_whole_and_mirrored_in_its_middle() -> None:
    assert views(np.zeros((300, 450, 3), np.uint8)).shape == (2, 80, 120, 3)
    assert views(np.zeros((50, 40, 3), np.uint8)).shape == (2, 100, 80, 3), "small are enlarged"
    photo = np.zeros((400, 400, 3), np.uint8)
    photo[:, :200, 0] = 255  # the left half
    photo[:40, :, 1] = 255  # an edge
    whole, middle = views(photo)
    assert whole[40, 20, 0] == 255
    assert whole[40, 60, 0] == 0
    assert whole[2, 40, 1] == 255
    assert middle[40, 20, 0] == 0
    assert middle[40, 60, 0] == 255
    assert middle[..., 1].max() == 0


def test_of_a_panorama_the_middle_is_seen() -> None:
    wide = np.zeros((100, 1000, 3), np.uint8)
    wide[:, 400:600] = 255
    assert views(wide).shape == (2, 80, 160, 3)
    assert views(wide).min() == 255
    assert views(np.zeros((1, 900, 3), np.uint8)).shape == (2, 80, 160, 3)


def test_colours_are_kept_by_one_scale_for_all_channels() -> None:
    grey = prepare(np.full((2, 2, 3), 90, np.uint8))
    assert grey.shape == (3, 2, 2)
    assert torch.equal(grey[0], grey[2])
    assert abs(float(prepare(np.arange(256, dtype=np.uint8).reshape(16, 16, 1)).mean())) < 1


def test_a_configuration_survives_json() -> None:
    written = json.loads(json.dumps(dataclasses.asdict(TINY)))
    assert TowerConfig.from_dict(written) == TINY
    with pytest.raises(TypeError):
        TowerConfig.from_dict({"words": ["dog"], "colour": 1})

"""The content tower: its shapes, what folding leaves as it was, how photos are made ready."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from core.mini.tower import ContentTower, TowerConfig, prepare, reduce

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


def test_a_photo_is_reduced_in_its_shape_and_a_panorama_to_its_middle() -> None:
    assert reduce(np.zeros((300, 450, 3), np.uint8)).shape == (88, 132, 3)
    assert reduce(np.zeros((50, 40, 3), np.uint8)).shape == (110, 88, 3), "small ones are enlarged"
    wide = np.zeros((100, 1000, 3), np.uint8)
    wide[:, 400:600] = 255
    assert reduce(wide).shape == (88, 176, 3)
    assert reduce(wide).min() == 255
    assert reduce(np.zeros((1, 900, 3), np.uint8)).shape == (88, 176, 3)


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

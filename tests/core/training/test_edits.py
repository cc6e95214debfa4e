"""Edits move what they say they move."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core.mini.attributes import ATTRIBUTES
from core.mini.attributes.measuring import measure
from core.training.edits import EDITS, Edit
from tests.core.mini import scenes
from tests.core.mini.scenes import Pixels

IDS = [attribute.id for attribute in ATTRIBUTES]
Measured = list[tuple[Pixels, NDArray[np.float32]]]
BY_NAME = {edit.name: edit for edit in EDITS}


def outdoors(seed: int) -> Pixels:
    """A constructed photo with soft and sharp parts, a level line and a subject."""
    photo = cv2.GaussianBlur(scenes.blocks(seed), (0, 0), 1.0)
    light = np.linspace(1.05, 0.75, photo.shape[0])[:, None, None]
    photo = np.clip(photo * light, 0, 255).astype(np.uint8)
    photo[250:] = np.clip(photo[250:] * 0.4 + np.array([20, 45, 15]), 0, 255)
    cv2.circle(photo, (250, 170), 40, (210, 60, 50), -1, cv2.LINE_AA)
    return photo


def moved(edit: Edit, measured: Measured) -> dict[str, list[bool]]:
    """Of each attribute with an effect: whether it moved as stated, photo by photo."""
    generator = np.random.default_rng(3)
    result: dict[str, list[bool]] = {attribute: [] for attribute in edit.effects}
    for photo, before in measured:
        after = measure(edit.apply(photo, generator, float(generator.random())))
        for attribute, sign in edit.effects.items():
            change = float(after[IDS.index(attribute)] - before[IDS.index(attribute)])
            if not np.isnan(change):
                result[attribute].append(change * sign > 0)
    return result


@pytest.fixture(scope="module")
def constructed() -> Measured:
    return [(photo, measure(photo)) for photo in map(outdoors, range(6))]


@pytest.fixture(scope="module")
def real(shared: Path) -> Measured:
    """Every 30th open photo that has colour, measured."""
    with (shared / "photos" / "INDEX.csv").open(encoding="utf-8") as index:
        rows = [r for r in csv.DictReader(index) if "lic:open" in r["labels"].split(";")]
    measured: Measured = []
    for row in rows[5::30]:
        with Image.open(shared / "photos" / row["path"]) as image:
            photo = np.asarray(image.convert("RGB"))
        if np.ptp(photo.astype(np.int16), axis=2).mean() > 4:
            measured.append((photo, measure(photo)))
    return measured


def test_names_are_unique_and_effects_are_attributes() -> None:
    assert len(BY_NAME) == len(EDITS)
    for edit in EDITS:
        assert set(edit.effects) <= set(IDS)
        assert set(edit.effects.values()) <= {-1, 1}


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.name)
def test_effects_on_constructed_photos(edit: Edit, constructed: Measured) -> None:
    for attribute, right in moved(edit, constructed).items():
        assert len(right) >= 4, attribute
        assert np.mean(right) >= 0.8, attribute


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.name)
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (7, 5), (33, 600)])
@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_any_size_gives_a_photo_and_leaves_the_original(
    edit: Edit, size: tuple[int, int], strength: float
) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    original = photo.copy()
    edited = edit.apply(photo, np.random.default_rng(1), strength)
    assert edited.dtype == np.uint8
    assert edited.ndim == 3
    assert edited.shape[2] == 3
    assert edited.size > 0
    np.testing.assert_array_equal(photo, original)
    assert not np.shares_memory(photo, edited)


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.name)
def test_the_same_generator_gives_the_same_photo(edit: Edit) -> None:
    photo = outdoors(1)
    first, second = (edit.apply(photo, np.random.default_rng(5), 0.5) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_black_and_white_has_no_colour() -> None:
    grey = BY_NAME["black_and_white"].apply(outdoors(2), np.random.default_rng(0), 1.0)
    assert (grey[..., 0] == grey[..., 1]).all()
    assert (grey[..., 1] == grey[..., 2]).all()


def test_a_tilted_photo_has_no_empty_corners() -> None:
    white = scenes.flat(255, 200, 320)
    tilted = BY_NAME["tilt"].apply(white, np.random.default_rng(0), 1.0)
    assert tilted.min() == 255
    assert tilted.shape[0] < 200
    assert tilted.shape[1] / tilted.shape[0] == pytest.approx(1.6, abs=0.05)


@pytest.mark.shared
@pytest.mark.parametrize("edit", [e for e in EDITS if e.effects], ids=lambda e: e.name)
def test_effects_on_real_photos(edit: Edit, real: Measured) -> None:
    for attribute, right in moved(edit, real).items():
        assert len(right) >= 5, attribute
        assert np.mean(right) >= 0.9, (attribute, np.mean(right), len(right))

"""The generic opinion's fit: what ruins a photo, and what people find beautiful."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from core.errors import CoreError
from core.evaluation.metrics import srocc
from core.mini.attributes import ATTRIBUTES
from core.mini.normalise import Normaliser
from core.mini.seen import EMBEDDING_SIZE, Seen
from core.training.prior import Rated, Ruined, fit_damage, fit_opinion, with_appeal
from core.training.ratings import load_rated, read_ratings
from tests.core.mini import scenes

COUNT = len(ATTRIBUTES)
AT = {attribute.id: index for index, attribute in enumerate(ATTRIBUTES)}
RNG = np.random.default_rng(0)
REFERENCE = RNG.uniform(-1, 1, (300, COUNT)).astype(np.float32)
# what photos show differs in some tens of directions, not in all that the text space has
_KINDS = RNG.normal(0, 1, (300, 60)) @ RNG.normal(0, 1, (60, EMBEDDING_SIZE))
SHOWN = torch.from_numpy(_KINDS.astype(np.float32))


def seen(values: np.ndarray) -> Seen:
    """Photos with these values that show what the reference photos show, over and over."""
    shown = SHOWN[torch.arange(len(values)) % len(SHOWN)]
    return Seen(torch.from_numpy(values), shown, torch.zeros(len(values), dtype=torch.bool))


def ruined(sound: np.ndarray, attribute: str, by: float) -> np.ndarray:
    copy = sound.copy()
    copy[:, AT[attribute]] = np.clip(copy[:, AT[attribute]] + by, -1, 1)
    copy[::7, AT["face_size"]] = np.nan
    return copy


def rated(count: int = 240) -> Rated:
    """People like saturated photos, and grain only in dark ones; what they show nobody knows."""
    values = RNG.uniform(-1, 1, (count, COUNT)).astype(np.float32)
    dark = values[:, AT["brightness"]] < 0
    liked = values[:, AT["saturation"]] + values[:, AT["noise"]] * np.where(dark, 1, -1)
    themes = np.array([f"theme {i // 3}" for i in range(count)])
    photos = seen(values)
    unseen = replace(photos, embeddings=torch.full_like(photos.embeddings, torch.nan))
    return Rated(unseen, 4 + liked.astype(np.float64), themes)


def test_damage_is_learned_from_the_attributes_that_it_moves() -> None:
    heights, _ = fit_damage(REFERENCE, ruined(REFERENCE, "sharpness", -1.2))
    reach = np.ptp(heights, axis=1)
    assert reach[AT["sharpness"]] > 2 * np.delete(reach, AT["sharpness"]).max()
    assert heights[AT["sharpness"]].argmax() <= 1, "the least sharp"


def test_what_is_no_damage_is_never_learned() -> None:
    heights, _ = fit_damage(REFERENCE, ruined(REFERENCE, "greenery", -1.2))
    assert np.all(heights[AT["greenery"]] == 0)


def test_damage_outweighs_appeal_and_standing_is_a_rank() -> None:
    blurred, noisy = ruined(REFERENCE, "sharpness", -1.5), ruined(REFERENCE, "noise", 1.5)
    sound = np.concatenate([REFERENCE, REFERENCE])
    copies = np.concatenate([blurred, noisy])
    kinds = np.repeat([3, 8], len(REFERENCE))
    opinion = fit_opinion(seen(REFERENCE), Ruined(seen(sound), seen(copies), kinds), rated())
    better = opinion(seen(sound)) > opinion(seen(copies))
    assert better.float().mean() > 0.9
    standing = opinion(seen(REFERENCE))
    assert standing.min() == -1
    assert standing.max() == 1
    assert abs(float(standing.median())) < 0.05
    assert opinion(seen(copies)).min() < -1, "worse than the worst is still told apart"


def test_appeal_follows_ratings_of_photos_that_it_never_saw() -> None:
    known, unseen = rated(), rated()
    copies = ruined(REFERENCE, "sharpness", -1.5)
    pairs = Ruined(seen(REFERENCE), seen(copies), np.full(len(REFERENCE), 3))
    blind = fit_opinion(seen(REFERENCE), pairs, None)
    fitted = with_appeal(blind, known, reference=seen(REFERENCE))
    assert torch.all(blind.appeal(unseen.seen) == 0)
    assert srocc(fitted.appeal(unseen.seen).numpy(), unseen.ratings) > 0.5
    assert torch.equal(fitted.damage, blind.damage)


def test_appeal_follows_what_photos_show() -> None:
    """People like what lies in one direction of the text space, whatever the light."""
    values = RNG.uniform(-1, 1, (300, COUNT)).astype(np.float32)
    likes = SHOWN @ torch.from_numpy(RNG.normal(0, 0.05, EMBEDDING_SIZE).astype(np.float32))
    half = np.arange(300) % 2 == 0
    themes = np.array([f"theme {i}" for i in range(300)])
    known = Rated(seen(values), likes.double().numpy(), themes)
    copies = Ruined(seen(REFERENCE), seen(ruined(REFERENCE, "noise", 1)), np.zeros(300, np.int64))
    opinion = fit_opinion(seen(REFERENCE), copies, known.rows(half))
    unseen = known.rows(~half)
    assert srocc(opinion.appeal(unseen.seen).numpy(), unseen.ratings) > 0.3


def test_no_single_photo_is_kept() -> None:
    known = rated()
    copies = seen(REFERENCE - np.float32(0.5))
    pairs = Ruined(seen(REFERENCE), copies, np.zeros(300, np.int64))
    opinion = fit_opinion(seen(REFERENCE), pairs, known)
    for row in known.seen.values:
        assert not torch.any(torch.all(opinion.centres == row, dim=1))


def test_ratings_are_read_by_column_name(tmp_path: Path) -> None:
    photos, ratings = tmp_path / "photos", tmp_path / "ratings"
    photos.mkdir()
    ratings.mkdir()
    cv2.imwrite(str(photos / "a.png"), scenes.blocks(1))
    table = ratings / "x_per_image_dev.csv"
    table.write_text("n,theme,beauty_mean,path\n1,Acorns,4.5,a.png\n2,Acorns,3.0,gone.png\n")
    found = load_rated(ratings, photos, Normaliser.fit(REFERENCE))
    assert found.seen.values.shape == (1, COUNT)
    assert found.ratings.tolist() == [4.5]
    assert found.themes.tolist() == ["Acorns"]
    table.write_text("path,beauty_mean\na.png,4.5\n")
    with pytest.raises(CoreError, match="theme"):
        read_ratings(ratings, photos)
    table.unlink()
    with pytest.raises(CoreError, match="no mean ratings"):
        read_ratings(ratings, photos)

"""Identities follow what a judge is made of."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import JudgeUnavailableError
from core.mini.attributes.measuring import measure
from core.mini.content import load_tower, see
from core.mini.identity import (
    VISION_VERSION,
    checkpoint_path,
    content_path,
    identity_of,
    mini_identity,
)
from tests.core.mini import scenes

# Of `scenes.blocks(1)`, in the order of ATTRIBUTES. Whoever changes a measure so that these change
# also counts VISION_VERSION up: looks of before would be judged as if they were of now.
_VERSION = "attributes-5, content-3"
_BLOCKS = (
    *(0.559, 0.119, 0.0, 0.0, 0.291, 0.749, -0.107, 0.006, 1.0, -1.0, -0.045, 0.0),
    *(0.057, 0.010, 0.064, 0.674, 0.018, 0.151, 0.589, 0.361, 0.088, 0.0),
    *(0.236, 2.440, 0.585, 0.0, np.nan, 0.013, 0.141, 0.065, 0.008),
)
_SEEN = (0.185, -0.486, -0.297, -0.254, 0.450, 0.564, 0.171, -0.270)  # where the embedding begins


def test_the_vision_version_stands_for_these_values() -> None:
    assert VISION_VERSION == _VERSION
    assert np.allclose(measure(scenes.blocks(1)), _BLOCKS, atol=0.002, equal_nan=True)
    path = content_path()
    assert path is not None
    embedding, _ = see(load_tower(path)[0], scenes.blocks(1))
    assert np.allclose(embedding[: len(_SEEN)], _SEEN, atol=0.01), "in full and in half precision"


def test_other_weights_are_another_judge_with_the_same_eyes(tmp_path: Path) -> None:
    shipped = mini_identity()
    data = bytearray(checkpoint_path().read_bytes())
    data[-1] ^= 1
    other = tmp_path / "other.safetensors"
    other.write_bytes(data)
    changed = identity_of(other)
    assert changed.judge_id != shipped.judge_id
    assert changed.vision_id == shipped.vision_id
    assert changed.level_names == shipped.level_names
    assert len(shipped.level_names) == 5


def test_damaged_weights_are_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "cut.safetensors"
    path.write_bytes(checkpoint_path().read_bytes()[:100])
    with pytest.raises(JudgeUnavailableError, match="damaged"):
        identity_of(path)

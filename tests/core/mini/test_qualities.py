"""How photos look, in words."""

import numpy as np

from core import ATTRIBUTES, QUALITY_WORDS
from core.mini.qualities import qualities


def test_each_end_has_its_word() -> None:
    values = np.zeros((4, len(ATTRIBUTES)), np.float32)
    place = {attribute.id: i for i, attribute in enumerate(ATTRIBUTES)}
    values[0, place["brightness"]] = -0.8
    values[1, place["brightness"]] = 0.5
    values[2, place["brightness"]] = np.nan
    values[3, place["monochrome"]] = 0.8
    told = qualities(values)
    assert tuple(told) == QUALITY_WORDS
    np.testing.assert_allclose(told["dark"], [0.8, 0, np.nan, 0], atol=1e-6)
    np.testing.assert_allclose(told["bright"], [0, 0.5, np.nan, 0], atol=1e-6)
    assert told["monochrome"][3] < 0.5  # one in ten is not enough: few photos are

"""HDR pictures come to ordinary brightness."""

import numpy as np
import pytest
from PIL import Image

from curator.worker.hdr import is_hdr, tone_map

PQ = {"transfer_characteristics": 16, "color_primaries": 9}
HLG = {"transfer_characteristics": 18, "color_primaries": 9}


def grey_ramp(nclx: dict[str, int]) -> np.ndarray:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    return np.asarray(tone_map(Image.fromarray(ramp), nclx))[0]


@pytest.mark.parametrize("nclx", [PQ, HLG])
def test_greys_stay_grey_and_in_order(nclx: dict[str, int]) -> None:
    seen = grey_ramp(nclx).astype(int)
    assert np.ptp(seen, axis=1).max() <= 1
    assert np.all(np.diff(seen[:, 0]) >= 0)
    assert seen[0, 0] == 0
    assert seen[-1, 0] >= 240


def test_dark_parts_keep_their_light() -> None:
    # BT.2100: the PQ value 0.348 is 18 nits; against a white of 203 nits that is sRGB 0.330
    assert abs(int(grey_ramp(PQ)[round(0.348 * 255), 0]) - 84) <= 4


def test_a_pale_bt2020_red_gets_stronger() -> None:
    red = Image.fromarray(np.full((2, 2, 3), (120, 60, 60), np.uint8))
    seen = np.asarray(tone_map(red, PQ))[0, 0].astype(int)
    assert seen[0] - seen[1] > 60


def test_only_pq_and_hlg_are_hdr() -> None:
    assert is_hdr(PQ)
    assert is_hdr(HLG)
    assert not is_hdr({"transfer_characteristics": 13})
    assert not is_hdr(None)

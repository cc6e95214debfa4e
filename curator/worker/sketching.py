"""What tells whether two pictures look alike: a hash and a very small grey picture."""

import numpy as np
from PIL import Image

from curator.library.records import SKETCH


def difference_hash(image: Image.Image) -> int:
    """64-bit difference hash (Krawetz 2013): is each of 8 x 8 cells brighter than its right one."""
    grey = np.asarray(image.convert("L").resize((9, 8), Image.Resampling.BOX))
    bits = np.packbits(grey[:, :-1] > grey[:, 1:])
    return int.from_bytes(bits.tobytes(), "big")


def sketch(image: Image.Image) -> bytes:
    """The picture in grey and very small, as `PhotoFacts.sketch` is."""
    rows, columns = SKETCH
    return image.convert("L").resize((columns, rows), Image.Resampling.BOX).tobytes()

"""Milliseconds a look at a photo, one thread, at three sizes: attributes, and the content tower.

Run it from the top folder, on an idle machine:

    python tests/benchmarks/look.py FOLDER [--photos N]

Times are the CPU time of the one thread. Each photo is decoded by the worker's loader, then made
smaller; decoding is not counted, but shown beside it, as a ratio of the two depends less on the
machine. Views that several attributes share are charged to the first that asks for them. Nothing
is asserted.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np
import torch

from core.mini.attributes import ATTRIBUTES
from core.mini.attributes.measuring import MEASURES, measure
from core.mini.attributes.scene import Scene, shrink
from core.mini.content import load_tower, see
from core.mini.identity import content_path
from curator.worker.formats import is_photo_name
from curator.worker.raster import load_raster

_SIZES = (2048, 1024, 512)
_REPEATS = 5


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=20)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    path = content_path()
    tower = load_tower(path)[0] if path else None
    paths = sorted(p for p in options.folder.rglob("*") if is_photo_name(p) and p.is_file())
    looks: dict[int, list[float]] = {size: [] for size in _SIZES}
    shares: dict[int, list[list[float]]] = {size: [] for size in _SIZES}
    towers: dict[int, list[float]] = {size: [] for size in _SIZES}
    decodes = []
    for path in paths[: options.photos]:
        data = path.read_bytes()
        began = time.thread_time()
        raster = load_raster(data, suffix=path.suffix.lower(), long_side=2048, max_bytes=1 << 30)
        decodes.append(time.thread_time() - began)
        pixels = np.asarray(raster.image)
        for size in _SIZES:
            small = np.ascontiguousarray(shrink(pixels, size))
            measure(small)
            looks[size].append(min(_timed(lambda: measure(small)) for _ in range(_REPEATS)))  # noqa: B023
            view = Scene(small).view
            towers[size].append(min(_timed(lambda: see(tower, view)) for _ in range(_REPEATS)))  # noqa: B023
            shares[size].append(np.min([_by_attribute(small) for _ in range(_REPEATS)], axis=0))
    decode = float(np.median(decodes))
    print(f"{len(decodes)} photos of {options.folder}; decoding {decode * 1e3:.1f} ms (median)")
    print("long side   median ms   slowest ms   look / decode")
    for size in _SIZES:
        middle = float(np.median(looks[size]))
        slowest = max(looks[size])
        print(f"{size:9} {middle * 1e3:11.1f} {slowest * 1e3:12.1f} {middle / decode:15.2f}")
    if tower is not None:
        middles = [float(np.median(towers[size])) * 1e3 for size in _SIZES]
        print(
            "content tower       " + "".join(f"{ms:8.2f}" for ms in middles) + "   ms more, median"
        )
    print("\nattribute           " + "".join(f"{size:>8}" for size in _SIZES) + "   ms, median")
    table = [np.median(shares[size], axis=0) for size in _SIZES]
    for i, attribute in enumerate(ATTRIBUTES):
        print(f"{attribute.id:20}" + "".join(f"{row[i] * 1e3:8.2f}" for row in table))


def _timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _by_attribute(pixels: np.ndarray) -> list[float]:
    scene, seconds = Scene(pixels), []
    for attribute in ATTRIBUTES:
        began = time.thread_time()
        MEASURES[attribute.id](scene)
        seconds.append(time.thread_time() - began)
    return seconds


if __name__ == "__main__":
    main()

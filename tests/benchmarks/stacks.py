"""How long stacks take in a library of many photos: finding them, and ranking with them.

Run it from the top folder, on an idle machine:

    python tests/benchmarks/stacks.py [--photos N]

The library is made up: a third of its photos are in bursts of three to seven, a few are brackets or
panoramas, a tenth has no time; pictures are noise that repeats within a stack. Nothing is asserted.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image

from core import Judgements, Profile
from curator.library import Library
from curator.library.records import (
    SKETCH,
    Exposure,
    FileSeen,
    JudgementKey,
    PhotoFacts,
    PhotoReady,
    RankQuery,
)
from curator.services.stacking import restack
from curator.settings import Home
from curator.ui.stack_order import arrange
from curator.worker.sketching import difference_hash

T = TypeVar("T")
_BLOCK = 2000


def timed(said: str, work: Callable[[], T]) -> T:
    """Print how long the work took; its result."""
    began, worked = time.perf_counter(), time.process_time()
    result = work()
    took, busy = time.perf_counter() - began, time.process_time() - worked
    print(f"{said:48}{took * 1000:10.0f} ms, {busy * 1000:8.0f} ms of a processor", flush=True)
    return result


def facts(count: int) -> Iterator[PhotoFacts]:
    """Made-up photos in the order of time."""
    random = np.random.default_rng(5)
    now = datetime(2020, 1, 1)
    made = 0
    while made < count:
        now += timedelta(seconds=int(random.integers(20, 4000)))
        size = int(random.integers(3, 8)) if random.random() < 0.1 else 1
        bracket = size > 1 and random.random() < 0.1
        timeless = random.random() < 0.1
        scene = random.integers(0, 256, SKETCH, dtype=np.int16)
        for place in range(min(size, count - made)):
            grain = random.integers(-12, 13, SKETCH) + (60 * (place - 1) if bracket else 0)
            grey = np.clip(scene // 2 + 64 + grain, 0, 255).astype(np.uint8)
            hash_ = difference_hash(Image.fromarray(grey))
            seconds = 0.01 * 2.0 ** (place if bracket else 0)
            yield PhotoFacts(
                6000,
                4000,
                None if timeless else now + timedelta(seconds=place),
                f"camera {made % 3 if size == 1 else 0}",
                hash_,
                exposure=Exposure(seconds, 4.0, 100.0, 0.0),
                sketch=grey.tobytes(),
            )
            made += 1


def fill(library: Library, root_id: int, folder: Path, all_facts: list[PhotoFacts]) -> None:
    """Put the photos into the library, as if they had been read and judged."""
    seen = [FileSeen(folder / f"{n:07}.jpg", 100, 1) for n in range(len(all_facts))]
    library.photos.apply_scan(root_id, seen)
    photos = library.photos.pending_ingest(None)
    results = [
        PhotoReady(photo.id, f"{photo.id:064x}", fact, None)
        for photo, fact in zip(photos, all_facts, strict=True)
    ]
    for start in range(0, len(results), _BLOCK):
        library.photos.store_ready(results[start : start + _BLOCK])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=100_000)
    count: int = parser.parse_args().photos
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "photos"
        folder.mkdir()
        with Library.open(Home.find(Path(name) / "home")) as library:
            root = library.roots.add(folder)
            fill(library, root.id, folder, list(facts(count)))
            profile = library.profiles.add(Profile.from_text("", "bench"))
            key = JudgementKey(profile.digest, "judge", "vision")
            ids = library.judgements.rank_ids(RankQuery(None, profile.id))
            score = np.random.default_rng(6).uniform(0, 100, count).astype(np.float32)
            levels = np.zeros((count, 0), np.float32)
            hashes = [f"{one:064x}" for one in ids]
            library.judgements.store(key, profile.id, hashes, Judgements(score, score, levels))
            changed = timed(f"stacks of {count:,} photos, the first time", lambda: restack(library))
            print(f"  photos in stacks: {len(changed):,}")
            timed("again, nothing new", lambda: restack(library))
            late = [FileSeen(folder / f"late-{n}.jpg", 100, 1) for n in range(64)]
            library.photos.apply_scan(root.id, late, complete=False)
            some = list(facts(64))
            library.photos.store_ready(
                [
                    PhotoReady(photo.id, f"{photo.id:064x}", fact, None)
                    for photo, fact in zip(library.photos.pending_ingest(None), some, strict=True)
                ]
            )
            timed("again, 64 new", lambda: restack(library))
            query = RankQuery(key, profile.id)
            for collapsed in (True, False):
                show(library, query, collapsed=collapsed)


def show(library: Library, query: RankQuery, *, collapsed: bool) -> None:
    """What the window does for each new order."""
    ids = timed("ranking", lambda: library.judgements.rank_ids(query))
    members = timed("  members of stacks", lambda: library.stacks.members(query.judgement_of))
    said = f"  arranged, {'collapsed' if collapsed else 'open'}"
    arranged = timed(said, lambda: arrange(ids, members, collapsed, frozenset()))
    print(f"  {len(arranged.ids):,} shown")


if __name__ == "__main__":
    main()

"""Photos per second of decoding, looking, judging and the whole pipeline, side by side.

Run it from the top folder, on an idle machine:

    python tests/benchmarks/speed.py FOLDER [FOLDER ...] [--photos N]

Each folder's photos are copied to a temporary place, again and again under new names and with
other trailing bytes, until there are N of them. Nothing is asserted; the ratio to read is pipeline
against decode.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core import Picture, Profile, identify, judge_factory
from curator.library import Library
from curator.library.records import JudgementKey, RankQuery
from curator.services.pipeline import Pipeline
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.formats import is_photo_name
from curator.worker.judge_process import JudgeProcess
from curator.worker.records import Decoded, DecodeRequest

_PROFILE = Profile.from_text("dark moody light. simple pictures.", "bench")


def copy_photos(source: Path, target: Path, count: int) -> list[Path]:
    """`count` files with different contents, made from the photos of `source`."""
    photos = sorted(path for path in source.rglob("*") if is_photo_name(path) and path.is_file())
    copies = []
    for number, photo in zip(range(count), itertools.cycle(photos), strict=False):
        copy = target / f"{number:05}-{photo.name}"
        copy.write_bytes(photo.read_bytes() + number.to_bytes(4, "little"))
        copies.append(copy)
    return copies


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def decoded(pool: DecodePool, paths: list[Path], ahead: int = 6) -> Iterator[Decoded]:
    """The photos decoded, at most `ahead` of them waiting."""
    waiting = []
    for path in paths:
        waiting.append(pool.submit(DecodeRequest(path)))
        if len(waiting) >= ahead:
            yield from [r for r in [waiting.pop(0).result()] if isinstance(r, Decoded)]
    for future in waiting:
        yield from [r for r in [future.result()] if isinstance(r, Decoded)]


def run(source: Path, count: int, device: str) -> None:
    """Measure one folder and print its line of figures."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "photos").mkdir()
        paths = copy_photos(source, place / "photos", count)
        home = Home.find(place / "home")
        with (
            Library.open(home) as library,
            DecodePool() as pool,
            JudgeProcess(judge_factory("mini", device=device), database=home.database) as judge,
        ):
            judge.info().result()
            list(decoded(pool, paths[:4]))  # starts the children
            decode_s = timed(lambda: [None for _ in decoded(pool, paths)])
            some = [Picture(d.content_hash, d.pixels) for d in decoded(pool, paths[:24])]
            judge.look(some[:1]).result()
            look_s = timed(lambda: judge.look(some).result()) / len(some) * count
            root = library.roots.add(place / "photos")
            profile = library.profiles.add(_PROFILE)
            pipeline = Pipeline(library, pool, judge, roots=[root.id])
            pipeline.set_profile(profile)
            pipeline_s = timed(lambda: [None for _ in pipeline.run(watch=False)])
            identity = identify("mini")
            key = JudgementKey(profile.digest, identity.judge_id, identity.vision_id)
            counts = library.photos.counts(key)
            hashes = [p.content_hash for p in library.photos.get(library_ids(library, key))]
            many = (hashes * (2000 // len(hashes) + 1))[:2000]
            judge.judge(_PROFILE, identity.vision_id, many[:8]).result()
            judge_s = timed(lambda: judge.judge(_PROFILE, identity.vision_id, many).result()) / len(
                many
            )
    print(f"{source.name}: {count} photos, {counts.judged} judged")
    print(f"  decode only  {count / decode_s:8.1f} photos/s")
    print(f"  look only    {count / look_s:8.1f} photos/s  (one process)")
    print(f"  judge only   {1 / judge_s:8.1f} photos/s")
    print(f"  pipeline     {count / pipeline_s:8.1f} photos/s")
    print(f"  pipeline at {decode_s / pipeline_s:.2f} of the speed of decoding alone")


def library_ids(library: Library, key: JudgementKey) -> list[int]:
    """The ids of all photos, in ranked order."""
    return library.judgements.rank_ids(RankQuery(judgement_of=key, profile_id=None))


def main() -> None:
    """Measure each folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--photos", type=int, default=64)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    for folder in options.folders:
        run(folder, options.photos, options.device)


if __name__ == "__main__":
    main()

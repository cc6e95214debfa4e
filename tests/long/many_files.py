"""How the program bears very many files: scans, start of the window, memory, and memory's growth.

Run it from the top folder, on an idle machine:

    python tests/long/many_files.py [--quick] [--files N] [--scored N] [--judge mini|fake]

N small files of different contents are made. Scans, the ranking and the window are measured with
all of them; they are stored as read and scored without being decoded, which nothing here depends
on. `--scored` pictures more go through decoder and judge, and the slope of every process's memory
is printed. What is promised is checked: for 100,000 files a scan without changes in 5 s (for more,
in as much more) and a window of 350 MB; and no process that grows. The first quarter of the photos
does not count: what is loaded once, and SQLite's caches of a few megabytes, are filled by then. Nor
does what the program has freed and its allocator keeps: the stacks of all photos are looked for
from time to time, which takes tens of megabytes for a moment.
`--leak 4` lets the program lose 4 KB a photo, to see that it is found out.
"""

import argparse
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core import JudgeIdentity, Judgements, Look, Profile, identify, judge_factory
from curator.library import FileSeen, JudgementKey, Library, PhotoFacts, PhotoReady, RankQuery
from curator.library.connection import chunks
from curator.services.pipeline import Pipeline
from curator.services.rooting import scan_root
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from tests.fakes import FAKE_IDENTITY, fake_judge_factory
from tests.long.memory import give_back

_FOLDER = 1000  # files in a folder
_PROMISED = 100_000  # files, for which the following is promised
_SECOND_SCAN_S = 5.0
_WINDOW_MB = 350.0
_GROWTH_MB = 1.0  # per 1,000 photos; told apart from noise from so many photos on:
_GROWTH_FROM = 5000
_STORED = 5000  # photos stored at once
_MOST_IDS = 1_000_000
_WINDOW = Path(__file__).with_name("window.py")


class Stopwatch:
    """Seconds since it was made, and how many of them this process worked."""

    def __init__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._began[0]

    def __str__(self) -> str:
        worked = time.process_time() - self._began[1]
        return f"{self.seconds:.2f} s ({worked:.2f} s of work)"


def make_files(place: Path, first: int, count: int) -> None:
    """Small JPEGs, no two alike: one picture, and its number behind its end."""
    random = np.random.default_rng(first)
    out = io.BytesIO()
    Image.fromarray(random.integers(0, 255, (24, 32, 3), np.uint8)).save(out, "JPEG")
    for number in range(first, first + count):
        folder = place / f"{number // _FOLDER:04}"
        if number % _FOLDER == 0 or number == first:
            folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:06}.jpg").write_bytes(out.getvalue() + number.to_bytes(4, "little"))


def make_pictures(place: Path, count: int) -> None:
    """Files for the judge, each with a picture of its own."""
    place.mkdir(parents=True)
    for number in range(count):
        random = np.random.default_rng(number)
        small = random.integers(40, 215, (6, 8, 3), np.uint8)  # the fake judge has its black spots
        picture = Image.fromarray(small).resize((160, 120), Image.Resampling.BICUBIC)
        picture.save(place / f"p{number:06}.jpg", quality=80)


def megabytes(pid: int | None = None) -> float:
    """The resident memory of a process, this one if none is named."""
    return float(psutil.Process(pid).memory_info().rss / 1e6)


def measure_scans(library: Library, root_id: int) -> float:
    """Print the first and the second scan; seconds of the second."""
    for name in ("first", "second"):
        watch = Stopwatch()
        scan = scan_root(library, library.roots.get(root_id))
        took = watch.seconds
        changes = len(scan.change.added) + len(scan.change.changed) + len(scan.change.removed)
        print(f"  {name} scan {watch}  ({changes:,} changes, {megabytes():.0f} MB)")
    return took


def store_as_scored(library: Library, key: JudgementKey, profile_id: int) -> None:
    """Store what decoders and judge would have: facts, a thumbnail, a look, words, a score."""
    thumbnail = bytes(2000)
    random = np.random.default_rng(0)
    for some in chunks(library.photos.pending_ingest(None), _STORED):
        ready = [
            PhotoReady(
                photo.id,
                hashlib.sha256(photo.path.name.encode()).hexdigest(),
                PhotoFacts(32, 24, None, "a camera", photo.id),
                thumbnail,
            )
            for photo in some
        ]
        library.photos.store_ready(ready)
        contents = [one.content_hash for one in ready]
        payload = bytes(1500)
        library.looks.store([Look(one, key.vision_id, payload) for one in contents])
        library.shown.store(key.vision_id, {one: {"people": 0.9} for one in contents})
        scores = random.uniform(0, 100, len(contents)).astype(np.float32)
        levels = np.full((len(contents), 5), 0.2, np.float32)
        library.judgements.store(key, profile_id, contents, Judgements(scores, scores, levels))


def measure_window(home: Home, photos: int) -> float:
    """The window in a process of its own, its gallery showing all photos; its megabytes."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, str(_WINDOW), str(home.path), str(photos)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    print(
        f"  window at {photos:,} photos: shown after {told['shown_s']:.2f} s, library open after "
        f"{told['open_s']:.2f} s, all photos in order after {told['ordered_s']:.2f} s, "
        f"{told['megabytes']:.0f} MB"
    )
    return float(told["megabytes"])


def slopes(
    library: Library, home: Home, root_id: int, judge_name: str, count: int, leak_kb: int
) -> dict[str, float]:
    """Score photos and print each process's memory every tenth, and what a thousand photos add.

    The slopes in megabytes per 1,000 photos, by process.
    """
    factory = fake_judge_factory() if judge_name == "fake" else judge_factory("mini", device="cpu")
    samples: list[tuple[int, dict[str, float]]] = []
    leaked: list[bytes] = []
    began = time.perf_counter()
    with (
        DecodePool(processes=1) as decode,
        JudgeProcess(factory, database=home.database) as judge,
    ):
        pipeline = Pipeline(library, decode, judge, roots=[root_id])
        pipeline.set_profile(library.profiles.get("Ann"))
        lost = 0
        with closing(pipeline.run(watch=False)) as events:
            for done in _scored(events):
                leaked.append(b"x" * (leak_kb * 1024 * (done - lost)))
                lost = done
                if done >= (len(samples) + 1) * count // 20:
                    samples.append((done, _memory(decode, judge)))
                    if len(samples) % 2 == 0:
                        told = ", ".join(
                            f"{name} {mb:.0f} MB" for name, mb in samples[-1][1].items()
                        )
                        print(f"  after {done:6,} photos: {told}")
    took = time.perf_counter() - began
    print(f"  {count:,} photos scored by {judge_name} in {took:.0f} s, {count / took:.1f} a second")
    later = samples[len(samples) // 4 :]  # what is loaded once is no growth
    found = {}
    for name in samples[0][1]:
        x = np.array([done for done, _ in later]) / 1000
        y = np.array([memory[name] for _, memory in later])
        slope = float(np.polyfit(x, y, 1)[0]) if len(later) > 1 else float("nan")
        found[name] = slope
        print(
            f"  {name:8} {samples[0][1][name]:7.0f} MB at {samples[0][0]:,}, "
            f"{samples[-1][1][name]:7.0f} MB at {samples[-1][0]:,}; "
            f"{slope:+.2f} MB per 1,000 photos"
        )
    return found


def _memory(decode: DecodePool, judge: JudgeProcess) -> dict[str, float]:
    """Megabytes of each kind of process; one of them that is not up just now has none."""
    give_back()
    judges = [] if judge.pid is None else [judge.pid]
    children = {"decoder": decode.pids, "judge": judges}
    return {"program": megabytes()} | {
        name: sum(megabytes(pid) for pid in pids) for name, pids in children.items()
    }


def _scored(events: Iterator[object]) -> Iterator[int]:
    from curator.services.events import PhotosJudged

    told = np.zeros(_MOST_IDS, np.bool_)  # a photo may be told of twice
    for event in events:
        if isinstance(event, PhotosJudged):
            told[list(event.photo_ids)] = True
            yield int(told.sum())


def main() -> int:
    """Measure, print, and compare with what is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="2,000 files, 60 scored by the fake")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--scored", type=int, default=10_000)
    parser.add_argument("--judge", choices=("mini", "fake"), default="mini")
    parser.add_argument("--leak", type=int, default=0, metavar="KB", help="lost on purpose")
    options = parser.parse_args()
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(line_buffering=True)  # hours of it are followed from elsewhere
    if options.quick:
        options.files, options.scored, options.judge = 2000, 60, "fake"
    identity: JudgeIdentity = FAKE_IDENTITY if options.judge == "fake" else identify("mini")
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        home = Home.find(place / "home")
        began = time.perf_counter()
        make_files(place / "many", 0, options.files)
        make_pictures(place / "pictures", options.scored)
        print(f"  {options.files:,} files made in {time.perf_counter() - began:.0f} s")
        measure_window(Home.find(place / "empty"), 0)
        with Library.open(home) as library:
            profile = library.profiles.add(Profile.from_text("I like light.", "Ann"))
            key = JudgementKey(profile.digest, identity.judge_id, identity.vision_id)
            many = library.roots.add(place / "many")
            second = measure_scans(library, many.id)
            watch = Stopwatch()
            store_as_scored(library, key, profile.id)
            print(f"  stored {watch}")
            watch = Stopwatch()
            third = scan_root(library, library.roots.get(many.id))
            print(f"  scan of {options.files:,} scored photos {watch}")
            if third.change:
                wrong.append("the scan without changes found some")
            watch = Stopwatch()
            one = FileSeen(place / "many" / "new.jpg", 1, 1)
            library.photos.apply_scan(many.id, [one], complete=False)
            library.photos.apply_scan(many.id, [], within=one.path)
            print(f"  one file comes and goes {watch}")
            watch = Stopwatch()
            ids = library.judgements.rank_ids(RankQuery(key, profile.id))
            print(f"  ranking of all {watch}")
            watch = Stopwatch()
            library.roots.list()
            print(f"  folders with their counts {watch}")
            watch = Stopwatch()
            library.back_up_daily()
            size = home.database.stat().st_size / 1e6
            print(f"  backup of {size:.0f} MB {watch}")
        if len(ids) != options.files:
            wrong.append(f"{len(ids):,} of {options.files:,} photos are ranked")
        window = measure_window(home, options.files)
        with Library.open(home) as library:
            root = library.roots.add(place / "pictures")
            growth = slopes(library, home, root.id, options.judge, options.scored, options.leak)
    if second > _SECOND_SCAN_S * max(1.0, options.files / _PROMISED):
        wrong.append(f"the second scan took {second:.1f} s")
    if window > _WINDOW_MB:
        wrong.append(f"the window needs {window:.0f} MB")
    if options.scored >= _GROWTH_FROM:
        wrong += [
            f"the {name} grows by {slope:.1f} MB per 1,000 photos"
            for name, slope in growth.items()
            if slope > _GROWTH_MB
        ]
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

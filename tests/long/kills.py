"""Kills the program again and again at random moments of its work, and counts what is left.

Run it from the top folder:

    python tests/long/kills.py [--quick] [--kills N] [--photos N] [--seed N] [--judge mini|fake]

Before each start some of the photos come into the watched folder, and the last daily backup is
made to look a day old, so that another one is due. While the program works, a decision is made
beside it; then it, and sometimes first one of its children, is killed with SIGKILL. In the end the
program may finish, and everything must be there once and be what a library without any kill has.
The judge for tests needs no time to load: far more is killed in the midst of it.
"""

import argparse
import collections
import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core import JudgeIdentity, identify
from curator.library import JudgementKey, Library, RankQuery
from curator.settings import Home
from tests.curator.pictures import save_picture
from tests.fakes import FAKE_IDENTITY

_PROGRAMS = {
    "fake": Path(__file__).with_name("victim.py"),
    "mini": Path(__file__).resolve().parents[2] / "main.py",
}
_SAME_SCORE = 0.002  # points: in another batch the last of three digits may be another
_DAY_S = 24 * 3600
_EARLY = 0.15  # so often it is killed while it starts, otherwise once it has opened the library
_CHILD_TOO = 0.25  # so often a child is killed first


@dataclass(frozen=True, slots=True)
class Program:
    """The program with one judge."""

    judge: str

    @property
    def identity(self) -> JudgeIdentity:
        return FAKE_IDENTITY if self.judge == "fake" else identify(self.judge)

    def start(self, home: Home, *args: object) -> "subprocess.Popen[bytes]":
        """Start a command with this home."""
        return subprocess.Popen(
            [sys.executable, str(_PROGRAMS[self.judge]), *map(str, args), "--home", str(home.path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self, home: Home, *args: object) -> None:
        """Run a command to its end; it must succeed."""
        if (code := self.start(home, *args).wait(600)) != 0:
            raise SystemExit(f"{args} ended with {code}")


def kill(process: "subprocess.Popen[bytes]", chance: random.Random) -> None:
    """End a process as a power cut does, perhaps one of its children a moment before."""
    if chance.random() < _CHILD_TOO:
        children = psutil.Process(process.pid).children()
        if children:
            chance.choice(children).kill()
            time.sleep(chance.uniform(0, 0.3))
    process.send_signal(signal.SIGKILL)
    process.wait()


def scored(home: Home) -> int:
    """How many photos are scored."""
    if not home.database.exists():
        return 0
    with closing(sqlite3.connect(home.database)) as connection:
        return int(connection.execute("SELECT count(*) FROM judgement").fetchone()[0])


def state(home: Home, folder: Path) -> str:
    """How far the work was when it was killed."""
    if not home.database.exists():
        return "before the library was opened"
    with closing(sqlite3.connect(home.database)) as connection:
        count = connection.execute("SELECT count(*) FROM file").fetchone()[0]
        unread = connection.execute("SELECT count(*) FROM file WHERE state = 'new'").fetchone()[0]
    done = scored(home)
    if count < len(list(folder.iterdir())):
        return "before the folder was scanned"
    if unread and done < count - unread:
        return "while photos were read and scored"
    if unread:
        return "while photos were read, all those read were scored"
    return "while photos were scored" if done < count else "when all was scored"


def rejuvenate(home: Home) -> None:
    """Let the last daily backup look a day old, so that the next one is due."""
    for path in home.backups.glob("daily-*.sqlite"):
        at = path.stat().st_mtime - _DAY_S
        os.utime(path, (at, at))


def wait_for_opening(home: Home, process: "subprocess.Popen[bytes]", before: set[Path]) -> None:
    """Wait until the process has marked the library as open."""
    while process.poll() is None and not set(home.running.glob("*.open")) - before:
        time.sleep(0.005)


def torment(
    program: Program,
    home: Home,
    folder: Path,
    pictures: list[Path],
    kills: int,
    chance: random.Random,
) -> dict[int, float]:
    """Kill the program `kills` times; the decisions that were made, stars by photo id."""
    pictures[0].rename(folder / pictures[0].name)
    process = program.start(home, "watch", folder, "--profile", "Ann", "--once")
    wait_for_opening(home, process, set())
    began = time.monotonic()
    if process.wait(600) != 0:
        raise SystemExit("the first photo could not be ranked")
    takes_s = time.monotonic() - began
    pictures = pictures[1:]
    made: dict[int, float] = {}
    where: collections.Counter[str] = collections.Counter()
    at_work = 0
    for number in range(kills):
        part = slice(len(pictures) * number // kills, len(pictures) * (number + 1) // kills)
        for picture in pictures[part]:
            picture.rename(folder / picture.name)
        rejuvenate(home)
        marks = set(home.running.iterdir())
        before = scored(home)
        process = program.start(home, "watch", folder, "--profile", "Ann")
        if chance.random() < _EARLY:
            time.sleep(takes_s * chance.uniform(0, 0.5))
        else:
            wait_for_opening(home, process, marks)
        delay = takes_s * chance.uniform(0, 1.5)
        time.sleep(delay / 2)
        with Library.open(home) as library:  # beside the one that is working
            ids = library.judgements.rank_ids(RankQuery(None, None))
            if ids:
                photo, stars = chance.choice(ids), chance.randint(1, 5)
                library.decisions.set([photo], library.profiles.get("Ann").id, stars=stars)
                made[photo] = stars
        time.sleep(delay / 2)
        kill(process, chance)
        where[state(home, folder)] += 1
        at_work += scored(home) > before
        if (number + 1) % 10 == 0:
            print(f"  {number + 1} kills so far", flush=True)
    for moment, count in where.most_common():
        print(f"  {count:4} kills {moment}")
    print(f"  {at_work:4} of those that were killed had scored photos before")
    return made


def scores(library: Library, query: RankQuery) -> dict[Path, float]:
    """The scores of all photos, NaN where there is none."""
    rows = library.judgements.rank(query)
    return {row.path: math.nan if row.score is None else row.score for row in rows}


def check(home: Home, fresh: Home, made: dict[int, float], identity: JudgeIdentity) -> list[str]:
    """What is not as it should be."""
    wrong = []
    with Library.open(home) as library, Library.open(fresh) as other:
        ann = library.profiles.get("Ann")
        key = JudgementKey(ann.digest, identity.judge_id, identity.vision_id)
        query = RankQuery(key, ann.id, include_failed=True)
        left, right = scores(library, query), scores(other, query)
        if left.keys() != right.keys():
            wrong.append("other photos are ranked than without kills")
        elif any(math.isnan(score) for score in left.values()):
            wrong.append("photos are not scored")
        else:
            apart = max(abs(score - right[path]) for path, score in left.items())
            print(f"  scores are at most {apart:.6f} points apart from those without kills")
            if apart > _SAME_SCORE:
                wrong.append("photos have other scores than without kills")
        kept = {one.photo_id: one.stars for one in library.decisions.of_profile(ann.id)}
        if kept != made:
            wrong.append(f"decisions: {len(made)} made, {len(kept)} kept, not the same")
        if orphans := library.upkeep.orphans():
            wrong.append(f"something is left over: {orphans}")
        if library.restored is not None:
            wrong.append(library.restored)
        if missing := library.upkeep.without_thumbnail():
            wrong.append(f"{len(missing)} photos have no thumbnail")
    counts = {}
    for place in (home, fresh):
        with closing(sqlite3.connect(place.database)) as connection:
            counts[place] = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("photo", "file", "look", "judgement", "look_failure")
            ]
            told = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if told != "ok":
                wrong.append(f"integrity_check: {told}")
    print(f"  photos, files, looks, judgements, failures: {counts[home]}")
    if counts[home] != counts[fresh]:
        wrong.append(f"without kills they were {counts[fresh]}")
    return wrong


def main() -> int:
    """Torment the program and print what became of its library."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5 kills, 20 photos")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--photos", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--judge", choices=tuple(_PROGRAMS), default="fake")
    options = parser.parse_args()
    if options.quick:
        options.kills, options.photos = 5, 20
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = place / "photos"
        folder.mkdir()
        pictures = [
            save_picture(place / "later" / f"{n:04}.jpg", 10 + n % 230, size=(64 + n // 230, 48))
            for n in range(options.photos)
        ]
        home, fresh = Home.find(place / "home"), Home.find(place / "fresh")
        program = Program(options.judge)
        program.run(home, "profile", "add", "Ann", "--taste", "I like light.")
        began = time.monotonic()
        chance = random.Random(options.seed)
        made = torment(program, home, folder, pictures, options.kills, chance)
        print(f"  {options.kills} kills in {time.monotonic() - began:.0f} s")
        program.run(home, "watch", folder, "--profile", "Ann", "--once")
        program.run(fresh, "profile", "add", "Ann", "--taste", "I like light.")
        program.run(fresh, "watch", folder, "--profile", "Ann", "--once")
        wrong = check(home, fresh, made, program.identity)
        print(f"  {len(made)} photos were decided about")
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    print("failed" if wrong else "every photo is there once, scored once, every decision is kept")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

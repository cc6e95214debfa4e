"""A home on a disk that fills up, a real one of a few megabytes: nothing is lost but time."""

import sys
from pathlib import Path

import pytest

from tests.curator.services.test_roots_watch import apart

_FULL = """
import subprocess, sys
from pathlib import Path
from core import Profile
from curator.errors import LibraryError
from curator.library import Library
from curator.services.pipeline import Pipeline
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from tests.curator.pictures import save_picture
from tests.curator.services.conftest import key_of, ranking
from tests.fakes import fake_judge_factory

def run(library, decode, judge, profile):
    pipeline = Pipeline(library, decode, judge)
    pipeline.set_profile(profile)
    return [event for event in pipeline.run(watch=False)]

if __name__ == "__main__":
    place = Path(sys.argv[1])
    disk = place / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", disk]).returncode:
        print("nothing can be mounted here")
        sys.exit(77)
    for number in range(40):
        save_picture(place / "photos" / f"{number:02}.jpg", 5 * number + 5)
    home = Home.find(disk / "home")
    with (
        Library.open(home) as library,
        DecodePool(processes=1) as decode,
        JudgeProcess(fake_judge_factory(), database=home.database) as judge,
    ):
        library.roots.add(place / "photos")
        profile = library.profiles.add(Profile.from_text("light", "Ann"))
        library.decisions.set([1], profile.id, stars=5)
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        try:
            run(library, decode, judge, profile)
        except LibraryError as error:
            print(error)
        else:
            sys.exit("the disk was not full")
        filler.unlink()
        run(library, decode, judge, profile)
        assert len(ranking(library, profile)) == 40
        assert len(set(ranking(library, profile))) == 40
        assert library.upkeep.faults() == []
        assert [one.profile.name for one in library.profiles.list()] == ["Ann"]
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a disk")
def test_a_full_disk_stops_the_work_with_a_sentence_until_there_is_room(tmp_path: Path) -> None:
    script = tmp_path / "full.py"
    script.write_text(_FULL)
    run = f"import runpy; runpy.run_path({str(script)!r}, run_name='__main__')"
    out = apart("-Urm", run, tmp_path)
    assert out.startswith("The disk is full: the library ")

"""Folders that come, go, flood, or send no events. The waits are for real events, with deadlines;
everything else is driven by hand."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curator.library import Library
from curator.services.events import Event, Problem, RootOffline, RootOnline
from curator.services.roots_watch import RootsWatch
from curator.services.watching import Watcher
from tests.curator.pictures import save_picture, save_pictures
from tests.curator.services.conftest import wait_until

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    watcher = Watcher()
    yield watcher
    watcher.close()


def watching(library: Library, watcher: Watcher, **options: float) -> RootsWatch:
    quick = {"still_s": 0.0, "check_s": 0.0, "rescan_s": 3600.0, **options}
    return RootsWatch(library, None, watcher=watcher, **quick)  # type: ignore[arg-type]


def there(library: Library) -> list[str]:
    photos = library.photos.pending_ingest(None)
    return sorted(photo.path.name for photo in photos)


def ticks_until(watch: RootsWatch, condition: Callable[[], bool]) -> list[Event]:
    events: list[Event] = []

    def tick() -> bool:
        events.extend(watch.tick())
        return condition()

    wait_until(tick)
    return events


def test_a_tree_that_is_made_in_one_go_is_met_whole(
    library: Library, watcher: Watcher, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    library.roots.add(root)
    watch = watching(library, watcher)
    list(watch.scan())
    for number in range(100):
        folder = root / f"day {number % 5}" / "deep" / f"{number % 7}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:03}.jpg").write_bytes(b"x" * number)
    ticks_until(watch, lambda: len(there(library)) == 100)


def test_a_folder_that_was_away_is_watched_when_it_is_back(
    library: Library,
    tmp_path: Path,
    watcher: Watcher,
    capfd: pytest.CaptureFixture[str],
) -> None:
    root, away = tmp_path / "photos", tmp_path / "away"
    save_pictures(root / "trip" / "day", [50, 150])
    library.roots.add(root)
    watch = watching(library, watcher)
    list(watch.scan())
    before = {photo.path.name: photo.id for photo in library.photos.pending_ingest(None)}
    for number in range(2):
        (root / "trip").rename(away)
        ticks_until(watch, lambda: not there(library))
        away.rename(root / "trip")
        ticks_until(watch, lambda: len(there(library)) == 2 + number)  # noqa: B023
        save_picture(root / "trip" / "day" / f"new{number}.jpg", number)
        ticks_until(watch, lambda: f"new{number}.jpg" in there(library))  # noqa: B023
    after = {photo.path.name: photo.id for photo in library.photos.pending_ingest(None)}
    assert before.items() <= after.items()
    shutil.rmtree(root / "trip")
    ticks_until(watch, lambda: not there(library))
    save_pictures(root / "trip" / "day", [50, 150])
    ticks_until(watch, lambda: len(there(library)) == 2)
    save_picture(root / "trip" / "day" / "last.jpg", 9)
    ticks_until(watch, lambda: "last.jpg" in there(library))
    assert capfd.readouterr().err == ""


def test_a_folder_that_comes_with_a_link_back_is_met_once(
    library: Library, tmp_path: Path, watcher: Watcher
) -> None:
    root, outside = tmp_path / "photos", tmp_path / "outside"
    save_pictures(root, [10, 20])
    save_picture(outside / "p030.jpg", 30)
    save_picture(tmp_path / "trip" / "p040.jpg", 40)
    (tmp_path / "trip" / "loop").symlink_to(root, target_is_directory=True)
    (tmp_path / "trip" / "linked").symlink_to(outside, target_is_directory=True)
    library.roots.add(root)
    watch = watching(library, watcher)
    list(watch.scan())
    (tmp_path / "trip").rename(root / "trip")
    ticks_until(watch, lambda: {"p030.jpg", "p040.jpg"} <= set(there(library)))
    assert there(library) == ["p010.jpg", "p020.jpg", "p030.jpg", "p040.jpg"]
    (root / "self").symlink_to(root, target_is_directory=True)
    save_picture(root / "p050.jpg", 50)
    ticks_until(watch, lambda: "p050.jpg" in there(library))
    assert len(there(library)) == 5


def test_a_folder_on_a_network_is_looked_through(library: Library, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    library.roots.add(root)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:1 / {root} rw - cifs //nas/photos rw\n", encoding="utf-8")
    watcher = Watcher(mounts=mounts)
    watch = watching(library, watcher, poll_s=0.0)
    told = [event.sentence for event in watch.scan() if isinstance(event, Problem)]
    assert told == [
        f"{root} is on a network, whose disks do not tell of changes. It is looked through every "
        "0 s, a large one less often."
    ]
    save_picture(root / "new.jpg", 50)
    events = ticks_until(watch, lambda: there(library) == ["new.jpg"])
    (root / "new.jpg").unlink()
    events += ticks_until(watch, lambda: there(library) == [])
    assert watcher.take() == ([], False)
    assert not any(isinstance(event, Problem) for event in events)  # told once
    watcher.close()


def test_a_flood_of_hints_is_followed_by_a_scan(library: Library, tmp_path: Path) -> None:
    class Told(Watcher):
        def take(self) -> tuple[list[Path], bool]:
            return hints.pop() if hints else [], False

    some = [tmp_path / f"{n}.txt" for n in range(1500)]
    hints = [some]
    library.roots.add(tmp_path)
    watcher = Told()
    watch = watching(library, watcher)
    list(watch.scan())
    save_picture(tmp_path / "not hinted at.jpg", 50)
    for _ in range(5):
        list(watch.tick())
    assert there(library) == []  # so many are no flood
    hints.append(some)
    for _ in range(5):
        list(watch.tick())
    assert there(library) == ["not hinted at.jpg"]
    watcher.close()


def test_another_folder_in_a_roots_place_is_noticed_and_watched(
    library: Library, watcher: Watcher, tmp_path: Path
) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    save_pictures(root, [1, 2])
    save_pictures(other, [3])
    library.roots.add(root)
    watch = watching(library, watcher)
    list(watch.scan())
    root.rename(tmp_path / "aside")
    other.rename(root)
    ticks_until(watch, lambda: there(library) == ["p003.jpg"])
    save_picture(root / "new.jpg", 50)
    ticks_until(watch, lambda: there(library) == ["new.jpg", "p003.jpg"])
    save_picture(tmp_path / "aside" / "unseen.jpg", 51)
    save_picture(root / "seen.jpg", 52)
    ticks_until(watch, lambda: "seen.jpg" in there(library))
    assert "unseen.jpg" not in there(library)


def test_an_empty_mount_point_is_offline_whatever_else_lies_there(
    library: Library, watcher: Watcher, tmp_path: Path
) -> None:
    root = tmp_path / "disk"
    save_pictures(root / "deep", [1, 2])
    library.roots.add(root)
    watch = watching(library, watcher)
    list(watch.scan())
    root.rename(tmp_path / "unplugged")
    root.mkdir()
    (root / "not mounted.txt").write_text("The disk belongs here.")
    assert RootOffline(1) in list(watch.tick())
    assert list(watch.tick()) == []
    fresh = watching(library, watcher)  # a program that starts meanwhile
    assert list(fresh.scan()) == [RootOffline(1)]
    assert library.roots.get(1).photos == 2
    shutil.rmtree(root)
    (tmp_path / "unplugged").rename(root)
    assert RootOnline(1) in list(watch.tick())
    assert there(library) == ["p001.jpg", "p002.jpg"]
    save_picture(root / "new.jpg", 50)
    ticks_until(watch, lambda: len(there(library)) == 3)


def test_a_root_around_a_watched_one_takes_it_in(
    library: Library, watcher: Watcher, tmp_path: Path
) -> None:
    save_pictures(tmp_path / "outer" / "inner", [1])
    library.roots.add(tmp_path / "outer" / "inner")
    watch = watching(library, watcher)
    list(watch.scan())
    (before,) = library.photos.pending_ingest(None)
    save_pictures(tmp_path / "outer" / "beside", [2])
    outer = library.roots.add(tmp_path / "outer")
    list(watch.tick())
    photos = library.photos.pending_ingest(None)
    assert [photo.root_id for photo in photos] == [outer.id, outer.id]
    assert photos[0].id == before.id
    save_picture(tmp_path / "outer" / "inner" / "new.jpg", 3)
    save_picture(tmp_path / "outer" / "beside" / "new.jpg", 4)
    ticks_until(watch, lambda: len(there(library)) == 4)
    list(watch.scan())
    assert len(there(library)) == 4  # each file once


def apart(namespaces: str, script: str, *args: Path) -> str:
    """Run a script in namespaces of its own, where it may do to the system what it likes."""
    command = ["unshare", namespaces, sys.executable, "-W", "error", "-c", script]
    if shutil.which("unshare") is None:
        pytest.skip("there are no namespaces here")
    allowed = subprocess.run(["unshare", namespaces, "true"], check=False, capture_output=True)
    if allowed.returncode:
        pytest.skip("namespaces are not allowed here")
    done = subprocess.run(
        [*command, *map(str, args)], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode == 77:
        pytest.skip(done.stdout)
    assert done.returncode == 0, done.stderr
    return done.stdout


_BEGIN = """
import subprocess, sys, time
from pathlib import Path
from curator.library import Library
from curator.services.roots_watch import RootsWatch
from curator.services.watching import Watcher
from curator.settings import Home
from tests.curator.pictures import save_picture

place = Path(sys.argv[1])
root = place / "root"
library = Library.open(Home.find(place / "home"))
watcher = Watcher()
watch = RootsWatch(library, None, watcher=watcher, still_s=0, check_s=0, poll_s=0)

def names():
    return sorted(photo.path.name for photo in library.photos.pending_ingest(None))

def until(condition):
    end = time.monotonic() + 60
    events = []
    while not condition():
        assert time.monotonic() < end, names()
        events.extend(watch.tick())
    return events
"""

_LIMIT = """
try:
    Path("/proc/sys/user/max_inotify_watches").write_text("8")
except OSError as error:
    print(f"the limit cannot be set: {error}")
    sys.exit(77)
for number in range(3):
    (root / f"{number}").mkdir(parents=True)
library.roots.add(root)
told = [event for event in watch.scan() if hasattr(event, "sentence")]
assert told == [], told
save_picture(root / "2" / "first.jpg", 10)
until(lambda: names() == ["first.jpg"])
for number in range(3, 30):
    (root / f"{number}").mkdir()
save_picture(root / "29" / "second.jpg", 20)
told = []
end = time.monotonic() + 120
while not told and time.monotonic() < end:
    time.sleep(0.01)  # the watcher adds the new folders on a thread of its own
    told = [event.sentence for event in watch.scan() if hasattr(event, "sentence")]
assert len(told) == 1, told
print(told[0])
save_picture(root / "28" / "third.jpg", 30)  # nothing tells of it
until(lambda: names() == ["first.jpg", "second.jpg", "third.jpg"])
watcher.close()
library.close()
"""


def test_the_systems_limit_of_watched_folders_is_noticed(tmp_path: Path) -> None:
    told = apart("-Ur", _BEGIN + _LIMIT, tmp_path)
    assert told == (
        f"The system's limit of watched folders is too low for all of {tmp_path / 'root'}. It is "
        "looked through every 0 s, a large one less often.\n"
    )


_UNMOUNT = """
disk = place / "disk"
root.mkdir()
save_picture(disk / "deep" / "a.jpg", 10)

def mount():
    subprocess.run(["mount", "--bind", disk, root], check=True)

try:
    mount()
except subprocess.CalledProcessError:
    print("nothing can be mounted here")
    sys.exit(77)
library.roots.add(root)
list(watch.scan())
assert names() == ["a.jpg"]
subprocess.run(["umount", root], check=True)
events = until(lambda: not library.roots.get(1).online)
assert library.roots.get(1).photos == 1
save_picture(disk / "deep" / "b.jpg", 20)
mount()
events = until(lambda: names() == ["a.jpg", "b.jpg"])
assert library.roots.get(1).online
save_picture(root / "c.jpg", 30)
until(lambda: names() == ["a.jpg", "b.jpg", "c.jpg"])
watcher.close()
library.close()
"""


def test_a_disk_that_is_unmounted_and_mounted_again(tmp_path: Path) -> None:
    apart("-Urm", _BEGIN + _UNMOUNT, tmp_path)

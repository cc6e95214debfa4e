import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Queue

import pytest

from curator.services.scoring_lock import ScoringLock
from tests.curator.cli.conftest import Run
from tests.curator.pictures import save_picture

ROOT = Path(__file__).resolve().parents[3]
KEYS = {"path", "score", "levels", "reasons", "judge", "event"}
DEADLINE_S = 60


def test_once_prints_what_is_newly_ranked(curator: Run, photos: Path) -> None:
    (photos / "empty.jpg").touch()
    curator("profile", "add", "Ann")
    ran = curator("watch", photos, "--profile", "Ann", "--once", "--json")
    assert ran.code == 1
    ranked = [line for line in ran.lines if line["event"] == "ranked"]
    assert len(ranked) == 5
    assert all(set(line) == KEYS for line in ranked)
    (failed,) = [line for line in ran.lines if line["event"] == "failed"]
    assert set(failed) == {"path", "error", "event"}
    again = curator("watch", photos, "--profile", "Ann", "--once", "--json")
    assert (again.code, again.out) == (0, "")  # nothing is new


def test_once_tells_of_a_folder_that_cannot_be_read(
    curator: Run, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = photos / "closed"
    closed.mkdir()
    scandir = os.scandir

    def guarded(path: Path) -> object:
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)  # root may read all
    curator("profile", "add", "Ann")
    ran = curator("watch", photos, "--profile", "Ann", "--once", "--json")
    assert (ran.code, len(ran.lines)) == (1, 5)
    assert f"The folder {closed} cannot be read" in ran.err


# As a shell starts what a script puts in the background: deaf to interrupts.
_IN_BACKGROUND = ("sh", "-c", "trap '' INT; exec \"$@\"", "sh")


class Watching:
    """`watch` in a process of its own."""

    def __init__(self, script: Path, *args: object) -> None:
        self.lines: Queue[dict[str, object]] = Queue()
        self.process = subprocess.Popen(
            [*_IN_BACKGROUND, sys.executable, script, *[str(arg) for arg in args]],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def next(self) -> dict[str, object]:
        return self.lines.get(timeout=DEADLINE_S)

    def end(self, number: int) -> tuple[int, str]:
        self.process.send_signal(number)
        code = self.process.wait(DEADLINE_S)
        self._reader.join()
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.stdout.close()
        err = self.process.stderr.read()
        self.process.stderr.close()
        return code, err


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "fake_curator.py"
    path.write_text(
        f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from curator.cli import main
from tests.curator.cli.conftest import FAKE_JUDGES

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], judges=FAKE_JUDGES))
"""
    )
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_copied_photo_appears(
    curator: Run, photos: Path, script: Path, number: signal.Signals
) -> None:
    curator("profile", "add", "Ann")
    watching = Watching(script, "watch", photos, "--profile", "Ann", "--json")
    first = [watching.next() for _ in range(5)]
    assert {str(line["event"]) for line in first} == {"ranked"}
    save_picture(photos / "new.jpg", 240)
    line = watching.next()
    assert set(line) == KEYS
    assert line["path"] == str(photos / "new.jpg")
    code, err = watching.end(number)
    assert code == 0
    assert "Traceback" not in err
    ranked = curator("rank", photos, "--profile", "Ann", "--top", 1, "--json")
    assert ranked.lines[0]["path"] == str(photos / "new.jpg")


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_other_commands_work_beside_it(curator: Run, photos: Path, script: Path) -> None:
    curator("profile", "add", "Ann")
    curator("profile", "add", "Ben", "--taste", "dark")
    watching = Watching(script, "watch", photos, "--profile", "Ann", "--json")
    for _ in range(5):
        watching.next()
    ran = curator("rank", photos, "--profile", "Ben", "--json")  # the idle watcher lets it score
    assert (ran.code, len(ran.lines)) == (0, 5)
    assert curator("rate", photos / "p040.jpg", 5, "--profile", "Ben").code == 0
    assert watching.end(signal.SIGINT)[0] == 0


def _hear_interrupts() -> None:
    """Undo what a shell does to what it starts in the background, these tests themselves too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_an_interrupted_command_ends_cleanly(
    curator: Run, photos: Path, script: Path, own_home: Path
) -> None:
    curator("profile", "add", "Ann")
    lock = ScoringLock(own_home / "scoring.lock")
    assert lock.try_acquire()
    with subprocess.Popen(
        [sys.executable, script, "rank", photos, "--profile", "Ann", "--json"],
        cwd=ROOT,
        preexec_fn=_hear_interrupts,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Another Curator is scoring")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=DEADLINE_S)
    lock.release()
    assert (process.returncode, out, err) == (130, "", "")

import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.curator.cli.conftest import Run
from tests.curator.pictures import save_picture

ROOT = Path(__file__).resolve().parents[3]


def test_lines_come_in_the_given_order(curator: Run, photos: Path, own_home: Path) -> None:
    ran = curator("score", photos / "p200.jpg", photos / "p040.jpg", photos, "--json")
    assert ran.code == 0
    names = [Path(str(line["path"])).name for line in ran.lines]
    assert names == ["p200.jpg", "p040.jpg"] + [f"p{n:03}.jpg" for n in (40, 80, 120, 160, 200)]
    first = ran.lines[0]
    assert set(first) == {"path", "score", "levels", "reasons", "judge"}
    assert first["path"] == str(photos / "p200.jpg")
    assert float(str(first["score"])) == pytest.approx(200 / 255 * 100, abs=1)
    assert sum(first["levels"].values()) == pytest.approx(1, abs=1e-3)
    assert not own_home.exists()  # nothing is written


def test_taste_turns_the_scores(curator: Run, photos: Path) -> None:
    ran = curator("score", photos, "--taste", "dark moods", "--json", "--quiet")
    scores = [float(str(line["score"])) for line in ran.lines]
    assert scores == sorted(scores, reverse=True)
    assert ran.err == ""


def test_a_stored_profile_scores(curator: Run, photos: Path) -> None:
    curator("profile", "add", "Ben", "--taste", "dark")
    ran = curator("score", photos, "--profile", "Ben", "--json")
    assert ran.code == 0
    assert float(str(ran.lines[0]["score"])) > 80
    unknown = curator("score", photos, "--profile", "Nobody", "--json")
    assert unknown.code == 2
    assert "Nobody" in unknown.err
    assert unknown.out == ""


def test_bad_files_are_lines_with_a_sentence(curator: Run, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    good = save_picture(folder / "good.jpg", 120)
    (folder / "empty.jpg").touch()
    (folder / "fake.png").write_text("not a picture at all")
    (folder / "truncated.jpg").write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    (folder / "bomb.png").write_bytes(_bomb())
    (folder / "folder.jpg").mkdir()
    gone = tmp_path / "gone.jpg"
    ran = curator("score", folder, gone, "--json")
    assert ran.code == 1
    failed = {Path(str(line["path"])).name: line for line in ran.lines if "error" in line}
    assert set(failed) == {"empty.jpg", "fake.png", "truncated.jpg", "bomb.png", "gone.jpg"}
    for line in failed.values():
        assert set(line) == {"path", "error"}
        assert str(line["error"]).endswith(".")
    assert len(ran.lines) == 6


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read all")
def test_an_unreadable_folder_is_a_line(curator: Run, photos: Path) -> None:
    closed = photos / "closed"
    save_picture(closed / "x.jpg", 10)
    closed.chmod(0)
    try:
        ran = curator("score", photos, "--json")
    finally:
        closed.chmod(0o700)
    assert ran.code == 1
    assert ran.lines[-1]["path"] == str(closed)
    assert "cannot be read" in str(ran.lines[-1]["error"])


def test_other_judges_are_said_not_to_be_there(photos: Path) -> None:
    for judge in ("vlm:x", "server:http://localhost", "nonsense"):
        ran = subprocess.run(
            [sys.executable, "main.py", "score", str(photos), "--judge", judge],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 2
        assert judge in ran.stderr
        assert "Traceback" not in ran.stderr


def test_scoring_needs_no_window(photos: Path, tmp_path: Path) -> None:
    script = tmp_path / "blocked.py"
    script.write_text(
        f"""
import sys
sys.path.insert(0, {str(ROOT)!r})

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(name + " is blocked")

sys.meta_path.insert(0, Block())
from curator.cli import main
from tests.curator.cli.conftest import FAKE_JUDGES

if __name__ == "__main__":
    code = main(["score", {str(photos)!r}, "--json"], judges=FAKE_JUDGES)
    assert "torch" not in sys.modules and "sqlalchemy" not in sys.modules
    sys.exit(code)
"""
    )
    ran = subprocess.run(
        [sys.executable, str(script)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert len([json.loads(line) for line in ran.stdout.splitlines()]) == 5


def test_a_reader_that_leaves_is_no_crash(photos: Path, tmp_path: Path) -> None:
    script = tmp_path / "piped.py"
    script.write_text(
        f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from curator.cli import main
from tests.curator.cli.conftest import FAKE_JUDGES

if __name__ == "__main__":
    sys.exit(main(["score", *[{str(photos)!r}] * 20, "--json"], judges=FAKE_JUDGES))
"""
    )
    with subprocess.Popen(
        [sys.executable, str(script)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()


def _bomb() -> bytes:
    """A PNG that says it has 60,000 x 60,000 pixels."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    length, check = struct.pack(">I", len(header)), struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + length + chunk + check


def test_odd_paths_are_lines_with_a_sentence(curator: Run, photos: Path) -> None:
    odd = ["x" * 300, photos / "p040.jpg" / "below", "\udcff.jpg"]
    ran = curator("score", *odd, photos / "p040.jpg", photos / "p040.jpg", "--json")
    assert ran.code == 1
    assert [set(line) for line in ran.lines[:3]] == [{"path", "error"}] * 3
    assert ran.lines[3] == ran.lines[4]


def test_a_folder_s_images_are_lines_and_its_other_files_are_not(
    curator: Run, photos: Path
) -> None:
    Image.new("RGB", (64, 64), (9, 99, 9)).save(photos / "q.ico")
    (photos / "r.jxl").write_bytes(b"\xff\x0a" + b"\x91\x80" * 40)
    (photos / "s.xmp").write_text("<x:xmpmeta/>")
    (photos / "t.txt").write_text("no photo")
    ran = curator("score", photos, "--json")
    assert [Path(str(line["path"])).name for line in ran.lines[5:]] == ["q.ico", "r.jxl"]
    assert "score" in ran.lines[5]
    assert "JPEG XL" in str(ran.lines[6]["error"])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")
def test_a_full_disk_behind_standard_output_is_a_sentence() -> None:
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "main.py", "judges", "list"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 2
    assert ran.stderr == "The results cannot be written: No space left on device.\n"

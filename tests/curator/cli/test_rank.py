import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from core import Judge, JudgeUnavailableError
from curator.cli import main
from curator.cli.session import JudgeSource
from tests.curator.cli.conftest import FAKE_JUDGES, Run
from tests.curator.pictures import save_picture
from tests.curator.xmp import packet

ROOT = Path(__file__).resolve().parents[3]

KEYS = {"path", "score", "levels", "reasons", "judge", "rank"}
REASON_KEYS = {"source", "attribute", "direction", "value", "contribution", "words", "text"}


def test_lines_are_in_the_order_of_the_profile(curator: Run, photos: Path) -> None:
    curator("profile", "add", "Ben", "--taste", "I like dark photos.")
    ran = curator("rank", photos, "--profile", "Ben", "--json")
    assert ran.code == 0
    assert [Path(str(line["path"])).name for line in ran.lines] == [
        "p040.jpg",
        "p080.jpg",
        "p120.jpg",
        "p160.jpg",
        "p200.jpg",
    ]
    for number, line in enumerate(ran.lines, 1):
        assert set(line) == KEYS
        assert line["rank"] == number
        assert line["judge"] == "fake@fake-jud"
        assert set(line["levels"]) == {"bad", "fair", "good"}
        assert Path(line["path"]).is_absolute()
        (reason,) = line["reasons"]
        assert set(reason) == REASON_KEYS
        assert "dark" in reason["text"]


def test_a_conflict_with_the_file_is_shown_and_a_broken_sidecar_told(
    curator: Run, photos: Path
) -> None:
    curator("profile", "add", "Ann")
    (photos / "p120.xmp").write_bytes(b"broken")
    (photos / "p200.xmp").write_bytes(packet(xmp_Rating="2"))
    ran = curator("rank", photos, "--profile", "Ann", "--json")
    assert (ran.code, len(ran.lines)) == (0, 5)
    assert f"{photos / 'p120.xmp'}: The sidecar is damaged" in ran.err
    curator("rate", photos / "p200.jpg", 5, "--profile", "Ann")
    said = packet(xmp_Rating="1", xmp_MetadataDate="2024-05-12T10:30:00Z")
    (photos / "p200.xmp").write_bytes(said)
    best, *rest = curator("rank", photos, "--profile", "Ann", "--json").lines
    assert best["conflict"] == {
        "stars": 1.0,
        "flag": None,
        "source": "p200.xmp",
        "time": "2024-05-12T10:30:00+00:00",
    }
    assert all(set(line) == KEYS for line in rest)


def test_top_and_min_score_narrow_down(curator: Run, photos: Path) -> None:
    curator("profile", "add", "Ann")
    assert len(curator("rank", photos, "--profile", "Ann", "--top", 2, "--json").lines) == 2
    ran = curator("rank", photos, "--profile", "Ann", "--min-score", 60, "--json")
    assert len(ran.lines) == 2
    assert all(float(str(line["score"])) >= 60 for line in ran.lines)
    assert len(curator("rank", photos, "--profile", "Ann", "--top", 10**30, "--json").lines) == 5
    none = curator("rank", photos, "--profile", "Ann", "--min-score", 100, "--json")
    assert (none.code, none.out, "no photos with such a score" in none.err) == (0, "", True)


def test_a_photo_that_fails_is_a_line_and_the_rest_goes_on(curator: Run, photos: Path) -> None:
    (photos / "empty.jpg").touch()
    (photos / "fake.jpg").write_text("no photo")
    curator("profile", "add", "Ann")
    for _ in range(2):  # the second time from the library
        ran = curator("rank", photos, "--profile", "Ann", "--json")
        assert ran.code == 1
        assert [set(line) for line in ran.lines[5:]] == [{"path", "error"}] * 2


def test_a_folder_within_a_root_is_ranked_alone(curator: Run, photos: Path) -> None:
    inner = save_picture(photos / "inner" / "x.jpg", 99)
    save_picture(photos / "innermost.jpg", 98)
    curator("profile", "add", "Ann")
    assert len(curator("rank", photos / "inner", "--profile", "Ann", "--json").lines) == 1
    assert len(curator("rank", photos, "--profile", "Ann", "--json").lines) == 7
    save_picture(photos / "new.jpg", 97)
    ran = curator("rank", inner.parent, "--profile", "Ann", "--json")
    assert [line["path"] for line in ran.lines] == [str(inner.resolve())]


def test_a_second_run_answers_from_the_library(curator: Run, photos: Path, tmp_path: Path) -> None:
    curator("profile", "add", "Ann", "--taste", "dark")
    first = curator("rank", photos, "--profile", "Ann", "--top", 3, "--json")
    script = tmp_path / "second.py"
    script.write_text(
        f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from curator.cli import main
from curator.cli.session import JudgeSource
from curator.worker import child
from tests.curator.cli.conftest import FAKE_JUDGES

def no_child(*args, **options):
    raise AssertionError("a child process was started")

if __name__ == "__main__":
    child.Child._start_once = no_child
    code = main(sys.argv[1:], judges=FAKE_JUDGES)
    assert "torch" not in sys.modules and "transformers" not in sys.modules
    assert "PySide6" not in sys.modules
    sys.exit(code)
"""
    )
    ran = subprocess.run(
        [sys.executable, script, "rank", photos, "--profile", "Ann", "--top", "3", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == first.out


def test_a_failing_judge_is_a_sentence(
    curator: Run, photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    curator("profile", "add", "Ann")
    broken = JudgeSource(FAKE_JUDGES.identify, lambda *_: no_judge, FAKE_JUDGES.listing)
    assert main(["rank", str(photos), "--profile", "Ann", "--json"], judges=broken) == 2
    captured = capsys.readouterr()
    assert "The judge's file is missing." in captured.err
    assert captured.out == ""


def no_judge() -> Judge:
    raise JudgeUnavailableError("The judge's file is missing.")


def test_folders_and_profiles_that_are_not_there(curator: Run, photos: Path) -> None:
    unknown = curator("rank", photos, "--profile", "Nobody")
    assert (unknown.code, "Nobody" in unknown.err) == (2, True)
    curator("profile", "add", "Ann")
    missing = curator("rank", photos / "nowhere", "--profile", "Ann")
    assert (missing.code, "There is no folder" in missing.err) == (2, True)
    nobody = curator("rank", "~nobody-of-this-name/photos", "--profile", "Ann")
    assert (nobody.code, "There is no folder" in nobody.err) == (2, True)
    file = curator("rank", photos / "p040.jpg", "--profile", "Ann")
    assert (file.code, "is not a folder" in file.err) == (2, True)
    judge = curator("rank", photos, "--profile", "Ann", "--judge", "vlm:x")
    assert (judge.code, "vlm:x" in judge.err) == (2, True)


def test_without_json_it_is_for_people(curator: Run, photos: Path) -> None:
    curator("profile", "add", "Ann")
    ran = curator("rank", photos, "--profile", "Ann", "--top", 1)
    assert ran.out.split() == ["1", ran.out.split()[1], str(photos / "p200.jpg")]


def test_an_empty_folder_is_no_failure(curator: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    curator("profile", "add", "Ann")
    ran = curator("rank", tmp_path / "empty", "--profile", "Ann", "--json")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"There are no photos in {tmp_path / 'empty'}.\n"


def test_a_locked_library_is_a_sentence(
    curator: Run, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    curator("profile", "add", "Ann")
    other = sqlite3.connect(own_home / "library.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        code = main(["profile", "add", "Bob"], judges=FAKE_JUDGES, busy_timeout_s=0.2)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert code == 2
    assert "another program" in capsys.readouterr().err

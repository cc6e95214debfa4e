from pathlib import Path

import pytest

from curator.library import Library
from curator.settings import Home
from tests.curator.cli.conftest import Run
from tests.curator.xmp import packet


def test_the_best_are_copied(curator: Run, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "best"
    curator("profile", "add", "Ann")
    args = ("export", photos, "--profile", "Ann", "--top", 2, "--to", out, "--json")
    dry = curator(*args, "--dry-run")
    assert dry.code == 0
    assert not out.exists()
    assert "nothing was done" in dry.err
    ran = curator(*args)
    assert ran.code == 0
    assert ran.lines == dry.lines
    assert [set(line) for line in ran.lines] == [{"source", "target", "action"}] * 2
    assert [Path(str(line["source"])).name for line in ran.lines] == ["p200.jpg", "p160.jpg"]
    assert {line["action"] for line in ran.lines} == {"copy"}
    assert sorted(path.name for path in out.iterdir()) == ["p160.jpg", "p200.jpg"]
    for line in ran.lines:
        assert Path(str(line["source"])).read_bytes() == Path(str(line["target"])).read_bytes()
    assert {line["action"] for line in curator(*args).lines} == {"skip"}


def test_what_belongs_to_a_photo_goes_along(curator: Run, photos: Path, tmp_path: Path) -> None:
    curator("profile", "add", "Ann")
    for name in ("p200.cr2", "p200-edit.jpg", "p200.xmp", "p160.xmp"):
        (photos / name).write_bytes(packet() if name.endswith("xmp") else b"bytes of " * 9)
    args = ("export", photos, "--profile", "Ann", "--top", 1, "--json")
    ran = curator(*args, "--to", tmp_path / "all")
    assert (ran.code, len(ran.lines)) == (0, 4)
    assert "1 photos and 3 files that belong to them were copied" in ran.err
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert names == ["p200-edit.jpg", "p200.cr2", "p200.jpg", "p200.xmp"]
    curator(*args, "--to", tmp_path / "main", "--main-only")
    assert [path.name for path in (tmp_path / "main").iterdir()] == ["p200.jpg"]


def test_by_score_and_from_the_whole_library(curator: Run, photos: Path, tmp_path: Path) -> None:
    curator("profile", "add", "Ann")
    nothing = curator("export", "--profile", "Ann", "--to", tmp_path / "out")
    assert (nothing.code, "no folders yet" in nothing.err) == (2, True)
    unscored = curator(
        "export", photos, "--profile", "Ann", "--to", tmp_path / "out", "--scored-only"
    )
    assert (unscored.code, "no photo to export" in unscored.err) == (2, True)
    ran = curator(
        "export", "--profile", "Ann", "--min-score", 60, "--to", tmp_path / "out", "--json"
    )
    assert (ran.code, len(ran.lines)) == (0, 2)


def test_rejected_photos_are_left_out(curator: Run, photos: Path, tmp_path: Path) -> None:
    curator("profile", "add", "Ann")
    curator("rank", photos, "--profile", "Ann")
    with Library.open(Home.find()) as library:
        best = library.photos.by_path(photos / "p200.jpg")
        assert best is not None
        library.decisions.set([best.id], library.profiles.get("Ann").id, flag="reject")
    args = ("export", photos, "--profile", "Ann", "--to", tmp_path / "out", "--json", "--dry-run")
    ran = curator(*args, "--top", 1)
    assert [Path(str(line["source"])).name for line in ran.lines] == ["p160.jpg"]
    assert "Photos that Ann rejected are left out: 1." in ran.err
    ran = curator(*args, "--min-score", 60)
    assert "p200.jpg" not in ran.out


@pytest.mark.parametrize("mode", ["hardlink", "symlink", "move"])
def test_other_modes_are_said_not_to_be_there(
    curator: Run, photos: Path, tmp_path: Path, mode: str
) -> None:
    curator("profile", "add", "Ann")
    ran = curator("export", photos, "--profile", "Ann", "--to", tmp_path / "x", "--mode", mode)
    assert (ran.code, mode in ran.err, ran.out) == (2, True, "")


def test_bad_destinations(curator: Run, photos: Path, tmp_path: Path) -> None:
    curator("profile", "add", "Ann")
    file = photos / "p040.jpg"
    ran = curator("export", photos, "--profile", "Ann", "--to", file)
    assert (ran.code, "is a file" in ran.err) == (2, True)
    both = curator("export", photos, "--profile", "Ann", "--to", "x", "--top", 1, "--min-score", 1)
    assert both.code == 2

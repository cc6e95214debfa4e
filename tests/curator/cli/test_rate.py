from pathlib import Path

from curator.library import Library
from curator.settings import Home
from tests.curator.cli.conftest import Run


def test_one_photo(curator: Run, photos: Path) -> None:
    curator("profile", "add", "Ann")
    outside = curator("rate", photos / "p040.jpg", 4, "--profile", "Ann")
    assert (outside.code, "none of the library's folders" in outside.err) == (2, True)
    curator("rank", photos, "--profile", "Ann")
    assert curator("rate", photos / "p040.jpg", 3.5, "--profile", "Ann").code == 0
    with Library.open(Home.find()) as library:
        photo = library.photos.by_path(photos / "p040.jpg")
        assert photo is not None
        profile = library.profiles.get("Ann")
        assert library.decisions.get([photo.id], profile.id)[photo.id].stars == 3.5
    for stars in ("0", "6", "many"):
        assert curator("rate", photos / "p040.jpg", stars, "--profile", "Ann").code == 2
    assert curator("rate", photos / "p040.jpg", "--profile", "Ann").code == 2
    assert curator("rate", "--profile", "Ann").code == 2
    assert curator("rate", photos / "p040.jpg", 3, "--profile", "Nobody").code == 2


def test_a_file_of_ratings(curator: Run, photos: Path, tmp_path: Path) -> None:
    curator("profile", "add", "Ann")
    curator("rank", photos, "--profile", "Ann")
    file = tmp_path / "stars.csv"
    file.write_text(f"path,stars\n{photos}/p040.jpg,4.5\nnowhere.jpg,3\n{photos}/p080.jpg,7\n")
    ran = curator("rate", "--csv", file, "--profile", "Ann")
    assert ran.code == 1
    assert "Line 3" in ran.err
    assert "Line 4" in ran.err
    assert "1 ratings were stored" in ran.err
    file.write_text(f"path,stars\n{photos}/p040.jpg,4\n{photos}/p080.jpg,1\n")
    assert curator("rate", "--csv", file, "--profile", "Ann").code == 0
    assert curator("rate", "--csv", tmp_path / "none.csv", "--profile", "Ann").code == 2

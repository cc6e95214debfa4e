from pathlib import Path

import pytest

from core import Profile
from curator.errors import OperationError, UsageError
from curator.library import Library
from curator.services.rating import RatingRow, parse_stars, rate, rate_rows, read_rows
from tests.curator.pictures import save_pictures


@pytest.mark.parametrize("text", ["0.5", "5.1", "nan", "inf", "-1", "", "five"])
def test_stars_go_from_1_to_5(text: str) -> None:
    with pytest.raises(UsageError, match="1 to 5"):
        parse_stars(text)


def test_fractions_are_allowed() -> None:
    assert [parse_stars(text) for text in ("1", " 3.75 ", "5")] == [1, 3.75, 5]


def test_a_photo_below_a_root_is_added_when_it_is_rated(library: Library, tmp_path: Path) -> None:
    (path,) = save_pictures(tmp_path / "photos", [10])
    profile = library.profiles.add(Profile(name="Ann"))
    with pytest.raises(UsageError, match="none of the library's folders"):
        rate(library, profile.id, path, 4)
    library.roots.add(path.parent)
    rate(library, profile.id, path, 4)
    photo = library.photos.by_path(path)
    assert photo is not None
    assert library.decisions.get([photo.id], profile.id)[photo.id].stars == 4
    with pytest.raises(UsageError, match="There is no photo"):
        rate(library, profile.id, path.with_name("gone.jpg"), 4)


def test_rows_of_a_file(library: Library, tmp_path: Path) -> None:
    save_pictures(tmp_path, [10, 20])
    library.roots.add(tmp_path)
    profile = library.profiles.add(Profile(name="Ann"))
    file = tmp_path / "stars.csv"
    file.write_text(
        "\ufeffPath , STARS,remark\n"
        "p010.jpg,2,\n"
        "p020.jpg,9,too many\n"
        "nowhere.jpg,3,\n"
        ",3,\n"
        "p010.jpg,4.5,again\n",
        encoding="utf-8",
    )
    results = list(rate_rows(library, profile.id, read_rows(file), base=tmp_path))
    assert [(row.line, row.stars) for row in results] == [
        (2, 2),
        (3, None),
        (4, None),
        (5, None),
        (6, 4.5),
    ]
    photo = library.photos.by_path(tmp_path / "p010.jpg")
    assert photo is not None
    assert library.decisions.get([photo.id], profile.id)[photo.id].stars == 4.5


def test_other_separators_and_bad_files(tmp_path: Path) -> None:
    file = tmp_path / "stars.csv"
    file.write_text("path;stars\na,b.jpg;3\n")
    assert read_rows(file) == [RatingRow(2, "a,b.jpg", "3")]
    file.write_text("name,stars\n")
    with pytest.raises(UsageError, match="columns path and stars"):
        read_rows(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OperationError, match="UTF-8"):
        read_rows(file)
    with pytest.raises(OperationError, match="cannot be read"):
        read_rows(tmp_path / "none.csv")


def test_only_photos_are_rated(library: Library, tmp_path: Path) -> None:
    library.roots.add(tmp_path)
    profile = library.profiles.add(Profile(name="Ann"))
    for name in ("notes.txt", ".hidden.jpg"):
        (tmp_path / name).touch()
        with pytest.raises(UsageError, match="not one of the photos"):
            rate(library, profile.id, tmp_path / name, 4)
    assert library.photos.counts().total == 0


def test_odd_rows(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a\nb.jpg").touch()
    library.roots.add(tmp_path)
    profile = library.profiles.add(Profile(name="Ann"))
    file = tmp_path / "stars.csv"
    rows = ['"a\nb.jpg";4,5', f"{'x' * 300};3", "~nobody-of-this-name/x.jpg;3", "a\0b.jpg;3"]
    file.write_text("path;stars\n" + "\n".join(rows) + "\n")
    results = list(rate_rows(library, profile.id, read_rows(file), base=tmp_path))
    assert [row.stars for row in results] == [4.5, None, None, None]
    file.write_text(f"path,stars\n{'x' * 200_000},3\n")
    with pytest.raises(OperationError, match="damaged at line"):
        read_rows(file)

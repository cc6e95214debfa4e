import shutil
from pathlib import Path

import pytest

from curator.library import Library
from curator.library.records import FileSeen
from curator.settings import Home
from tests.curator.cli.conftest import Ran, Run
from tests.curator.pictures import save_picture


def names(ran: Ran) -> list[str]:
    return [Path(str(line["path"])).name for line in ran.lines]


@pytest.fixture
def ranked(curator: Run, photos: Path) -> Path:
    curator("profile", "add", "Ann")
    assert curator("rank", photos, "--profile", "Ann").code == 0
    return photos


def test_lines_are_in_the_order_of_the_match(curator: Run, ranked: Path) -> None:
    ran = curator("search", "dark corners", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert names(ran) == ["p040.jpg", "p080.jpg", "p120.jpg", "p160.jpg", "p200.jpg"]
    matches = [float(str(line["match"])) for line in ran.lines]
    assert matches == sorted(matches, reverse=True)
    assert matches[0] == pytest.approx(1 - 2 * 40 / 255, abs=0.02)
    for number, line in enumerate(ran.lines, 1):
        assert set(line) == {"path", "match", "rank"}
        assert line["rank"] == number
    assert names(curator("search", "light", "--json")) == names(ran)[::-1]
    assert names(curator("search", "light", "--top", 2, "--json")) == ["p200.jpg", "p160.jpg"]


def test_without_json_it_is_for_people(curator: Run, ranked: Path) -> None:
    ran = curator("search", "light", "--top", 1)
    assert ran.out.split() == ["1", "+0.57", str(ranked / "p200.jpg")]


def test_copies_match_alike_and_stand_in_the_order_of_their_paths(
    curator: Run, ranked: Path
) -> None:
    (ranked / "a copy.jpg").write_bytes((ranked / "p200.jpg").read_bytes())
    curator("rank", ranked, "--profile", "Ann")
    assert names(curator("search", "light", "--top", 2, "--json")) == ["a copy.jpg", "p200.jpg"]


def test_a_library_that_nobody_looked_at_cannot_be_searched(curator: Run, photos: Path) -> None:
    ran = curator("search", "dogs", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "no photos that this judge has looked at" in ran.err
    assert "rank FOLDER" in ran.err
    _meet(photos, "p040.jpg")
    assert curator("search", "dogs").code == 2


def test_photos_without_a_look_are_told_of_and_the_rest_is_searched(
    curator: Run, ranked: Path
) -> None:
    save_picture(ranked / "new.jpg", 99)
    _meet(ranked, "new.jpg")
    ran = curator("search", "light", "--json")
    assert (ran.code, len(ran.lines)) == (0, 5)
    assert ran.err.startswith("1 photo has not been looked at yet")
    assert curator("search", "light", "--json", "--quiet").err == ""


def test_photos_of_a_folder_that_is_away_are_searched_too(curator: Run, ranked: Path) -> None:
    shutil.rmtree(ranked)
    ran = curator("search", "light", "--json")
    assert (ran.code, len(ran.lines)) == (0, 5)
    assert f"The folder {ranked} is empty or not there now" in ran.err


@pytest.mark.parametrize("words", ["", "  ", "?!", "\udcff"])
def test_no_words_are_wrong_usage(curator: Run, words: str) -> None:
    ran = curator("search", words)
    assert (ran.code, ran.out) == (2, "")
    assert "argument TEXT" in ran.err


def test_a_judge_that_cannot_search_is_a_sentence(curator: Run, ranked: Path) -> None:
    ran = curator("search", "no search", "--json")
    assert (ran.code, ran.out, ran.err) == (2, "", "Photos cannot be searched.\n")


def test_an_unknown_judge_is_a_sentence(curator: Run, ranked: Path) -> None:
    ran = curator("search", "dogs", "--judge", "vlm:x")
    assert (ran.code, "vlm:x" in ran.err) == (2, True)


def _meet(folder: Path, name: str) -> None:
    """Let the library know a photo that nobody has read yet."""
    with Library.open(Home.find()) as library:
        root = library.roots.covering(folder) or library.roots.add(folder)
        found = (folder / name).stat()
        seen = FileSeen(folder / name, found.st_size, found.st_mtime_ns)
        library.photos.apply_scan(root.id, [seen], complete=False)

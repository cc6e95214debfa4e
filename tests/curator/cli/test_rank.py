from pathlib import Path

from tests.curator.cli.conftest import Run
from tests.curator.pictures import save_picture

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


def test_top_and_min_score_narrow_down(curator: Run, photos: Path) -> None:
    curator("profile", "add", "Ann")
    assert len(curator("rank", photos, "--profile", "Ann", "--top", 2, "--json").lines) == 2
    ran = curator("rank", photos, "--profile", "Ann", "--min-score", 60, "--json")
    assert len(ran.lines) == 2
    assert all(float(str(line["score"])) >= 60 for line in ran.lines)


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

"""`python -m core.evaluate --data-set ...` with the shipped judge on small folders."""

import json
from pathlib import Path

import pytest

from core.evaluate import main
from tests.core.evaluation.datasets import made


@pytest.fixture
def oasis(tmp_path: Path) -> list[str]:
    root = made.write_oasis(tmp_path / "ratings", tmp_path / "photos", raters=6, themes=4)
    return ["--data-set", "oasis", "--root", str(root), "--photos", str(tmp_path / "photos")]


def test_a_run_writes_the_report(
    oasis: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    arguments = [*oasis, "--judge", "mini", "--out", str(out), "--least", "4", "--resamples", "20"]
    assert main(arguments) == 0
    text = (out / "report.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == text
    assert "48 ratings of 8 photos by 6 raters, 0 of them with a profile" in text
    assert "nothing about personalisation" in text
    assert "fitted on, by its card: the mean beauty ratings" in text
    assert "- Missing: 10 shots take 60 ratings of one rater; here 8 are the most." in text
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["judge"]["name"] == "mini"
    assert report["figures"]["profile"] == report["figures"]["blank"]
    assert (out / "looks.sqlite").is_file()
    again = tmp_path / "again"
    assert main([*arguments[:-6], "--out", str(again), "--least", "4", "--resamples", "20"]) == 0
    assert (again / "report.md").read_text(encoding="utf-8") == text


def test_plots_are_drawn(oasis: list[str], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    assert main([*oasis, "--out", str(tmp_path / "out"), "--quick"]) == 0
    for name in ("reliability.png", "raters.png"):
        assert (tmp_path / "out" / name).read_bytes().startswith(b"\x89PNG")
    assert "the figures mean nothing" in (tmp_path / "out" / "report.md").read_text()


def test_para_with_its_published_split(tmp_path: Path) -> None:
    root = made.write_para(tmp_path / "para")
    arguments = ["--data-set=para", "--root", str(root), "--out", str(tmp_path / "out"), "--quick"]
    assert main([*arguments, "--part", "train"]) == 0
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "part `train` of the split by published, 24 photos at most: 2 ratings" in text
    assert "takes nothing from these profiles" in text
    assert "0.611" in text
    assert main([*arguments, "--fold", "1"]) == 0
    assert "1 ratings of 1 photos" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")


def test_an_unreadable_photo_is_no_failure_of_the_run(oasis: list[str], tmp_path: Path) -> None:
    (tmp_path / "photos" / "oasis" / "Theme0_1.jpg").write_bytes(b"")
    assert main([*oasis, "--out", str(tmp_path / "out"), "--quick"]) == 1
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert list(report["failed"]) == ["oasis/Theme0_1.jpg"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (["--root", "nowhere"], "There is no folder nowhere"),
        (["--judge", "nobody"], "There is no judge 'nobody'"),
        (["--split", "published"], "came with no published split"),
        (["--fold", "1"], "comes with no folds"),
        (["--photos", "nowhere"], "say where they are with --photos"),
    ],
)
def test_wrong_usage_has_a_sentence(
    change: list[str],
    sentence: str,
    oasis: list[str],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert main([*oasis, "--out", str(tmp_path / "out"), *change]) == 2
    assert sentence in caplog.text


def test_help_names_the_data_sets(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--data-set", "para", "--help"])
    assert stopped.value.code == 0
    assert "flickr-aes" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "--data-set NAME --root FOLDER" in capsys.readouterr().out


@pytest.mark.shared
def test_the_ratings_beside_the_checkout(shared: Path, tmp_path: Path) -> None:
    folders = ["--root", str(shared / "ratings"), "--photos", str(shared / "photos")]
    assert main(["--data-set", "oasis", *folders, "--out", str(tmp_path), "--quick"]) == 0
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["photos"] == 24
    assert report["figures"]["mean of others"]["user_srocc"]["value"] > 0.3

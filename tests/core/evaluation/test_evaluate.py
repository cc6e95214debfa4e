"""`python -m core.evaluate mini` on small folders."""

import json
import sys
from pathlib import Path

import pytest

from core.evaluate import FIGURE_NAMES, main
from core.evaluation.plots import draw


@pytest.mark.slow
def test_a_quick_run_measures_everything(
    photos: Path,
    photos_full: Path,
    ratings: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    folders = ["--photos", str(photos), "--photos-full", str(photos_full)]
    folders += ["--ratings", str(ratings)]
    assert main(["mini", *folders, "--out", str(out), "--quick"]) == 0
    report = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    assert set(report["not_measured"]) <= {"written", "content", "words"}
    assert set(report["figures"]) | set(report["not_measured"]) == set(FIGURE_NAMES)
    verdicts = {
        row["verdict"] for row in report["table"] if row["bar"] and row["value"] is not None
    }
    assert verdicts <= {"pass", "fail"}
    table = capsys.readouterr().out
    assert "edited pairs ordered as asked, mean over cells" in table
    assert "at least 0.9" in table
    assert "the figures mean nothing" in table


def test_what_is_not_given_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    card = tmp_path / "card.json"
    before = {"name": "mini", "figures": {"lic:open": {"reading": 1, "sizes": {"largest": 2}}}}
    card.write_text(json.dumps(before), encoding="utf-8")
    arguments = ["mini", "--out", str(tmp_path), "--quick", "--statements", "8"]
    assert main([*arguments, "--only", "reading, spread", "--card", str(card)]) == 0
    report = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert list(report["figures"]) == ["reading"]
    assert report["not_measured"]["spread"] == "needs --photos"
    assert report["not_measured"]["unusual"] == "not asked for"
    assert "spread: not measured, needs --photos" in capsys.readouterr().out
    written = json.loads(card.read_text(encoding="utf-8"))["figures"]["lic:open"]
    assert written["sizes"] == {"largest": 2}
    assert written["reading"]["right"] == report["figures"]["reading"]["right"]
    drawn = (tmp_path / "reading-confusion.png").is_file()
    assert drawn != ("matplotlib is not installed" in caplog.text)


def test_another_split_has_a_place_of_its_own_in_the_card(tmp_path: Path) -> None:
    card = tmp_path / "card.json"
    card.write_text(json.dumps({"figures": {"lic:open": {"reading": 1}}}), encoding="utf-8")
    arguments = ["mini", "--out", str(tmp_path), "--statements", "8", "--only", "reading"]
    assert main([*arguments, "--split", "test", "--card", str(card)]) == 0
    written = json.loads(card.read_text(encoding="utf-8"))["figures"]["lic:open"]
    assert written["reading"] == 1
    assert 0 <= written["reading_on_test_split"]["right"] <= 1


def test_without_matplotlib_there_is_a_sentence_and_no_plot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    arguments = ["mini", "--out", str(tmp_path), "--quick", "--statements", "4"]
    assert main([*arguments, "--only", "reading"]) == 0
    assert "matplotlib is not installed" in caplog.text
    assert not list(tmp_path.glob("*.png"))


def test_nothing_measured_is_a_failure(tmp_path: Path) -> None:
    assert main(["mini", "--out", str(tmp_path), "--only", "spread"]) == 2


def test_nothing_to_draw_draws_nothing(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    assert draw({}, tmp_path) == []


def test_a_folder_without_photos_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["mini", "--photos", str(empty), "--out", str(tmp_path), "--only", "spread"]) == 2
    assert "There is no photo" in caplog.text
    assert main(["mini", "--photos", str(empty / "no"), "--out", str(tmp_path)]) == 2
    assert "There is no folder" in caplog.text


def test_a_figure_that_is_not_there_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["mini", "--out", str(tmp_path), "--only", "reading,beauty"])
    assert stopped.value.code == 2
    assert "no figure beauty" in capsys.readouterr().err

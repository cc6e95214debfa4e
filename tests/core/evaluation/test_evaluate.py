"""`python -m core.evaluate mini` on a small folder."""

import json
from pathlib import Path

import cv2
import pytest

from core.evaluate import main
from core.training.pool import held_out
from tests.core.mini import scenes


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    names = [name for name in (f"{i}.png" for i in range(100)) if held_out(name)][:6]
    for seed, name in enumerate(names):
        cv2.imwrite(str(folder / name), scenes.blocks(seed, height=120, width=180)[..., ::-1])
    return folder


@pytest.mark.slow
def test_it_prints_a_table_and_writes_json(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["mini", "--photos", str(photos), "--out", str(out), "--statements", "20"]) == 0
    figures = json.loads((out / "figures.json").read_text())
    assert figures["photos"] == 6
    assert set(figures["reading"]) == {"right", "reversed", "missed", "invented", "statements"}
    assert figures["edited_pairs"]["vivid colours"] >= 0.5
    table = capsys.readouterr().out
    assert "sound_above_ruined" in table
    assert "I love black and white" in table


def test_a_folder_without_photos_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert main(["mini", "--photos", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "There is no photo" in caplog.text

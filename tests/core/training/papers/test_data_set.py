"""Stage 3 on a data set: its training part alone, on small folders in the sets' own formats."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import DataSetError
from core.evaluation.datasets import load_data_set
from core.evaluation.datasets.splits import draw_split
from core.train import main
from core.training.papers.data_set import DataSetConfig, training_part
from tests.core.evaluation.datasets import made
from tests.core.pmllm.tiny import save_decoder, save_tower
from tests.core.training.papers.runs import save_photos

_SETS: dict[str, Callable[[Path], Path]] = {
    "para": made.write_para,
    "lapis": made.write_lapis_public,
    "eva": made.write_eva,
    "flickr-aes": made.write_flickr_aes,
    "real-cur": made.write_real_cur,
}


@pytest.mark.parametrize("name", sorted(_SETS))
def test_raters_of_validation_and_test_are_never_met(name: str, tmp_path: Path) -> None:
    root = _SETS[name](tmp_path / name)
    data_set = load_data_set(name, root)
    for seed in range(4):
        part = training_part(DataSetConfig(name, root, seed=seed))
        split = draw_split(data_set, "raters", seed=seed)  # as core.evaluate draws it
        met = {one.rater for one in part.ratings}
        assert met == {who for who, of in split.raters.items() if of == "train"}
        assert met < {one.rater for one in data_set.ratings}
        assert all(0 <= one.score <= 1 for one in part.ratings)
        assert all(one.profile == data_set.profile(one.rater) for one in part.ratings)
        assert not part.unseen


def test_the_published_parts_of_para(tmp_path: Path) -> None:
    root = made.write_para(tmp_path / "para")
    part = training_part(DataSetConfig("para", root, split="published", fold=1))
    assert {(one.rater, one.photo) for one in part.ratings} == {
        ("u1", "session1/iaa_pub1_.jpg"),
        ("u2", "session1/iaa_pub1_.jpg"),
    }
    assert part.ratings[0].profile.traits["age"] == "22-25"
    assert {path.name for path in part.unseen} == {"iaa_pub2_.jpg", "a.jpg"}
    assert "Training on 2 ratings of para by 2 raters, of 2 of whom" in part.notes[-1]


def test_means_alone_are_everyones_ratings(tmp_path: Path) -> None:
    root = made.write_aadb(tmp_path / "aadb")
    part = training_part(DataSetConfig("aadb", root, split="published"))
    assert {(one.rater, one.score) for one in part.ratings} == {
        ("everyone", 0.5),
        ("everyone", 0.75),
    }
    assert all(one.profile.is_blank for one in part.ratings)
    with pytest.raises(DataSetError, match="does not say who gave which rating"):
        training_part(DataSetConfig("aadb", root))


def _settings(folder: Path, root: Path, photos: Path, split: str) -> Path:
    language_model = save_decoder("qwen3", folder / "lm")
    tower = save_tower("siglip", folder / "tower")
    path = folder / "settings.toml"
    path.write_text(
        f"""
out = "{folder / "run"}"
language_model = "{language_model}"
tower = "{tower}"
photos = "{photos}"
device = "cpu"
photo_side = 64
[alignment]
layers = [1, 2, 3]
queries = [2, 2, 2]
width = 16
depth = 1
heads = 2
visual_size = 16
[fusion]
layers = [1, 3]
width = 16
heads = 2
gate_width = 16
[self_supervision]
steps = 1
questions = 1
photos = 1
[rating]
steps = 2
[data_set]
name = "para"
root = "{root}"
split = "{split}"
""",
        encoding="utf-8",
    )
    return path


def test_the_command_trains_on_a_data_set(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = made.write_para(tmp_path / "para")
    save_photos(tmp_path / "photos", 2)
    with caplog.at_level(logging.INFO):
        path = _settings(tmp_path, root, tmp_path / "photos", "raters")
        assert main(["pmllm", "--config", str(path)]) == 0
    assert "ratings of para by 2 raters" in caplog.text
    facts = json.loads((tmp_path / "run" / "run.json").read_text())
    assert facts["settings"]["data_set"]["split"] == "raters"
    assert len(facts["data_set"]["ratings"]) == 64
    assert (tmp_path / "run" / "checkpoint" / "fusion.safetensors").is_file()
    # ratings that changed behind the run's back are another run
    table = root / "annotation" / "PARA-Images.csv"
    table.write_text(table.read_text().replace("3.5", "4.5"))
    assert main(["pmllm", "--config", str(path)]) == 2
    assert "another run, with another data_set" in caplog.text


def test_photos_kept_for_the_test_are_kept_from_all_stages(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = made.write_para(tmp_path / "para")
    (root / "imgs" / "session1" / "iaa_pub1_.jpg").unlink()  # the only one to train on
    path = _settings(tmp_path, root, root / "imgs", "published")
    assert main(["pmllm", "--config", str(path)]) == 2
    assert "are kept for validation and test" in caplog.text

"""The judge of a checkpoint folder: what is its own, beside what every judge promises."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from core import DeviceMemoryError, JudgeUnavailableError, Look, Picture, Profile
from core.device import device_memory
from core.judge import SHOWN_WORDS
from core.pmllm.folder import load_folder, save_folder
from core.pmllm.identity import pmllm_identity
from core.pmllm.judge import PmllmJudge
from core.pmllm.reader_config import SCALES
from tests.core.pmllm.tiny import photos, save_checkpoint_folder

TASTE = Profile.from_text("I love dark photos.", traits={"age": "34"})


def _looks(judge: PmllmJudge, count: int = 4) -> Sequence[Look]:
    return judge.look([Picture(f"{i}", pixels) for i, pixels in enumerate(photos(count))])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_checkpoint_folder(tmp_path_factory.mktemp("judge"))


@pytest.fixture(scope="module")
def judge(folder: Path) -> PmllmJudge:
    return PmllmJudge.load(folder, device="cpu")


def test_it_scores_as_the_model_in_the_folder(judge: PmllmJudge, folder: Path) -> None:
    model = load_folder(folder)
    answer = model(model.read(TASTE.prompt()), model.look(photos(4)))
    found = judge.judge(_looks(judge), TASTE)
    # but for the bfloat16 that a look is kept in
    assert np.allclose(found.score, model.readout.score(answer), atol=0.5)
    assert np.allclose(found.levels, model.readout.levels(answer), atol=0.01)
    assert "34" in TASTE.prompt()  # traits are read as well


def test_reasons_are_what_a_scale_is_worth(judge: PmllmJudge) -> None:
    look = _looks(judge)[0]
    reasons = judge.explain(look, TASTE)
    assert {reason.source for reason in reasons} == {"scale"}
    assert {reason.attribute for reason in reasons} <= set(SCALES)
    reader = judge._reader
    seen = judge._tokens([look])
    prompt = reader.read(TASTE.prompt())
    full = reader.readout.score(reader(prompt, seen))
    for reason in reasons:
        present = ~seen.scale_mask(str(reason.attribute))
        less = reader.readout.score(reader(prompt, seen, present=present))
        assert reason.contribution == pytest.approx(float(full - less), abs=0.02)


def test_a_reading_tells_how_far_the_profile_opens_the_gates(judge: PmllmJudge) -> None:
    reading = judge.read(TASTE)
    assert reading.whole
    assert [one.scale for one in reading.gates] == ["low", "middle", "high", "thematic"]
    reader = judge._reader
    prompt = reader.read(TASTE.prompt())
    low = torch.tensor([scale == "low" for scale in reader.config.alignment.scales])
    gates = [
        fusion.gate(None, None, prompt.profile[int(layer)])[0, 0, low].abs().mean()
        for layer, fusion in reader.fusions.items()
    ]
    assert reading.gates[0].profile == pytest.approx(float(torch.stack(gates).mean()), abs=1e-3)
    blank = judge.read(Profile())
    assert all(one.profile == one.blank for one in blank.gates)
    assert [one.blank for one in blank.gates] == [one.blank for one in reading.gates]


def test_a_gate_that_photos_have_a_part_in_is_not_told(tmp_path: Path) -> None:
    checkpoint = save_checkpoint_folder(tmp_path, gate="token_wise")
    assert PmllmJudge.load(checkpoint, device="cpu").read(TASTE).gates == ()


def test_photos_are_described_by_what_is_read_out(judge: PmllmJudge) -> None:
    looks = _looks(judge, 3)
    found = judge.describe(looks, TASTE)
    assert found.shape == (3, judge._reader.language_model.hidden_size)
    answer = judge._reader.readout(torch.from_numpy(found))
    score = judge._reader.readout.score(answer).detach().numpy()
    assert np.allclose(score, judge.judge(looks, TASTE).score, atol=0.01)


def test_a_profile_is_read_once(judge: PmllmJudge) -> None:
    looks = _looks(judge)
    judge.judge(looks, TASTE)
    before = judge._read.cache_info().misses
    judge.judge(looks[:2], TASTE)
    judge.explain(looks[0], TASTE)
    judge.judge(looks, Profile("Ben", {"age": "34"}, TASTE.statements))  # another name
    assert judge._read.cache_info().misses == before


def test_a_regression_head_has_no_levels(tmp_path: Path) -> None:
    judge = PmllmJudge.load(save_checkpoint_folder(tmp_path, kind="regression"), device="cpu")
    found = judge.judge(_looks(judge), TASTE)
    assert judge.identity.level_names == ()
    assert found.levels.shape == (4, 0)
    assert ((found.score >= 0) & (found.score <= 100)).all()


@pytest.mark.parametrize("tower", ["clip", "siglip2"])
def test_words_are_compared_by_the_tower_s_text_side(tmp_path: Path, tower: str) -> None:
    judge = PmllmJudge.load(save_checkpoint_folder(tmp_path, tower=tower), device="cpu")
    looks = _looks(judge)
    assert judge.shown(looks).words == SHOWN_WORDS
    reader = judge._reader
    whole = reader.tower.project(reader.features(photos(4)).whole)
    asked = reader.tower.words(["fog", "something"])
    expected = 2 * reader.tower.probabilities(whole, asked)[:, 0] - 1
    assert np.allclose(judge.search(looks, "fog"), expected, atol=0.05)


def test_a_tower_without_words_says_so(tmp_path: Path) -> None:
    judge = PmllmJudge.load(save_checkpoint_folder(tmp_path, tower="dinov2"), device="cpu")
    looks = _looks(judge)
    assert judge.shown(looks).words == ()
    assert judge.shown(looks).probability.shape == (4, 0)
    with pytest.raises(JudgeUnavailableError, match="knows no words"):
        judge.search(looks, "fog")


def test_looks_survive_another_training_of_the_fusion_alone(tmp_path: Path) -> None:
    folder = save_checkpoint_folder(tmp_path)
    before = pmllm_identity(folder)
    model = load_folder(folder)
    model.readout.bias.data += 1
    save_folder(folder, model)
    fused = pmllm_identity(folder)
    assert fused.vision_id == before.vision_id
    assert fused.judge_id != before.judge_id
    model.alignment.norm.bias.data += 1
    save_folder(folder, model)
    aligned = pmllm_identity(folder)
    assert aligned.vision_id != before.vision_id
    assert aligned.judge_id not in (before.judge_id, fused.judge_id)


def test_settings_beside_the_frozen_weights_count(tmp_path: Path) -> None:
    folder = save_checkpoint_folder(tmp_path)
    before = pmllm_identity(folder)
    path = tmp_path / "tower" / "preprocessor_config.json"
    text = path.read_text()
    path.write_text(json.dumps({**json.loads(text), "image_mean": [0.4, 0.4, 0.4]}))
    assert pmllm_identity(folder).vision_id != before.vision_id
    path.write_text(text)
    assert pmllm_identity(folder) == before
    (tmp_path / "language" / "chat_template.jinja").write_text("{{ messages }}")
    after = pmllm_identity(folder)
    assert after.vision_id == before.vision_id
    assert after.judge_id != before.judge_id


def test_full_memory_is_told_apart_from_other_failures() -> None:
    with pytest.raises(DeviceMemoryError, match="too many"), device_memory("too many"):
        torch.empty(2**50, dtype=torch.uint8)
    with pytest.raises(RuntimeError, match="illegal memory"), device_memory("too many"):
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

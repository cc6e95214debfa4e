"""Runs of the papers' model's training: resumed, shared by processes, stopped, repeated."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from core.errors import CoreError
from core.pmllm.folder import load_folder
from core.pmllm.language import load_language_model
from core.pmllm.tower import VisionTower
from core.training.papers import loop
from core.training.papers.config import TrainingConfig
from core.training.papers.loop import Progress, schedule, train
from core.training.pool import load_pixels
from tests.core.pmllm.tiny import save_decoder, save_tower
from tests.core.training.papers.runs import (
    DARK,
    LIGHT,
    digest,
    rating,
    save_settings,
    settings,
)

_TOP = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    language_model = save_decoder("qwen3", tmp_path_factory.mktemp("lm"))
    return language_model, save_tower("siglip", tmp_path_factory.mktemp("tower"))


def _all_stages(out: Path) -> dict[str, Any]:
    return {
        "self_supervision": {"steps": 3, "questions": 1, "photos": 2},
        "instructions": {"steps": 2, "photos": 2},
        "rating": rating(out, 3),
    }


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As the processes that these tests start: the order of sums, and so the last digits, depend on
    the number of threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def _start(config: TrainingConfig, *more: str, **environment: str) -> subprocess.Popen[bytes]:
    path = save_settings(config.out.parent / f"{config.out.name}.json", config)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.core.training.papers.runs", str(path), *more],
        cwd=_TOP,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
    )


@pytest.mark.slow
def test_killed_in_any_stage_it_goes_on_to_the_same_weights(
    models: tuple[Path, Path], tmp_path: Path
) -> None:
    whole = settings(tmp_path / "whole", *models, **_all_stages(tmp_path / "whole"))
    seen: list[Progress] = []
    unbroken = digest(train(whole, on_update=seen.append))
    assert [one.step for one in seen] == list(range(1, 9))
    broken = settings(tmp_path / "broken", *models, **_all_stages(tmp_path / "broken"))
    assert _start(broken, "7").wait() == -signal.SIGKILL
    saved = torch.load(broken.out / "state.pt", weights_only=True)
    assert saved["step"] == 6
    again: list[Progress] = []
    assert digest(train(broken, on_update=again.append)) == unbroken
    assert [one.step for one in again] == [7, 8]
    lines = (broken.out / "curves.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines] == list(range(1, 9))
    assert _without_time(whole.out) == _without_time(broken.out)


def _without_time(run: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (run / "curves.jsonl").read_text().splitlines()]
    return [{k: v for k, v in line.items() if k != "seconds"} for line in lines]


@pytest.mark.slow
def test_two_processes_end_with_the_same_weights(models: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "two"
    config = settings(out, *models, **_all_stages(out), optimisation={"accumulation": 2})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    shared = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    started = [_start(config, RANK=r, LOCAL_RANK=r, **shared) for r in ("0", "1")]
    assert [process.wait() for process in started] == [0, 0]
    first, second = ((out / f"digest-{rank}").read_text() for rank in (0, 1))
    assert first == second
    assert digest(load_folder(out / "checkpoint")) == first
    assert json.loads((out / "run.json").read_text())["processes"] == 2
    # and they did share their work: one alone gets elsewhere
    alone = settings(
        tmp_path / "one", *models, **_all_stages(out), optimisation={"accumulation": 2}
    )
    assert digest(train(alone)) != first


@pytest.mark.slow
def test_it_learns_opposite_tastes_and_leaves_the_frozen_models_alone(
    models: tuple[Path, Path], tmp_path: Path
) -> None:
    frozen = (
        digest(load_language_model(str(models[0])).model),
        digest(VisionTower.load(str(models[1])).model),
    )
    out = tmp_path / "run"
    config = settings(out, *models, rating=rating(out, 150, blank=0.0), save_every=1000)
    reader = train(config)
    assert (digest(reader.language_model.model), digest(reader.tower.model)) == frozen
    lines = _without_time(out)
    assert sum(line["loss"] for line in lines[-10:]) < 0.8 * sum(
        line["loss"] for line in lines[:10]
    )
    again = load_folder(out / "checkpoint")
    names = sorted((tmp_path / "photos").glob("*.png"))
    visual = again.look([load_pixels(name) for name in names])
    bright, dark = (
        again.readout.score(again(again.read(profile), visual)) for profile in (LIGHT, DARK)
    )
    assert bright[-1] > bright[0]
    assert dark[-1] < dark[0]


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_checkpoint(
    models: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    config = settings(out, *models, rating=rating(out, 6), save_every=1)
    weights: list[bytes] = []

    def spoil(progress: Progress) -> None:
        if progress.step == 3:
            weights.append((out / "checkpoint" / "fusion.safetensors").read_bytes())
            with torch.no_grad():
                spoilt[0].fill_(float("nan"))

    spoilt: list[torch.Tensor] = []
    load = loop._load

    def watched(*args: Any) -> Any:
        reader = load(*args)
        spoilt.append(next(reader.alignment.parameters()))
        return reader

    monkeypatch.setattr(loop, "_load", watched)
    with pytest.raises(CoreError, match=r"after 3 updates.* after 2 updates is kept") as stopped:
        train(config, on_update=spoil)
    assert "learning rate" in str(stopped.value)
    kept = (out / "checkpoint" / "fusion.safetensors").read_bytes()
    assert kept == weights[0]
    assert all(p.isfinite().all() for p in load_folder(out / "checkpoint").parameters())


def test_a_folder_of_another_run_is_refused(models: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "run"
    train(settings(out, *models, rating=rating(out, 1)))
    with pytest.raises(CoreError, match="another run, with another settings"):
        train(settings(out, *models, rating=rating(out, 2)))
    same = settings(out, *models, rating=rating(out, 1))
    with (tmp_path / "ratings.jsonl").open("a") as file:
        file.write('{"photo": "00.png", "rater": "x", "score": 1}\n')
    with pytest.raises(CoreError, match="another run, with another data"):
        train(same)


@pytest.mark.parametrize("changes", [{"checkpointing": True}, {"accumulation": 2}])
def test_checkpointing_changes_nothing_and_accumulation_does(
    changes: dict[str, Any], models: tuple[Path, Path], tmp_path: Path
) -> None:
    stages = _all_stages(tmp_path / "x")
    plain = train(settings(tmp_path / "plain", *models, **stages))
    other = train(
        settings(
            tmp_path / "other", *models, **stages, optimisation={"learning_rate": 3e-3, **changes}
        )
    )
    near = all(
        torch.allclose(one, two, atol=1e-4)
        for one, two in zip(plain.parameters(), other.parameters(), strict=True)
    )
    assert near == ("checkpointing" in changes)


def test_it_trains_in_bfloat16(models: tuple[Path, Path], tmp_path: Path) -> None:
    optimisation = {"precision": "bfloat16", "learning_rate": 3e-3}
    stages = _all_stages(tmp_path / "x")
    plain = train(settings(tmp_path / "plain", *models, **stages))
    coarse = train(settings(tmp_path / "bf16", *models, **stages, optimisation=optimisation))
    assert {p.dtype for p in coarse.parameters()} == {torch.float32}
    assert digest(plain) != digest(coarse)
    assert all(p.isfinite().all() for p in coarse.parameters())


def test_the_run_folder_says_what_it_was_made_of(models: tuple[Path, Path], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    out = tmp_path / "run"
    config = settings(out, *models, rating=rating(out, 2), seed=5)
    reader = train(config)
    facts = json.loads((out / "run.json").read_text())
    assert facts["settings"]["seed"] == 5
    assert facts["model"]["tower"]["sha256"] == reader.config.tower.sha256
    assert facts["versions"]["torch"] == torch.__version__
    assert len(facts["data"]) == 64
    assert (out / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_the_rate_rises_and_falls() -> None:
    rates = [schedule(step, 100, 10) for step in range(100)]
    assert rates[:10] == pytest.approx([0.1 * i for i in range(1, 11)])
    assert rates[10] == 1
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert 0 < rates[-1] < 1e-3

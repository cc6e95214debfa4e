"""The papers' model on tiny frozen models: its zero start, what is trained, what it can learn."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch.nn import functional

from core.errors import JudgeUnavailableError
from core.pmllm.reader import ProfileReader
from core.pmllm.reader_config import AnswerConfig, PromptConfig, SelectionConfig, fusion_layers
from tests.core.pmllm.tiny import DECODERS, build_reader, open_gates, photos

KINDS = (*DECODERS, "minilm")
GATES = ("profile_pooled", "token_wise", "layer_scalar")
PROFILE = "Dark and gloomy pictures."
OPPOSITE = "I love light photos."


@pytest.fixture
def folders(language_folders: dict[str, Path], tower_folders: dict[str, Path]) -> dict[str, Path]:
    return {**language_folders, **tower_folders}


def _bare(reader: ProfileReader, profile: str, photos: int) -> torch.Tensor:
    answer: torch.Tensor = reader.readout(reader.language_model.read(reader.read(profile), {}))
    return answer.expand(photos, -1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gate", GATES)
def test_untrained_it_says_what_the_bare_model_says(
    kind: str, gate: str, folders: dict[str, Path]
) -> None:
    reader = build_reader(folders[kind], folders["siglip"], gate=gate)
    visual = reader.look(photos(3))
    bare = _bare(reader, PROFILE, 3)
    assert torch.allclose(reader(reader.read(PROFILE), visual), bare, atol=1e-6)
    open_gates(reader)
    assert not torch.allclose(reader(reader.read(PROFILE), visual), bare, atol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", ["read_out", "all"])
def test_untrained_it_does_so_in_either_place_of_fusing(
    kind: str, at: str, folders: dict[str, Path]
) -> None:
    reader = build_reader(folders[kind], folders["clip"], at=at)
    found = reader(reader.read(PROFILE), reader.look(photos(2)))
    assert torch.allclose(found, _bare(reader, PROFILE, 2), atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gate", GATES)
def test_the_cached_prompt_gives_what_reading_it_again_gives(
    kind: str, gate: str, folders: dict[str, Path]
) -> None:
    reader = build_reader(folders[kind], folders["siglip"], gate=gate)
    open_gates(reader)
    prompt, visual = reader.read(PROFILE), reader.look(photos(3))
    cached, again = reader(prompt, visual), reader(prompt, visual, cached=False)
    assert torch.allclose(cached, again, atol=1e-4)
    assert not torch.allclose(cached[0], cached[2], atol=1e-4)


def test_the_profile_gate_knows_the_profile_and_the_scalar_does_not(
    folders: dict[str, Path],
) -> None:
    gates = {}
    for kind in GATES:
        reader = build_reader(folders["qwen3"], folders["siglip"], gate=kind)
        open_gates(reader)
        visual = reader.look(photos(2)).tokens
        module = reader.fusions["1"].gate
        hidden = torch.randn(2, 1, 32)
        states = [reader.read(profile).profile[1] for profile in (PROFILE, OPPOSITE)]
        gates[kind] = [module(hidden, visual, state) for state in states]
    shapes = {kind: tuple(found[0].shape) for kind, found in gates.items()}
    assert shapes == {
        "profile_pooled": (1, 1, 9),
        "token_wise": (2, 1, 9),
        "layer_scalar": (1, 1, 1),
    }
    assert not torch.allclose(*gates["profile_pooled"], atol=1e-4)
    assert torch.equal(*gates["layer_scalar"])


def test_a_scale_that_is_left_out_says_nothing(folders: dict[str, Path]) -> None:
    reader = build_reader(folders["qwen3"], folders["siglip"])
    open_gates(reader)
    prompt, visual = reader.read(PROFILE), reader.look(photos(2))
    nothing = torch.zeros(len(visual.scales), dtype=torch.bool)
    bare = _bare(reader, PROFILE, 2)
    assert torch.allclose(reader(prompt, visual, present=nothing), bare, atol=1e-5)
    without_low = reader(prompt, visual, present=~visual.scale_mask("low"))
    assert not torch.allclose(without_low, reader(prompt, visual), atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_of_training_changes_nothing_that_is_frozen(
    kind: str, folders: dict[str, Path]
) -> None:
    reader = build_reader(folders[kind], folders["siglip"])
    model: Any = reader.language_model
    frozen = (model.encoder.model if kind == "minilm" else model.model, reader.tower.model)
    before = [{name: value.clone() for name, value in f.state_dict().items()} for f in frozen]
    trained = {name: value.clone() for name, value in reader.state_dict().items()}
    optimiser = torch.optim.AdamW(reader.parameters(), lr=0.05)
    images = photos(4)
    for step in range(2):
        loss = reader.readout.score(reader(reader.read(PROFILE), reader.look(images))).mean()
        optimiser.zero_grad()
        loss.backward()
        first = reader.fusions["1"]
        assert first.gate.outer.weight.grad.abs().sum() > 0, "the first fusion learns at once"
        if step:
            assert first.value.weight.grad.abs().sum() > 0
            assert reader.alignment.queries[0].queries.grad.abs().sum() > 0
        optimiser.step()
    for model, old in zip(frozen, before, strict=True):
        assert all(torch.equal(value, old[name]) for name, value in model.state_dict().items())
        assert not any(parameter.requires_grad for parameter in model.parameters())
    changed = [n for n, value in reader.state_dict().items() if not torch.equal(value, trained[n])]
    assert {name.split(".")[0] for name in changed} == {"alignment", "fusions", "readout"}


@pytest.mark.parametrize(
    ("kind", "gate"),
    [("qwen3", "profile_pooled"), ("qwen3", "token_wise"), ("minilm", "profile_pooled")],
)
def test_it_learns_eight_photos_for_two_opposite_profiles(
    kind: str, gate: str, folders: dict[str, Path]
) -> None:
    reader = build_reader(folders[kind], folders["siglip"], gate=gate)
    features = reader.features(photos(8))  # from dark to light
    prompts = [reader.read(OPPOSITE), reader.read(PROFILE)]
    rank = torch.arange(8.0)
    wanted = [(order[:, None] - order).sign() for order in (rank, -rank)]
    optimiser = torch.optim.AdamW(reader.parameters(), lr=0.01)
    for _ in range(40):
        scores = [reader.readout.score(reader(prompt, features)) for prompt in prompts]
        losses = [
            functional.softplus(-sign * (score[:, None] - score)).mean()
            for score, sign in zip(scores, wanted, strict=True)
        ]
        optimiser.zero_grad()
        torch.stack(losses).mean().backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
    order = [score.argsort().tolist() for score in scores]
    assert order == [list(range(8)), list(range(7, -1, -1))]


@pytest.mark.parametrize("answer", ["words", "digits", "regression"])
def test_every_read_out_gives_scores_and_levels(answer: str, folders: dict[str, Path]) -> None:
    reader = build_reader(folders["qwen3"], folders["siglip"], kind=answer)
    found = reader(reader.read(PROFILE), reader.look(photos(3)))
    score, levels = reader.readout.score(found), reader.readout.levels(found)
    assert score.shape == (3,)
    assert score.min() >= 0
    assert score.max() <= 100
    assert levels.shape == (3, {"words": 5, "digits": 10, "regression": 0}[answer])
    if answer != "regression":
        assert torch.allclose(levels.sum(1), torch.ones(3), atol=1e-5)


def test_layers_that_the_models_do_not_have_are_named(folders: dict[str, Path]) -> None:
    with pytest.raises(JudgeUnavailableError, match="layer 4 of the language model"):
        build_reader(folders["qwen3"], folders["siglip"], layers=(1, 4))


def test_a_configuration_that_cannot_be_says_so() -> None:
    with pytest.raises(ValueError, match="ascending"):
        SelectionConfig((3, 2))
    with pytest.raises(ValueError, match="no gate 'wide'"):
        SelectionConfig((1,), gate="wide")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no answer"):
        AnswerConfig("song")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="each once"):
        AnswerConfig(words=("good", "good"))
    with pytest.raises(ValueError, match="profile"):
        PromptConfig(question="How beautiful?")


def test_fusion_layers_stand_in_the_upper_half() -> None:
    assert fusion_layers(28) == (14, 17, 21, 24)
    assert fusion_layers(4, 2) == (2, 3)
    assert fusion_layers(1) == (0,)


def test_an_encoder_writes_no_words(folders: dict[str, Path]) -> None:
    with pytest.raises(JudgeUnavailableError, match="writes no words"):
        build_reader(folders["minilm"], folders["dinov2"]).spell(["bright"])

"""The gate: which runs of words are read, which of them count, and what is made of them."""

import dataclasses
import math

import torch
from torch import Tensor

from core.pmllm.config import GateConfig
from core.pmllm.gate import GateOutput, ProfileGate, Runs, Spans, _clearest, _gathered

CONFIG = GateConfig(hidden_size=8, keys=4, layers=2, longest=2, rank=8, value_rank=8)


def test_all_runs_within_the_marks_are_read() -> None:
    mask = torch.tensor([[True, True, True, True, True], [True, True, True, False, False]])
    spans = Spans.every(mask, 2)
    runs = list(
        zip(spans.statement.tolist(), spans.first.tolist(), spans.last.tolist(), strict=True)
    )
    assert runs == [(0, 1, 2), (0, 1, 3), (0, 2, 3), (0, 2, 4), (0, 3, 4), (1, 1, 2)]


def test_the_clearest_of_overlapping_runs_counts() -> None:
    spans = Spans(
        torch.tensor([0, 0, 0, 1, 0]), torch.tensor([1, 2, 4, 1, 1]), torch.tensor([3, 4, 6, 3, 6])
    )
    chosen = _clearest(spans, torch.tensor([0.6, 0.9, 0.5, 0.8, 0.05]))
    assert sorted(chosen.tolist()) == [1, 2, 3]


def test_of_two_runs_on_the_same_the_one_that_says_more_counts() -> None:
    spans = Spans(torch.tensor([0, 0, 1]), torch.tensor([1, 4, 1]), torch.tensor([3, 6, 3]))
    presence = torch.tensor([[1.0, 0.0], [0.8, 0.2], [0.1, 0.9]])
    output = _gathered(Runs(spans, presence, torch.tensor([0.1, -0.9, 0.5])), 3)
    assert output.presence[:, 0].tolist() == torch.tensor([0.8, 0.1, 0.0]).tolist()
    assert output.valence[:, 0].tolist() == torch.tensor([-0.9, 0.5, 0.0]).tolist()
    assert output.signed()[1].tolist() == torch.tensor([0.05, 0.45]).tolist()


def test_presence_and_valence_have_their_ranges_and_their_product_counts() -> None:
    torch.manual_seed(0)
    gate = ProfileGate(CONFIG).eval()
    mask = torch.ones(3, 6, dtype=torch.bool)
    output = gate(torch.randn(3, 6, 16), mask)
    assert output.presence.shape == output.valence.shape == (3, 4)
    assert output.presence.min() >= 0
    assert output.presence.max() <= 1
    assert output.valence.abs().max() <= 1
    assert torch.equal(output.signed(), output.presence * output.valence)


def test_words_without_any_run_say_nothing() -> None:
    gate = ProfileGate(CONFIG).eval()
    marks_only = gate(torch.randn(1, 2, 16), torch.ones(1, 2, dtype=torch.bool))
    assert torch.equal(marks_only.signed(), torch.zeros(1, 4))


def test_both_readings_can_be_trained() -> None:
    torch.manual_seed(1)
    gate = ProfileGate(CONFIG)
    words, mask = torch.randn(2, 6, 16), torch.ones(2, 6, dtype=torch.bool)
    spans = Spans(torch.tensor([0, 1]), torch.tensor([2, 1]), torch.tensor([4, 3]))
    optimiser = torch.optim.Adam(gate.parameters(), lr=0.01)
    for _ in range(150):
        value = gate.values(words)
        logits = gate.subjects(words, value, spans)
        named = torch.nn.functional.cross_entropy(logits, torch.tensor([2, 4]))
        valued = (gate.valences(value, mask, spans) - torch.tensor([0.9, -0.9])).square().mean()
        optimiser.zero_grad()
        (named + valued).backward()
        optimiser.step()
    gate.eval()
    value = gate.values(words)
    assert gate.subjects(words, value, spans).argmax(1).tolist() == [2, 4]
    assert gate.valences(value, mask, spans).mean(0).sign().tolist() == [1, -1]


def test_a_word_far_away_turns_a_valence_round() -> None:
    torch.manual_seed(2)
    gate = ProfileGate(dataclasses.replace(CONFIG, value_rank=16, dropout=0.0))
    subject, likes, hates, no, other = torch.randn(5, 16)
    filler = torch.randn(20, 16)
    mark = torch.randn(16)

    def said(verb: Tensor, negation: Tensor) -> Tensor:
        return torch.stack([mark, subject, *filler, negation, verb, mark])

    words = torch.stack([said(verb, turn) for verb in (likes, hates) for turn in (other, no)])
    mask = torch.ones(words.shape[:2], dtype=torch.bool)
    spans = Spans(torch.arange(4), torch.full((4,), 1), torch.full((4,), 2))
    wanted = torch.tensor([0.7, -0.7, -0.7, 0.7])
    optimiser = torch.optim.Adam(gate.parameters(), lr=0.003)
    for _ in range(300):
        loss = (gate.valences(gate.values(words), mask, spans) - wanted).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    gate.eval()
    assert torch.equal(gate.valences(gate.values(words), mask, spans).mean(0).sign(), wanted.sign())


def test_valuations_that_disagree_say_little() -> None:
    torch.manual_seed(4)
    gate = ProfileGate(dataclasses.replace(CONFIG, valuations=2)).eval()
    last = [valuation.get_submodule("valence.3") for valuation in gate.valuations]
    for layer, valued in zip(last, (0.9, -0.5), strict=True):
        torch.nn.init.zeros_(layer.get_parameter("weight"))
        torch.nn.init.constant_(layer.get_parameter("bias"), math.atanh(valued))
    words, mask = torch.randn(1, 6, 16), torch.ones(1, 6, dtype=torch.bool)
    runs = gate(words, mask).runs
    assert len(runs.valence) > 0
    assert torch.allclose(runs.valence, torch.full_like(runs.valence, 0.2), atol=1e-6)
    each = gate.valences(gate.values(words), mask, runs.spans)
    assert torch.allclose(each[:, 0], torch.tensor([0.9, -0.5]), atol=1e-6)


def test_padding_changes_no_valence() -> None:
    torch.manual_seed(3)
    gate = ProfileGate(CONFIG).eval()
    words = torch.randn(1, 6, 16)
    spans = Spans(torch.tensor([0]), torch.tensor([2]), torch.tensor([4]))
    alone = gate.valences(gate.values(words), torch.ones(1, 6, dtype=torch.bool), spans)
    padded = torch.cat([words, torch.randn(1, 3, 16)], dim=1)
    mask = torch.tensor([[True] * 6 + [False] * 3])
    beside = gate.valences(gate.values(padded), mask, spans)
    assert torch.allclose(alone, beside, atol=1e-6)


def test_signed_is_the_product() -> None:
    spans = Spans(*torch.zeros(3, 0, dtype=torch.long))
    runs = Runs(spans, torch.zeros(0, 2), torch.zeros(0))
    output = GateOutput(torch.tensor([[0.5, 1.0]]), torch.tensor([[-1.0, 0.25]]), runs)
    assert output.signed().tolist() == [[-0.5, 0.25]]

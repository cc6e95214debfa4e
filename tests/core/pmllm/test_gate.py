"""The gate: which runs of words are read, which of them count, and what is made of them."""

import torch

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
    assert gate.valences(value, mask, spans).sign().tolist() == [1, -1]


def test_signed_is_the_product() -> None:
    spans = Spans(*torch.zeros(3, 0, dtype=torch.long))
    runs = Runs(spans, torch.zeros(0, 2), torch.zeros(0))
    output = GateOutput(torch.tensor([[0.5, 1.0]]), torch.tensor([[-1.0, 0.25]]), runs)
    assert output.signed().tolist() == [[-0.5, 0.25]]

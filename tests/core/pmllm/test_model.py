"""The fused reader on a tiny encoder: caching, zero gates, what is frozen."""

import pytest
import torch

from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.fusion import MixedTokens
from core.pmllm.model import FusedReader

PROMPT = "I love dark light ."


def _full_forward(encoder: FrozenEncoder, prompt: str) -> torch.Tensor:
    """All positions at once under the block mask: no prompt position sees the read-out."""
    tokenizer = encoder._tokenizer
    ids = tokenizer(prompt, return_tensors="pt").input_ids[:, :-1]
    ids = torch.cat([ids, torch.tensor([[tokenizer.mask_token_id]])], dim=1)
    mask = torch.zeros(1, 1, ids.shape[1], ids.shape[1])
    mask[..., :-1, -1] = float("-inf")
    hidden = encoder.model.embeddings(input_ids=ids)
    for layer in encoder.model.encoder.layer:
        hidden = layer(hidden, mask)
    return hidden[:, -1]


def _open_gates(reader: FusedReader) -> None:
    for module in reader.fusions.values():
        torch.nn.init.constant_(module.scale, 1.0)


def test_the_cached_prefix_equals_the_full_forward_under_the_block_mask(
    encoder: FrozenEncoder,
) -> None:
    prefix = encoder.prefix(PROMPT)
    hidden = encoder.read_out_start(prefix)
    for index in range(encoder.num_layers):
        hidden = encoder.layer(index, hidden, prefix)
    assert torch.allclose(hidden[:, 0], _full_forward(encoder, PROMPT), atol=1e-4)


def test_a_prefix_is_not_changed_by_use(encoder: FrozenEncoder) -> None:
    prefix = encoder.prefix(PROMPT)
    before = [key.clone() for key in prefix.keys]
    start = encoder.read_out_start(prefix)
    once = encoder.layer(0, start, prefix)
    twice = encoder.layer(0, start.expand(3, -1, -1), prefix)
    assert all(torch.equal(a, b) for a, b in zip(before, prefix.keys, strict=True))
    assert torch.allclose(once.expand_as(twice), twice, atol=1e-6)


def test_untrained_it_says_what_the_frozen_model_says(reader: FusedReader) -> None:
    encoder = reader.language_model
    prefix = encoder.prefix(PROMPT)
    visual, gates = torch.randn(5, 3, 32), torch.ones(5, 3, 1)
    found = reader(prefix, reader.start(prefix), visual, gates)
    bare = reader.readout(_full_forward(encoder, PROMPT)).expand_as(found)
    assert torch.allclose(found, bare, atol=1e-4)


def test_a_closed_gate_lets_nothing_through(reader: FusedReader) -> None:
    _open_gates(reader)
    prefix = reader.language_model.prefix(PROMPT)
    start = reader.start(prefix)
    gates = torch.zeros(4, 3, 1)
    one = reader(prefix, start, torch.randn(4, 3, 32), gates)
    other = reader(prefix, start, torch.randn(4, 3, 32), gates)
    seen = reader(prefix, start, torch.randn(4, 3, 32), gates + 1)
    assert torch.equal(one, other)
    assert not torch.allclose(one, seen)


def test_mixed_tokens_are_fused_as_the_tokens_that_they_stand_for(reader: FusedReader) -> None:
    _open_gates(reader)
    module = reader.fusions["2"]
    torch.nn.init.normal_(module.query.weight, std=0.5)
    mixed = MixedTokens(torch.randn(3, 2, 32), torch.randn(4, 3, 2))
    hidden, gates = torch.randn(4, 2, 32), torch.randn(4, 3, 1)
    tokens = torch.einsum("btp,tpv->btv", mixed.weights, mixed.parts)
    found = module(hidden, mixed, gates)
    assert not torch.allclose(found, hidden, atol=1e-2)
    assert torch.allclose(found, module(hidden, tokens, gates), atol=1e-4)


def test_only_fusion_gate_and_readout_are_trained(reader: FusedReader) -> None:
    frozen = {k: v.clone() for k, v in reader.language_model.model.state_dict().items()}
    _open_gates(reader)
    optimiser = torch.optim.AdamW(reader.parameters(), lr=0.05)
    prefix = reader.language_model.prefix(PROMPT)
    for _ in range(3):
        loss = -reader(prefix, reader.start(prefix), torch.ones(2, 3, 32), torch.ones(2, 3, 1))[
            :, -1
        ].mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    after = reader.language_model.model.state_dict()
    assert all(torch.equal(frozen[name], after[name]) for name in frozen)
    assert {name.split(".")[0] for name in reader.state_dict()} == {"gate", "fusions", "readout"}


def test_training_can_bring_the_score_where_it_is_wanted(reader: FusedReader) -> None:
    _open_gates(reader)
    prefix = reader.language_model.prefix(PROMPT)
    value = torch.linspace(-1, 1, 16)
    visual = value.view(-1, 1, 1) * torch.ones(16, 1, 32)
    optimiser = torch.optim.AdamW([*reader.fusions.parameters()], lr=0.02)
    for _ in range(60):
        log_levels = reader(prefix, reader.start(prefix), visual, torch.ones(16, 1, 1))
        loss = (reader.readout.score(log_levels) / 100 - (value + 1) / 2).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    score = reader.readout.score(reader(prefix, reader.start(prefix), visual, torch.ones(16, 1, 1)))
    turned = reader.readout.score(
        reader(prefix, reader.start(prefix), visual, -torch.ones(16, 1, 1))
    )
    assert score[-1] > score[0] + 5
    assert turned[0] > turned[-1], "a negative gate turns the order round"


def test_levels_are_a_distribution_and_the_score_its_mean(reader: FusedReader) -> None:
    log_levels = reader.readout(torch.randn(6, 32))
    levels = log_levels.exp()
    assert torch.allclose(levels.sum(1), torch.ones(6), atol=1e-5)
    expected = levels @ torch.tensor([0.0, 25.0, 50.0, 75.0, 100.0])
    assert torch.allclose(reader.readout.score(log_levels), expected, atol=1e-3)


def test_the_gate_reads_statements_apart_from_padding(reader: FusedReader) -> None:
    encoder = reader.language_model
    reader.eval()
    alone = reader.gate(*encoder.states(["I love dark ."]))
    beside = reader.gate(*encoder.states(["I love dark .", "I love light . . . . dark"]))
    assert torch.allclose(alone.signed()[0], beside.signed()[0], atol=1e-5)
    assert alone.signed().abs().max() <= 1


def test_fusion_layers_must_ascend() -> None:
    from core.pmllm.config import FusionConfig

    with pytest.raises(ValueError, match="ascending"):
        FusionConfig(8, 8, (3, 2))

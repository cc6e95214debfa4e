"""Causal language models of other builds than those that all tests run on."""

from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoConfig, AutoModelForCausalLM

from core.errors import JudgeUnavailableError
from core.pmllm.decoder import FrozenDecoder
from core.pmllm.language import load_language_model
from core.pmllm.reader_config import FIVE_LEVELS
from tests.core.pmllm.tiny import save_tokenizer

_SHAPE: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
}
_OTHERS: dict[str, dict[str, Any]] = {
    "gpt2": {"n_embd": 32, "n_layer": 4, "n_head": 4, "bos_token_id": 1, "eos_token_id": 2},
    "mistral": {**_SHAPE, "sliding_window": 8},
    "gemma2": {**_SHAPE, "sliding_window": 8, "final_logit_softcapping": 0.5},
    "granite": {**_SHAPE, "logits_scaling": 4.0},
    "cohere2": {**_SHAPE, "sliding_window": 8, "logit_scale": 0.25},
}


def _save(kind: str, folder: Path, fields: dict[str, Any]) -> None:
    tokens = save_tokenizer(folder)
    torch.manual_seed(0)
    config = AutoConfig.for_model(kind, vocab_size=tokens, **fields)
    AutoModelForCausalLM.from_config(config).save_pretrained(folder)


@pytest.mark.parametrize("kind", sorted(_OTHERS))
def test_another_build_is_read_behind_its_prompt_and_answers_with_its_own_words(
    kind: str, tmp_path: Path
) -> None:
    _save(kind, tmp_path, _OTHERS[kind])
    model = load_language_model(str(tmp_path))
    assert isinstance(model, FrozenDecoder)
    readout = model.readout(FIVE_LEVELS)
    prompt = model.prompt(
        "{profile}", "This photo is", "I love dark photos.", chat=False, lead=readout.lead
    )
    logits = model.model(prompt.ids).logits[0, -1, model._spell(FIVE_LEVELS)[1]]
    assert torch.allclose(readout(model.read(prompt, {}))[0], logits.log_softmax(-1), atol=1e-5)
    seen = torch.randn(3, 1, model.hidden_size)
    fusions = {layer: lambda state: state + seen for layer in (1, 3)}
    cached, again = model.read(prompt, fusions), model.read(prompt, fusions, cached=False)
    assert torch.allclose(cached, again, atol=1e-4)
    assert not torch.allclose(cached[0], cached[1], atol=1e-2)


def test_a_model_with_a_running_state_says_that_it_cannot_be_used(tmp_path: Path) -> None:
    _save("mamba", tmp_path, {"hidden_size": 32, "num_hidden_layers": 2, "state_size": 4})
    with pytest.raises(JudgeUnavailableError, match="not as keys and values alone"):
        load_language_model(str(tmp_path))

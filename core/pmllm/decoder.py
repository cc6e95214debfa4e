"""Any Hugging Face causal language model, frozen, with fusions hooked before its layers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.cache_utils import (
    Cache,
    DynamicCache,
    DynamicLayer,
    DynamicSlidingWindowLayer,
)
from transformers.utils import logging

from core.errors import JudgeUnavailableError
from core.pmllm.frozen_lm import shorten
from core.pmllm.language import Fusions, Prompt, pool
from core.readout import NextWordReadout

MAX_PROFILE = 2048
"""Tokens of a profile that are read; what is beyond them is left out."""


class _BehindPrompt(DynamicLayer):  # type: ignore[no-untyped-call]
    """One layer's keys and values of a prompt, behind which all photos of a batch are read.

    Unlike transformers' own layers it keeps nothing of what is read behind it, so one object serves
    every batch; each forward gets a copy, which lives no longer than the layer's attention.
    """

    def __init__(self, read: DynamicLayer, keys: Tensor, values: Tensor) -> None:
        """`read`: the layer that read the prompt; `keys`, `values` (1, heads, words, head size)."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._read = read
        self._prompt = (keys, values)
        self.is_initialized = True
        self.is_sliding = read.is_sliding

    def update(
        self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any
    ) -> tuple[Tensor, Tensor]:
        keys, values = (part.expand(len(key_states), -1, -1, -1) for part in self._prompt)
        return torch.cat([keys, key_states], dim=-2), torch.cat([values, value_states], dim=-2)

    def get_seq_length(self) -> int:
        return int(self._read.get_seq_length())

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        length, offset = self._read.get_mask_sizes(query_length)
        return int(length), int(offset)


class FrozenDecoder:
    """A frozen causal language model.

    Fusions are hooked before its layers for the time of one forward, so its own code runs
    unchanged, whatever the architecture; that is why masks, rotary positions, sliding windows and
    shared key heads need no code here.
    """

    def __init__(self, name: str, model: Any, tokenizer: Any) -> None:
        self.model = model.eval().requires_grad_(False)
        self._tokenizer = tokenizer
        self._config = model.config.get_text_config()
        self._body = model.get_decoder()
        self.hidden_size: int = self._config.hidden_size
        self.num_layers: int = self._config.num_hidden_layers
        self._layers = _decoder_layers(name, self._body, self.num_layers)
        _check_cache(name, self._config)

    @classmethod
    def load(cls, name: str, folder: Path, *, device: str, dtype: torch.dtype) -> Self:
        """Load a model and its tokenizer from a folder, safetensors only.

        Raises JudgeUnavailableError when this version of transformers does not know it.
        """
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = AutoModelForCausalLM.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, dtype=dtype
            )
        except (ImportError, OSError, ValueError, KeyError) as error:
            raise JudgeUnavailableError(
                f"The language model {name} cannot be loaded by this version of transformers: "
                f"{str(error).splitlines()[0]}"
            ) from error
        if not tokenizer.is_fast:
            raise JudgeUnavailableError(
                f"The language model {name} has no tokenizer.json, which is needed to find the "
                "words of a profile again."
            )
        model.to(device)  # type: ignore[arg-type]
        return cls(name, model, tokenizer)

    @property
    def device(self) -> torch.device:
        device: torch.device = self.model.get_input_embeddings().weight.device
        return device

    def readout(self, words: Sequence[str]) -> NextWordReadout:
        lead, own = self._spell(words)
        rows = self.model.get_output_embeddings().weight[own].detach().float().clone()
        # some models scale or bound their logits: Cohere, Granite, Gemma 2
        rows *= getattr(self._config, "logit_scale", None) or 1.0
        rows /= getattr(self._config, "logits_scaling", None) or 1.0
        softcap = getattr(self._config, "final_logit_softcapping", None)
        return NextWordReadout(rows, lead=lead, softcap=softcap)

    def prompt(
        self, question: str, opening: str, profile: str, *, chat: bool, lead: Sequence[int]
    ) -> Prompt:
        most = getattr(self._config, "max_position_embeddings", MAX_PROFILE) // 2
        profile = shorten(self._tokenizer, profile, min(MAX_PROFILE, most))
        asked = question.replace("{profile}", profile).strip()
        if chat:
            text = self._dialogue(asked) + opening
            ids = self._tokenizer(text, add_special_tokens=False).input_ids
        else:
            ids = self._tokenizer(f"{asked} {opening}").input_ids
        if len(ids) + len(lead) < 2:
            raise JudgeUnavailableError("The prompt is empty; give the answer an opening.")
        row = torch.tensor([[*ids, *lead]], device=self.device)
        return Prompt(row, self._keys_and_values(row[:, :-1]), self._pooled(profile))

    def read(
        self, prompt: Prompt, fusions: Fusions, *, everywhere: bool = False, cached: bool = True
    ) -> Tensor:
        behind = prompt.behind if cached and not everywhere else None
        ids = prompt.ids if behind is None else prompt.ids[:, -1:]
        with self._hooked(fusions, everywhere):
            read = self._body(
                input_ids=ids, past_key_values=behind, use_cache=behind is not None
            ).last_hidden_state
        final: Tensor = read[:, -1].float()
        return final

    def spell(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Answers behind a prompt as ids, (texts, words), each with the word that ends it, and
        which of these are only padding, (texts, words)."""
        end = self._tokenizer.eos_token_id
        spelt = [
            [*self._tokenizer(f" {text}", add_special_tokens=False).input_ids, end]
            for text in texts
        ]
        longest = max(len(ids) for ids in spelt)
        ids = [row + [end] * (longest - len(row)) for row in spelt]
        padding = [[i >= len(row) for i in range(longest)] for row in spelt]
        return torch.tensor(ids, device=self.device), torch.tensor(padding, device=self.device)

    def logits(self, prompt: Prompt, fusions: Fusions, answer: Tensor) -> Tensor:
        """Next-word logits at the read-out position and at each word of an answer behind it.

        Fuses at all of these positions. answer (1 or batch, words), ids -> (batch, words + 1,
        vocabulary).
        """
        ids = torch.cat([prompt.ids[:, -1:].expand(len(answer), -1), answer], dim=1)
        with self._hooked(fusions, True):
            found: Tensor = self.model(
                input_ids=ids, past_key_values=prompt.behind, use_cache=True
            ).logits
        return found

    @torch.no_grad()
    def write(self, prompt: Prompt, fusions: Fusions, *, most: int) -> list[str]:
        """What the model writes behind a prompt, one text a photo, its likeliest words.

        `most`: words at most. Each word costs a pass over all those before it, so it is for the
        few words of a comment.
        """
        answer = prompt.ids[:, :0]
        end = self._tokenizer.eos_token_id
        while answer.shape[1] < most:
            word = self.logits(prompt, fusions, answer)[:, -1].argmax(-1, keepdim=True)
            answer = torch.cat([answer.expand(len(word), -1), word], dim=1)
            if bool((answer == end).any(1).all()):
                break
        rows = [row[: row.index(end)] if end in row else row for row in answer.tolist()]
        return [self._tokenizer.decode(row, skip_special_tokens=True).strip() for row in rows]

    @contextmanager
    def _hooked(self, fusions: Fusions, everywhere: bool) -> Iterator[None]:
        handles = [
            self._layers[layer].register_forward_pre_hook(
                partial(_fuse, fusion, everywhere), with_kwargs=True
            )
            for layer, fusion in fusions.items()
        ]
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    @torch.no_grad()
    def _keys_and_values(self, ids: Tensor) -> Cache:
        cache = DynamicCache(config=self._config)
        self._body(input_ids=ids, past_key_values=cache, use_cache=True)
        behind: list[Any] = [_BehindPrompt(one, one.keys, one.values) for one in cache.layers]  # type: ignore[arg-type, union-attr]
        return Cache(layers=behind)

    @torch.no_grad()
    def _pooled(self, profile: str) -> Tensor:
        ids = self._tokenizer(profile).input_ids
        if not profile or not ids:
            return torch.zeros(self.num_layers + 1, self.hidden_size, device=self.device)
        found = self._body(
            input_ids=torch.tensor([ids], device=self.device),
            use_cache=False,
            output_hidden_states=True,
        )
        return pool(found.hidden_states)

    def _spell(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """The tokens that all words begin with, and the first token of each word's own."""
        ids = [self._tokenizer(f" {word}", add_special_tokens=False).input_ids for word in words]
        common = 0
        while all(len(i) > common + 1 and i[common] == ids[0][common] for i in ids):
            common += 1
        own = [i[common] if len(i) > common else -1 for i in ids]
        if len(set(own)) < len(own) or -1 in own:
            raise JudgeUnavailableError(
                f"This language model cannot tell {', '.join(words)} apart by their first tokens; "
                "choose other rating words."
            )
        return ids[0][:common], own

    def _dialogue(self, asked: str) -> str:
        if not self._tokenizer.chat_template:
            raise JudgeUnavailableError(
                "This language model has no dialogue form (chat template); set chat to false."
            )
        text: str = self._tokenizer.apply_chat_template(
            [{"role": "user", "content": asked}],
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=False,  # the answer is read at once
        )
        return text


def _fuse(
    fusion: Any, everywhere: bool, layer: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """A hook that fuses into the states which enter a layer."""
    hidden: Tensor = args[0] if args else kwargs["hidden_states"]
    if everywhere or hidden.shape[1] == 1:
        fused = fusion(hidden).to(hidden.dtype)
    else:
        last = fusion(hidden[:, -1:]).to(hidden.dtype)
        before = hidden[:, :-1].expand(last.shape[0], -1, -1)
        fused = torch.cat([before, last], dim=1)
    if args:
        return (fused, *args[1:]), kwargs
    return args, {**kwargs, "hidden_states": fused}


def _decoder_layers(name: str, body: nn.Module, count: int) -> nn.ModuleList:
    """The list of a decoder's layers, whatever its architecture calls it."""
    for child in body.children():
        if isinstance(child, nn.ModuleList) and len(child) == count:
            return child
    raise JudgeUnavailableError(
        f"The language model {name} ({type(body).__name__}) does not keep its {count} layers in "
        "one list; fusing into it is not possible."
    )


def _check_cache(name: str, config: Any) -> None:
    """Only keys and values can be shared by a batch, not a running state."""
    kinds = {type(layer) for layer in DynamicCache(config=config).layers}
    other = kinds - {DynamicLayer, DynamicSlidingWindowLayer}
    if other:
        raise JudgeUnavailableError(
            f"The language model {name} remembers what it read as {other.pop().__name__}, not as "
            "keys and values alone; fusing into it is not possible yet."
        )

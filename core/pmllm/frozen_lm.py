"""A frozen language model that is read layer by layer, behind a cached prefix."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

MAX_PREFIX = 480
"""Words beyond this many tokens of a prompt are left out (MiniLM has 512 positions)."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """What of the model depends on the prompt alone.

    `keys`, `values`: for each layer (1, heads, words, head size). `length`: words in the prompt.
    """

    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    length: int


ATTENTION = "curator_behind_prefix"


def attend_behind_prefix(
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    prefix: Prefix | None = None,
    scaling: float | None = None,
    **kwargs: Any,
) -> tuple[Tensor, None]:
    """Attention, for transformers' registry, of single positions behind one shared prefix.

    query, key, value (batch, heads, 1, head size). Each position attends to the prefix and to
    itself; the prefix is never copied for the batch, nor changed. Without one, PyTorch's own
    attention. Returns (batch, 1, heads, head size).
    """
    if prefix is None:
        found, _ = sdpa_attention_forward(
            module, query, key, value, attention_mask, scaling=scaling, **kwargs
        )
        return found, None
    query = query.squeeze(2).transpose(0, 1) * (scaling or query.shape[-1] ** -0.5)
    key, value = key.squeeze(2).transpose(0, 1), value.squeeze(2).transpose(0, 1)  # (h, b, d)
    behind = query @ prefix.keys[module.layer_idx][0].transpose(1, 2)  # (heads, batch, words)
    itself = (query * key).sum(-1, keepdim=True)
    weights = torch.cat([behind, itself], dim=-1).softmax(-1)
    seen = weights[..., :-1] @ prefix.values[module.layer_idx][0] + weights[..., -1:] * value
    return seen.transpose(0, 1).unsqueeze(1), None


AttentionInterface.register(ATTENTION, attend_behind_prefix)
AttentionMaskInterface.register(ATTENTION, sdpa_mask)


class _Recorder:
    """Notes the keys and values that pass through the layers."""

    def __init__(self) -> None:
        self.keys: list[Tensor] = []
        self.values: list[Tensor] = []

    def update(self, key: Tensor, value: Tensor, layer: int, *_: Any) -> tuple[Tensor, Tensor]:
        self.keys.append(key)
        self.values.append(value)
        return key, value


def shorten(tokenizer: Any, text: str, most: int) -> str:
    """The text's first `most` tokens; all of it where there are no more."""
    offsets = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True).offset_mapping
    return text if len(offsets) <= most else text[: offsets[most - 1][1]]


class FrozenEncoder:
    """A frozen BERT-class encoder (MiniLM).

    Prompt positions never attend to the read-out position, which stands behind them; so everything
    about the prompt is computed once, and a photo costs one position.
    """

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self.model = model.eval().requires_grad_(False)
        self.model.set_attn_implementation(ATTENTION)
        self._tokenizer = tokenizer
        self.hidden_size: int = model.config.hidden_size
        self.num_layers: int = model.config.num_hidden_layers

    @classmethod
    def load(cls, folder: Path, *, device: str = "cpu") -> "FrozenEncoder":
        """Load a model and its tokenizer from a local folder, safetensors only."""
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # loaded in a moment
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        return cls(model.to(device), tokenizer)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        device: torch.device = self.model.embeddings.word_embeddings.weight.device
        return device

    @torch.no_grad()
    def states(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Hidden states of all layers side by side, and the mask of the real words.

        (texts, words, (layers + 1) * hidden), from the embeddings to the last layer, whose geometry
        carries the meaning; in the lower ones a word still stands for itself ("blown" is not far
        from "preserved" in the last).
        """
        batch = self._tokenizer(
            list(texts), padding=True, truncation=True, max_length=128, return_tensors="pt"
        ).to(self.device)
        layers = self.model(**batch, output_hidden_states=True).hidden_states
        return torch.cat(layers, dim=-1), batch["attention_mask"].bool()

    def run_of(self, text: str, begin: int, end: int) -> tuple[int, int]:
        """Which words of `states` the letters from `begin` to `end` are: first, behind the last."""
        offsets = self._tokenizer(
            text, truncation=True, max_length=128, return_offsets_mapping=True
        ).offset_mapping
        inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > begin and b > a]
        return (inside[0], inside[-1] + 1) if inside else (1, 2)

    def words_of(self, text: str, first: int, last: int) -> str:
        """The letters of the words of `states` from `first` to behind `last`: undoes `run_of`."""
        offsets = self._tokenizer(
            text, truncation=True, max_length=128, return_offsets_mapping=True
        ).offset_mapping
        return text[offsets[first][0] : offsets[last - 1][1]]

    def embed(self, texts: Sequence[str], *, batch_size: int = 64) -> Tensor:
        """Sentence embeddings (texts, hidden): the mean of the words' states, normalised.

        The pooling that all-MiniLM-L6-v2 was trained with.
        """
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        result = torch.empty(len(texts), self.hidden_size, device=self.device)
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            hidden, mask = self.states([texts[i] for i in rows])
            last = hidden[..., -self.hidden_size :]
            pooled = (last * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
            result[rows] = functional.normalize(pooled, dim=-1)
        return result

    @torch.no_grad()
    def prefix(self, prompt: str) -> Prefix:
        """Read a prompt once; the read-out position will stand right behind it."""
        ids = self.ids_before_mask(prompt)[:, :-1]
        hidden = self.model.embeddings(input_ids=ids)
        recorder = _Recorder()
        for layer in self.model.encoder.layer:
            hidden = layer(hidden, None, past_key_values=recorder)
        return Prefix(tuple(recorder.keys), tuple(recorder.values), ids.shape[1])

    def read_out_start(self, prefix: Prefix) -> Tensor:
        """The read-out position's hidden state before the first layer, (1, 1, hidden)."""
        mask = torch.tensor([[self._tokenizer.mask_token_id]], device=self.device)
        position = torch.tensor([[prefix.length]], device=self.device)
        hidden: Tensor = self.model.embeddings(input_ids=mask, position_ids=position)
        return hidden

    def layer(self, index: int, hidden: Tensor, prefix: Prefix) -> Tensor:
        """Run one frozen layer on read-out states (batch, 1, hidden) behind the prefix."""
        result: Tensor = self.model.encoder.layer[index](hidden, None, prefix=prefix)
        return result

    def ids_before_mask(self, prompt: str) -> Tensor:
        """A prompt's tokens and the read-out position's mark behind them, (1, words + 1)."""
        ids = self._tokenizer(
            prompt, truncation=True, max_length=MAX_PREFIX + 1, return_tensors="pt"
        ).input_ids
        ids[:, -1] = self._tokenizer.mask_token_id  # in place of the closing [SEP]
        return ids.to(self.device)  # type: ignore[no-any-return]

    def start_of_all(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """All positions of `ids_before_mask` at once: their states before the first layer, and the
        block mask under which the prompt never sees the read-out position."""
        mask = torch.zeros(1, 1, ids.shape[1], ids.shape[1], device=ids.device)
        mask[..., :-1, -1] = float("-inf")
        return self.model.embeddings(input_ids=ids), mask

    def layer_of_all(self, index: int, hidden: Tensor, mask: Tensor) -> Tensor:
        """Run one frozen layer on all positions (batch, words, hidden) under a mask."""
        result: Tensor = self.model.encoder.layer[index](hidden, mask)
        return result

    def shorten(self, text: str, most: int) -> str:
        """The text's first `most` tokens; all of it where there are no more."""
        return shorten(self._tokenizer, text, most)

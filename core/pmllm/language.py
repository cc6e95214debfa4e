"""What the fused reader needs of a frozen language model, decoder or encoder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor

from core.errors import JudgeUnavailableError
from core.pmllm.memory import Precision, check_memory, dtype_of, precision_for
from core.pmllm.sources import check_tokenizer, find_model, model_config
from core.readout import WordReadout

Fusions = Mapping[int, Callable[[Tensor], Tensor]]
"""Layer -> what is done to the hidden states (1 or batch, positions, hidden) that enter it.

The result is (batch, positions, hidden): as long as nothing was fused, the states of all photos are
the same and are computed once.
"""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a language model has read of a prompt. Nothing in it is changed by use.

    `ids` (1, words): the last of them is the read-out position. `behind`: keys and values of the
    positions before it, in the language model's own form. `profile` (layers + 1, hidden): the
    profile's words in each layer, pooled.
    """

    ids: Tensor
    behind: Any
    profile: Tensor


class LanguageModel(Protocol):
    """A frozen language model."""

    hidden_size: int
    num_layers: int

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        ...

    def readout(self, words: Sequence[str]) -> WordReadout:
        """The untrained read-out over rating words, ascending.

        Raises JudgeUnavailableError when the model cannot tell the words apart by their beginning.
        """
        ...

    def prompt(
        self, question: str, opening: str, profile: str, *, chat: bool, lead: Sequence[int]
    ) -> Prompt:
        """Read a prompt once: `question`, in which `{profile}` stands for the profile's text, and
        the words with which the answer opens. `chat` puts both into the model's own dialogue form.
        `lead`: ids that come before a rating word, see `WordReadout`.
        """
        ...

    def read(
        self, prompt: Prompt, fusions: Fusions, *, everywhere: bool = False, cached: bool = True
    ) -> Tensor:
        """The read-out position's final state, (batch, hidden) in float32.

        Fuses at the read-out position, behind the prompt's own keys and values; `everywhere` fuses
        at all positions, which takes a forward of the whole prompt for each photo. Without `cached`
        the prompt is read again for each photo; the result is the same.
        """
        ...


def pool(states: Sequence[Tensor]) -> Tensor:
    """Hidden states of a text, one (1, words, hidden) a layer -> their means, (layers, hidden).

    Each word is brought to mean 0 and spread 1 first: in decoders the first word's state is often
    a thousand times as large as the others and would be all that is left of a plain mean.
    """
    levelled = [
        torch.nn.functional.layer_norm(state.float(), state.shape[-1:]).mean(1) for state in states
    ]
    return torch.cat(levelled)


def load_language_model(
    name: str,
    *,
    device: str = "cpu",
    precision: Precision | None = None,
    download: bool = False,
    free: int | None = None,
) -> LanguageModel:
    """Load a frozen language model from a folder or the Hugging Face cache.

    `precision`: float32 on the CPU and bfloat16 elsewhere unless given. `free`: see `check_memory`.
    Raises JudgeUnavailableError with a sentence when it is missing, of an architecture that cannot
    be fused into, without a tokenizer, or too large.
    """
    from core.pmllm.decoder import FrozenDecoder
    from core.pmllm.encoder import BlockMaskedEncoder

    folder = find_model(name, download=download)
    check_tokenizer(name, folder)
    config = model_config(folder)
    architecture = str((config.get("architectures") or ["unknown"])[0])
    precision = precision or precision_for(device)
    if architecture.endswith(("ForCausalLM", "LMHeadModel")):
        check_memory(name, folder, device=device, precision=precision, free=free)
        return FrozenDecoder.load(name, folder, device=device, dtype=dtype_of(precision))
    if config.get("model_type") == "bert":
        check_memory(name, folder, device=device, precision="float32", free=free)
        return BlockMaskedEncoder.load(folder, device=device)
    raise JudgeUnavailableError(
        f"The model {name} is a {architecture}; fusing needs a causal language model "
        "(an architecture ...ForCausalLM) or an encoder of the BERT class."
    )

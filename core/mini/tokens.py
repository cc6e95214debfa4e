"""What was seen of a photo as visual tokens in the language model's own space."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from core.mini.attributes import ATTRIBUTES
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.fusion import MixedTokens

_OVERALL = ("photo", "a bad photo", "a good photo", "an average photo")
_ASKED_FOR = (
    "nothing of what I asked for",
    "just what I asked for",
    "a little of what I asked for",
)


class VisualTokens(nn.Module):
    """Tokens of attributes, of contents that a profile names, and of the generic opinion.

    token(v) = name + v (high - low) / 2 + (1/3 - v^2) (middling - name), each an embedding by the
    frozen language model; v from -1 (low pole) to 1 (high pole). The third term is zero on average
    over evenly spread values and lets a value projection tell "just right" from "more is better".
    All contents share low, high and middling, so that any words can be asked for.
    """

    attributes: Tensor
    overall: Tensor
    asked_for: Tensor

    def __init__(self, language_model: FrozenEncoder) -> None:
        super().__init__()
        self._language_model = (language_model,)  # in a tuple, so that it is not a submodule
        said = [(a.name, a.low, a.high, f"moderate {a.name}") for a in ATTRIBUTES]
        texts = [text for token in (*said, _OVERALL) for text in token]
        embedded = language_model.embed(texts).clone().view(-1, 4, language_model.hidden_size)
        parts = _parts(*embedded.unbind(1))
        self.register_buffer("attributes", parts[:-1], False)
        self.register_buffer("overall", parts[-1:], False)
        self.register_buffer("asked_for", language_model.embed(_ASKED_FOR).clone(), False)

    def parts(self, attributes: Tensor, contents: Sequence[str]) -> Tensor:
        """What the tokens of a profile are mixed from: (tokens, 3, hidden).

        `attributes`: which of them have a token, as indices; `contents`: words. The generic
        opinion's token is the last.
        """
        parts = [self.attributes[attributes]]
        if contents:
            names = self._language_model[0].embed(contents).clone()
            parts.append(_parts(names, *(end.expand_as(names) for end in self.asked_for)))
        return torch.cat([*parts, self.overall])


def mix(parts: Tensor, values: Tensor, generic: Tensor) -> MixedTokens:
    """Tokens of photos.

    parts (tokens, 3, hidden); values (photos, tokens - 1), NaN where missing; generic (photos,),
    about -1 to 1.
    """
    v = torch.cat([values.nan_to_num(0.0), generic.unsqueeze(1)], dim=1)
    return MixedTokens(parts, torch.stack([torch.ones_like(v), v, 1 / 3 - v.square()], -1))


def token_gates(personal: Tensor, generic: Tensor, values: Tensor) -> Tensor:
    """The gates of the visual tokens.

    personal (tokens - 1,) from -1 to 1; generic (); values (photos, tokens - 1), NaN where
    missing, whose gates are closed -> (photos, tokens, 1).
    """
    open_gates = personal * ~values.isnan()
    return torch.cat([open_gates, generic.expand(len(values), 1)], dim=1).unsqueeze(-1)


def _parts(name: Tensor, low: Tensor, high: Tensor, middling: Tensor) -> Tensor:
    """(tokens, hidden) each -> (tokens, 3, hidden)."""
    return torch.stack([name, (high - low) / 2, middling - name], dim=1)

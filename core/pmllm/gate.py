"""The gate: what the profile's hidden states say about each thing that a photo can show."""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.pmllm.config import GateConfig

_REACH = 16  # words before and behind a span whose distance is told apart
_FAINT = 0.1  # presence below which a span is not worth a look


@dataclass(frozen=True, slots=True)
class Spans:
    """Runs of words: `statement` (n,), `first` (n,) and `last` (n,), the latter not included."""

    statement: Tensor
    first: Tensor
    last: Tensor

    def rows(self, chosen: Tensor) -> Self:
        """Some of them."""
        return type(self)(self.statement[chosen], self.first[chosen], self.last[chosen])

    @classmethod
    def every(cls, mask: Tensor, longest: int) -> Self:
        """All runs of at most `longest` words; mask (statements, words), true for real words.

        The first and the last word of a statement are the model's own marks and in no run.
        """
        width = mask.shape[1]
        first, length = torch.meshgrid(
            torch.arange(1, width, device=mask.device),
            torch.arange(1, min(longest, width) + 1, device=mask.device),
            indexing="ij",
        )
        first, last = first.flatten(), (first + length).flatten()
        fits = last.unsqueeze(0) < mask.sum(1, keepdim=True)  # (statements, runs)
        statement, run = fits.nonzero(as_tuple=True)
        return cls(statement, first[run], last[run])


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of words that were read: what each speaks of, `presence` (n, keys), 0 to 1, and how
    that is valued, `valence` (n,), -1 (hated) to 1 (loved)."""

    spans: Spans
    presence: Tensor
    valence: Tensor


@dataclass(frozen=True, slots=True)
class GateOutput:
    """For each statement and key: whether it is spoken of, and how it is valued.

    `presence` (statements, keys): 0 to 1. `valence` (statements, keys): -1 (hated) to 1 (loved).
    `runs`: where it was read.
    """

    presence: Tensor
    valence: Tensor
    runs: Runs

    def signed(self) -> Tensor:
        """Presence times valence, (statements, keys), -1 to 1."""
        return self.presence * self.valence


class Valuation(nn.Module):
    """A reading of how what a run of words speaks of is valued.

    A small transformer reads all words of the statement, each known by its distance from the run,
    since liking often stands in other words than what is liked, and one word turns another round.
    """

    def __init__(self, config: GateConfig) -> None:
        super().__init__()
        rank = config.value_rank
        self.place = nn.Embedding(2 * _REACH + 1, rank)
        layer = nn.TransformerEncoderLayer(
            d_model=rank,
            nhead=config.heads,
            dim_feedforward=2 * rank,
            dropout=0.0,
            activation=functional.gelu,
            batch_first=True,
            norm_first=True,
        )
        self.sentence = nn.TransformerEncoder(
            layer, config.value_layers, enable_nested_tensor=False
        )
        self.valence = nn.Sequential(
            nn.LayerNorm(2 * rank), nn.Linear(2 * rank, rank), nn.GELU(), nn.Linear(rank, 1)
        )
        nn.init.normal_(self.place.weight, std=0.1)

    def forward(self, value: Tensor, mask: Tensor, spans: Spans) -> Tensor:
        """How what the spans speak of is valued, (n,), -1 to 1, from what the words may say of
        liking, `value` (statements, words, rank)."""
        place = torch.arange(value.shape[1], device=value.device)
        first, last = spans.first.unsqueeze(1), spans.last.unsqueeze(1)
        away = (place - first).clamp(max=0) + (place - last + 1).clamp(min=0)  # 0 inside
        placed = self.place(away.clamp(-_REACH, _REACH) + _REACH)  # (n, words, rank)
        real = mask[spans.statement]
        read = self.sentence(value[spans.statement] + placed, src_key_padding_mask=~real)
        about = torch.cat([_mean(read, away == 0), _mean(read, real)], dim=1)  # (n, 2 * rank)
        return torch.tanh(self.valence(about).squeeze(-1))


class ProfileGate(nn.Module):
    """Embedding-conditioned gate: runs of words say what they speak of, and how it is valued.

    Two readings of the frozen model's states in all layers, supervised apart, since their product
    alone gives no first-order signal. What a run of words speaks of is read from their mean: one
    of the keys, or none; none, too, if its ends are not those of a phrase. How that is valued is
    the mean of several valuations, trained apart: where they disagree, little is said, rather than
    the contrary. Of overlapping runs the clearest one counts.
    """

    def __init__(self, config: GateConfig) -> None:
        super().__init__()
        self._layers = (config.layers, config.hidden_size)
        self._longest = config.longest
        width, rank = config.layers * config.hidden_size, config.value_rank
        self.subject_dropout = nn.Dropout(config.dropout)
        self.subject = nn.Sequential(
            nn.Linear(width, config.rank),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.rank, config.keys + 1),
        )
        value = config.valuations * rank
        self.ends = nn.Sequential(nn.Linear(4 * value, rank), nn.GELU(), nn.Linear(rank, 1))
        self.value_dropout = nn.Dropout(config.dropout / 2)
        self.value_word = nn.Linear(width, value)
        self.valuations = nn.ModuleList(Valuation(config) for _ in range(config.valuations))

    def forward(self, words: Tensor, mask: Tensor) -> GateOutput:
        """Read statements.

        words (statements, words, layers * hidden): states of `FrozenEncoder.states`; mask
        (statements, words): true for real words.
        """
        spans = Spans.every(mask, self._longest)
        value = self.values(words)
        speaks = self.subjects(words, value, spans).softmax(-1)[:, :-1]  # (n, keys)
        chosen = _clearest(spans, speaks.detach().amax(1))
        spans, speaks = spans.rows(chosen), speaks[chosen]
        valence = self.valences(value, mask, spans).mean(0)
        return _gathered(Runs(spans, speaks, valence), len(words))

    def values(self, words: Tensor) -> Tensor:
        """What each word may say of liking and of where phrases end, (statements, words, width):
        a part of the width for each valuation."""
        levelled = self._levelled(words)
        if self.training:
            levelled = levelled * self._kept(self.value_dropout, words).unsqueeze(1)
        value: Tensor = self.value_word(levelled)
        return value

    def subjects(self, words: Tensor, value: Tensor, spans: Spans) -> Tensor:
        """What spans speak of: logits (n, keys + 1), the last of them for none of the keys.

        `value`: see `values`.
        """
        before = functional.pad(words.cumsum(1), (0, 0, 1, 0))  # (statements, words + 1, width)
        sums = before[spans.statement, spans.last] - before[spans.statement, spans.first]
        levelled = self._levelled(sums)  # of a sum as of a mean: only a factor apart
        if self.training:
            levelled = levelled * self._kept(self.subject_dropout, words)[spans.statement]
        logits = self.subject(levelled)
        places = (spans.first - 1, spans.first, spans.last - 1, spans.last)
        ends = torch.cat([value[spans.statement, place] for place in places], dim=1)
        none: Tensor = logits[:, -1:] + self.ends(ends)
        return torch.cat([logits[:, :-1], none], dim=1)

    def valences(self, value: Tensor, mask: Tensor, spans: Spans) -> Tensor:
        """How what the spans speak of is valued by each valuation, (valuations, n), -1 to 1.

        `value`: see `values`.
        """
        if not len(spans.first):  # attention knows no empty batch
            return value.new_zeros(len(self.valuations), 0)
        parts = value.chunk(len(self.valuations), dim=-1)
        pairs = zip(self.valuations, parts, strict=True)
        return torch.stack([valuation(part, mask, spans) for valuation, part in pairs])

    def _kept(self, dropout: nn.Dropout, words: Tensor) -> Tensor:
        """Which features of a statement are kept in training, (statements, layers * hidden): the
        same of all its words, for a number of its own for each word takes longer than all else."""
        kept: Tensor = dropout(words.new_ones(len(words), words.shape[-1]))
        return kept

    def _levelled(self, states: Tensor) -> Tensor:
        """Each layer's part of states (..., layers * hidden) brought to one mean and spread."""
        parts = states.view(*states.shape[:-1], *self._layers)
        return functional.layer_norm(parts, self._layers[-1:]).flatten(-2)


def _mean(states: Tensor, chosen: Tensor) -> Tensor:
    """The mean (n, rank) of the chosen (n, words) of states (n, words, rank)."""
    weights = chosen.unsqueeze(-1).to(states.dtype)
    mean: Tensor = (states * weights).sum(1) / weights.sum(1)
    return mean


def _gathered(runs: Runs, statements: int) -> GateOutput:
    """What the runs say of each key; where two speak of the same, the one that says more counts:
    "my wife loves red, I can't stand it"."""
    speaks = runs.presence
    valued = runs.valence.unsqueeze(1).expand_as(speaks)
    nothing = speaks.new_zeros(statements, speaks.shape[1])
    where = runs.spans.statement.unsqueeze(1).expand_as(speaks)
    says = (speaks * valued).abs()
    most = nothing.scatter_reduce(0, where, says, "amax")
    counts = says >= most[runs.spans.statement]
    presence = nothing.scatter_reduce(0, where, speaks * counts, "amax")
    valence = nothing.scatter_reduce(0, where, valued * counts, "sum")
    return GateOutput(presence, valence.clamp(-1, 1), runs)


def _clearest(spans: Spans, clarity: Tensor) -> Tensor:
    """Rows of the spans (n,) that count: the clearest first, none that overlaps a clearer one."""
    order = torch.argsort(clarity, descending=True, stable=True).tolist()
    statement, first, last = (part.tolist() for part in (spans.statement, spans.first, spans.last))
    clear = clarity.tolist()
    taken: dict[int, list[tuple[int, int]]] = {}
    chosen = []
    for row in order:
        if clear[row] < _FAINT:
            break
        others = taken.setdefault(statement[row], [])
        if all(last[row] <= start or first[row] >= end for start, end in others):
            others.append((first[row], last[row]))
            chosen.append(row)
    return torch.tensor(chosen, dtype=torch.long, device=clarity.device)

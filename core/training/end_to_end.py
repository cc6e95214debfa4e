"""Stage 2: train fusion and read-out on simulated raters, then the gate with them, end to end."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import ndtri
from torch import Tensor
from torch.nn import functional
from tqdm import trange

from core.mini.attributes import ATTRIBUTES
from core.mini.content import Content
from core.mini.generic import GenericOpinion
from core.mini.judge import prompt
from core.mini.lexicon import Lexicon
from core.mini.reading import combine as combine_wishes
from core.mini.reading import gate_weights, per_attribute
from core.mini.seen import Seen
from core.mini.tokens import VisualTokens, mix, token_gates
from core.pmllm.frozen_lm import Prefix
from core.pmllm.model import FusedReader
from core.training.gates import ReadStatements, gate_loss, read_statements
from core.training.statements import SimulatedStatement, combine, simulate_rater

_INDEX = {attribute.id: index for index, attribute in enumerate(ATTRIBUTES)}
_CLOSED = 0.01  # a weaker wish opens no gate
_ANSWER_SPREAD = 0.28  # of the scale; cut at its ends 0.256, as a person's ratings of beauty are
_LEVEL_WIDTH = 0.55  # standard deviation, in levels, of a rater's answer around their utility


@dataclass(frozen=True, slots=True)
class Rater:
    """A simulated rater: what they say, and their true wishes, -1 to 1: one for each attribute, and
    behind them one for each of `contents`, the words for what photos may show."""

    statements: tuple[SimulatedStatement, ...]
    wishes: Tensor  # (attributes + contents,)
    contents: tuple[str, ...] = ()


def simulate_raters(lexicon: Lexicon, count: int, *, blank: int, seed: int) -> list[Rater]:
    """Draw raters of one to four statements, the first `blank` of whom say nothing."""
    rng = np.random.default_rng(seed)
    raters = [Rater((), torch.zeros(len(ATTRIBUTES)))] * blank
    while len(raters) < count:
        statements = tuple(simulate_rater(lexicon, rng))
        wanted = combine(statements)
        contents = tuple(name for name in wanted if name not in _INDEX)
        place = _INDEX | {words: len(_INDEX) + i for i, words in enumerate(contents)}
        wishes = torch.zeros(len(place))
        for name, wish in wanted.items():
            wishes[place[name]] = wish
        raters.append(Rater(statements, wishes, contents))
    return raters


def utility(values: Tensor, wishes: Tensor, generic: Tensor) -> Tensor:
    """How much a rater likes photos: own wishes times values, and the generic opinion.

    values (n, wishes), NaN where missing; wishes (wishes,); generic (n,) -> (n,).
    """
    personal, share = gate_weights(wishes)
    liked: Tensor = values.nan_to_num(0.0) @ personal + share * generic
    return liked


def answers(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where photos stand among all, 0 to 1 -> where a rater puts them on the scale, 0 to 1.

    Middling answers are common and extreme ones rare, as people give them.
    """
    return np.asarray(np.clip(0.5 + _ANSWER_SPREAD * ndtri(share), 0, 1), dtype=np.float64)


def target_levels(answer: NDArray[np.float64], levels: int) -> Tensor:
    """Where photos stand on the scale (n,), 0 to 1 -> a soft label over the levels, (n, levels)."""
    distance = torch.arange(levels) - torch.from_numpy(answer).unsqueeze(1) * (levels - 1)
    return functional.softmax(-distance.square() / (2 * _LEVEL_WIDTH**2), dim=-1).float()


class Trainer:
    """Trains a fused reader on a pool of measured photos and a crowd of simulated raters."""

    def __init__(
        self,
        model: FusedReader,
        seen: Seen,
        originals: NDArray[np.bool_],
        opinion: GenericOpinion,
        raters: Sequence[Rater],
        content: Content | None = None,
    ) -> None:
        """`seen`: n photos and edits; `originals` (n,). Without `content` raters' wishes for
        contents are for nothing that could be seen."""
        self._model = model
        self._tokens = VisualTokens(model.language_model)
        self._raters = raters
        self._values: list[Tensor] = []
        self._generic = torch.empty(len(raters), len(seen))
        self._shares = np.empty((len(raters), len(seen)))
        for row, rater in enumerate(raters):
            values = values_of(rater, seen, content)
            self._values.append(values)
            self._generic[row] = opinion(seen.without(rater.wishes[: len(ATTRIBUTES)]))
            liked = utility(values, rater.wishes, self._generic[row]).double().numpy()
            order = np.sort(liked[originals])
            self._shares[row] = np.searchsorted(order, liked) / len(order)
        flat = [statement for rater in raters for statement in rater.statements]
        self._read = read_statements(model.language_model, flat)
        self._first = np.cumsum([0, *(len(rater.statements) for rater in raters)])
        self._photos = len(seen)

    def train(
        self, *, steps: int, seed: int, learning_rate: float, gates: ReadStatements | None
    ) -> None:
        """Train in place: with `gates` None fusion and read-out alone, behind the raters' true
        wishes; else the gate too, behind what it reads, its own supervision going on."""
        model = self._model
        torch.manual_seed(seed)
        rng = np.random.default_rng(seed)
        parameters: list[dict[str, object]] = [
            {"params": [*model.fusions.parameters(), *model.readout.parameters()]}
        ]
        if gates is not None:
            parameters.append({"params": [*model.gate.parameters()], "lr": learning_rate / 10})
        optimiser = torch.optim.AdamW(parameters, lr=learning_rate, weight_decay=1e-3)
        rates = [learning_rate, learning_rate / 10][: len(parameters)]
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, total_steps=steps)
        model.train()
        bar = trange(steps, desc="training end to end" if gates else "training fusion", unit="step")
        for _ in bar:
            losses = [
                self._loss(int(rater), rng.integers(0, self._photos, 64), gates is not None)
                for rater in rng.integers(0, len(self._raters), 6)
            ]
            loss = torch.stack(losses).mean()
            if gates is not None:
                rows = rng.integers(0, len(gates.hidden), 64).tolist()
                loss = loss + 0.2 * gate_loss(model.gate, gates, rows, rng)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            bar.set_postfix(loss=f"{loss.item():.3f}")
        model.eval()

    def _loss(self, row: int, photos: NDArray[np.int64], read: bool) -> Tensor:
        """Level distribution against the rater's, and pairs in the rater's order."""
        rater = self._raters[row]
        wishes = self._wishes(row) if read else rater.wishes
        personal, share_of_generic = gate_weights(wishes)
        places = (wishes[: len(ATTRIBUTES)].abs() > _CLOSED).nonzero().squeeze(1)
        tokens = torch.cat([places, torch.arange(len(ATTRIBUTES), len(wishes))])
        said = [s.text for s in rater.statements if s.wanted]
        prefix: Prefix = self._model.language_model.prefix(prompt(said))
        values = self._values[row][photos][:, tokens]
        parts = self._tokens.parts(places, rater.contents)
        visual = mix(parts, values, self._generic[row, photos])
        gates = token_gates(personal[tokens], share_of_generic, values)
        log_levels = self._model(prefix, self._model.start(prefix), visual, gates)
        share = self._shares[row, photos]
        target = target_levels(answers(share), log_levels.shape[1])
        divergence = functional.kl_div(log_levels, target, reduction="batchmean")
        score = self._model.readout.score(log_levels) / 20
        wanted = torch.from_numpy(np.sign(share[:, None] - share[None, :])).float()
        pairs = functional.softplus(-wanted * (score[:, None] - score[None, :]))
        return divergence + (pairs * wanted.abs()).sum() / wanted.abs().sum().clamp(min=1)

    def _wishes(self, row: int) -> Tensor:
        """The rater's wishes, those for attributes as the gate reads them from their statements."""
        rows = range(self._first[row], self._first[row + 1])
        true = self._raters[row].wishes
        if not rows:
            return true
        words, mask = self._read.batch(list(rows))
        wish, _ = per_attribute(self._model.gate(words, mask))
        return torch.cat([combine_wishes(wish), true[len(ATTRIBUTES) :]])


def values_of(rater: Rater, seen: Seen, content: Content | None) -> Tensor:
    """How photos stand in what a rater may wish for: (photos, attributes + contents)."""
    if content is None:
        nothing = torch.full((len(seen), len(rater.contents)), torch.nan)
        return torch.cat([seen.values, nothing], dim=1)
    asked = [content.ask(words) for words in rater.contents]
    values = content.values(seen, range(len(ATTRIBUTES)))
    return torch.cat([values, content.match(seen, asked)], dim=1)

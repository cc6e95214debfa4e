"""Stage 1: teach the gate to read statements of taste, supervised by what they are known to mean.

Training from the score alone stays at zero correlation: the sign is a product (like x pole x
value) without a first-order signal. So the gate learns first what is spoken of, and how it is
valued, each from its own label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from tqdm import trange

from core.mini.attributes import ATTRIBUTES
from core.mini.reading import CONTENT_KEY
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.gate import ProfileGate, Spans
from core.training.phrases import core_of
from core.training.statements import CONTENT, SimulatedStatement

_INDEX = {attribute.id: index for index, attribute in enumerate(ATTRIBUTES)}


# Runs of words of which the gate learns that they name nothing: some anywhere, some that take a few
# words too many or too few ("a bit of dark moody", "light in a"), which is how the right run comes
# to be the clearest, and some inside ("rocks" in "rocks and hills both sharp").
_ANYWHERE = 5
_BESIDE = 4
_INSIDE = 2
_FEW = 4
_SHORT = 3  # words at most, in a statement that names nothing
_NONE_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Named:
    """A run of words that names a pole: its place (first, behind the last), key and valence."""

    first: int
    last: int
    key: int
    valence: float


@dataclass(frozen=True, slots=True)
class ReadStatements:
    """Statements as the frozen model reads them: states (words, layers * hidden) in float16."""

    hidden: list[Tensor]
    named: list[list[Named]]

    def batch(self, rows: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Padded states (rows, words, layers * hidden) in float32 and the mask of real words."""
        states = [self.hidden[row] for row in rows]
        padded = torch.nn.utils.rnn.pad_sequence(states, batch_first=True).float()
        lengths = torch.tensor([len(state) for state in states])
        return padded, torch.arange(padded.shape[1]) < lengths.unsqueeze(1)


def key_of(attribute: str, pole: int) -> int:
    """The gate's key of a pole: low and high of each attribute in turn, then content."""
    return CONTENT_KEY if attribute == CONTENT else 2 * _INDEX[attribute] + (pole > 0)


def read_statements(
    language_model: FrozenEncoder, statements: Sequence[SimulatedStatement]
) -> ReadStatements:
    """Run the frozen model over the statements once; training repeats only the gate.

    Where a phrasing says what there is to be none or more of, those words alone name a pole:
    "leaves" in "no leaves", with the other sign. So negation has one place, wherever it stands.
    """
    named = []
    for statement in statements:
        found = []
        for label, place in zip(statement.labels, statement.places, strict=True):
            if place is not None:
                begin, end, sign = core_of(label.phrasing)
                place = place[0] + begin, place[0] + end
                run = language_model.run_of(statement.text, *_letters(statement.text, place))
                valence = sign * (label.strength if label.like else -label.strength)
                pole = label.pole if label.attribute == CONTENT else sign * label.pole
                found.append(Named(*run, key_of(label.attribute, pole), valence))
        named.append(found)
    hidden: list[Tensor] = [torch.empty(0)] * len(statements)
    order = sorted(range(len(statements)), key=lambda row: len(statements[row].text))
    for start in trange(0, len(order), 64, desc="reading statements", unit="batch"):
        rows = order[start : start + 64]
        states, mask = language_model.states([statements[row].text for row in rows])
        for row, state, real in zip(rows, states, mask, strict=True):
            hidden[row] = state[real].to(torch.float16)
    return ReadStatements(hidden, named)


def _letters(text: str, place: tuple[int, int]) -> tuple[int, int]:
    """From words, counted between blanks, to letters; punctuation behind them left out."""
    words = text.split(" ")
    begin = len(" ".join(words[: place[0]])) + (place[0] > 0)
    run = " ".join(words[place[0] : place[1]])
    return begin, begin + len(run.rstrip(".,;:!?") or run)


def gate_loss(
    gate: ProfileGate, data: ReadStatements, rows: Sequence[int], rng: np.random.Generator
) -> Tensor:
    """What runs of words name, and how it is valued, against what they are known to say.

    In a statement that names nothing, nothing is valued either: the words of a fact may well be
    those of a wish ("I'm a teacher of history").
    """
    words, mask = data.batch(rows)
    named = [(i, one) for i, row in enumerate(rows) for one in data.named[row]]
    none = [
        (i, *run)
        for i, row in enumerate(rows)
        for run in _other_runs(data.named[row], int(mask[i].sum()), rng)
    ]
    places = [(i, one.first, one.last) for i, one in named]
    spans = Spans(*torch.tensor(places + none).view(-1, 3).unbind(1))
    nothing = CONTENT_KEY + 1
    keys = torch.tensor([one.key for _, one in named] + [nothing] * len(none))
    weight = torch.where(keys == nothing, _NONE_WEIGHT, 1.0)
    value = gate.values(words)
    spoken = functional.cross_entropy(
        gate.subjects(words, value, spans), keys, reduction="none", label_smoothing=0.02
    )
    loss: Tensor = (weight * spoken).sum() / weight.sum()
    silent = [len(named) + n for n, (i, *_) in enumerate(none) if not data.named[rows[i]]]
    if named or silent:
        valence = torch.tensor([one.valence for _, one in named] + [0.0] * len(silent))
        valued = gate.valences(value, mask, spans.rows(torch.tensor([*range(len(named)), *silent])))
        loss = loss + 2 * (valued - valence).square().mean()  # of each valuation
    return loss


def _other_runs(
    named: Sequence[Named], words: int, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Runs of a statement's words that name nothing, as far as is known."""
    if words <= 2:  # the model's own marks are the first and the last
        return []
    found = []
    for _ in range(_ANYWHERE):
        first = int(rng.integers(1, words - 1))
        last = int(rng.integers(2, words) if named else first + rng.integers(1, _SHORT + 1))
        found.append((first, min(words - 1, last)))
    for one in named:
        for first, last in rng.integers(-_FEW, _FEW + 1, (_BESIDE, 2)).tolist():
            found.append((max(1, one.first + first), min(words - 1, one.last + last)))
        for place in rng.random((_INSIDE, 2)):
            first, last = np.sort((one.first + place * (one.last - one.first + 1)).astype(int))
            found.append((int(first), int(last)))
    right = {(one.first, one.last) for one in named}
    return [run for run in found if run[0] < run[1] and run not in right]


def train_gate(
    gate: ProfileGate,
    data: ReadStatements,
    *,
    epochs: int,
    seed: int,
    batch_size: int = 128,
    learning_rate: float = 1e-3,
) -> None:
    """Train the gate in place; the same seed gives the same weights on one machine."""
    torch.manual_seed(seed)
    steps = epochs * (len(data.hidden) // batch_size)
    optimiser = torch.optim.AdamW(gate.parameters(), lr=learning_rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, learning_rate, total_steps=steps)
    gate.train()
    rng = np.random.default_rng(seed)
    batches = _batches(data, batch_size, rng)
    bar = trange(steps, desc="training the gate", unit="step")
    for _ in bar:
        loss = gate_loss(gate, data, next(batches), rng)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(gate.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        bar.set_postfix(loss=f"{loss.item():.3f}")
    gate.eval()


def _batches(data: ReadStatements, size: int, rng: np.random.Generator) -> Iterator[list[int]]:
    """Endless batches of statements of like length, so that little is padding."""
    lengths = np.array([len(state) for state in data.hidden])
    while True:
        noisy: NDArray[np.float64] = lengths + rng.uniform(0, 4, len(lengths))
        order = np.argsort(noisy, kind="stable")
        blocks = [order[i : i + size] for i in range(0, len(order) - size + 1, size)]
        for block in rng.permutation(len(blocks)):
            yield [int(row) for row in blocks[block]]

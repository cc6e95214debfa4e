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
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.gate import ProfileGate
from core.training.statements import SimulatedStatement

_INDEX = {attribute.id: index for index, attribute in enumerate(ATTRIBUTES)}


@dataclass(frozen=True, slots=True)
class ReadStatements:
    """Statements as the frozen model reads them: states (words, layers * hidden) in float16."""

    hidden: list[Tensor]
    presence: Tensor  # (statements, keys), 0 or 1
    valence: Tensor  # (statements, keys), -1 to 1, 0 where not spoken of

    def batch(self, rows: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Padded states (rows, words, layers * hidden) in float32 and the mask of real words."""
        states = [self.hidden[row] for row in rows]
        padded = torch.nn.utils.rnn.pad_sequence(states, batch_first=True).float()
        lengths = torch.tensor([len(state) for state in states])
        return padded, torch.arange(padded.shape[1]) < lengths.unsqueeze(1)


def key_of(attribute: str, pole: int) -> int:
    """The gate's key of a pole: low and high of each attribute in turn."""
    return 2 * _INDEX[attribute] + (pole > 0)


def read_statements(
    language_model: FrozenEncoder, statements: Sequence[SimulatedStatement]
) -> ReadStatements:
    """Run the frozen model over the statements once; training repeats only the gate."""
    keys = 2 * len(ATTRIBUTES)
    presence, valence = torch.zeros(len(statements), keys), torch.zeros(len(statements), keys)
    for row, statement in enumerate(statements):
        for label in statement.labels:
            key = key_of(label.attribute, label.pole)
            presence[row, key] = 1.0
            valence[row, key] = label.strength if label.like else -label.strength
    hidden: list[Tensor] = [torch.empty(0)] * len(statements)
    order = sorted(range(len(statements)), key=lambda row: len(statements[row].text))
    for start in trange(0, len(order), 64, desc="reading statements", unit="batch"):
        rows = order[start : start + 64]
        states, mask = language_model.states([statements[row].text for row in rows])
        for row, state, real in zip(rows, states, mask, strict=True):
            hidden[row] = state[real].to(torch.float16)
    return ReadStatements(hidden, presence, valence)


def gate_loss(gate: ProfileGate, data: ReadStatements, rows: Sequence[int]) -> Tensor:
    """Presence and valence against what the statements are known to say."""
    words, mask = data.batch(rows)
    output = gate(words, mask)
    presence, valence = data.presence[rows], data.valence[rows]
    spoken = functional.binary_cross_entropy_with_logits(
        output.presence, presence, pos_weight=torch.tensor(4.0)
    )
    count = presence.sum().clamp(min=1)
    valued = ((output.valence - valence).square() * presence).sum() / count
    # the product is what acts: a wrong sign, or a gate where nothing was said, costs here
    acting = (output.signed() - valence).square().sum(1).mean()
    total: Tensor = 20 * spoken + 2 * valued + acting
    return total


def train_gate(
    gate: ProfileGate,
    data: ReadStatements,
    *,
    epochs: int,
    seed: int,
    batch_size: int = 128,
    learning_rate: float = 3e-3,
) -> None:
    """Train the gate in place; the same seed gives the same weights on one machine."""
    torch.manual_seed(seed)
    steps = epochs * (len(data.hidden) // batch_size)
    optimiser = torch.optim.AdamW(gate.parameters(), lr=learning_rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, learning_rate, total_steps=steps)
    gate.train()
    batches = _batches(data, batch_size, np.random.default_rng(seed))
    bar = trange(steps, desc="training the gate", unit="step")
    for _ in bar:
        loss = gate_loss(gate, data, next(batches))
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

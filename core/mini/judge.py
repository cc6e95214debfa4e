"""The judge that every machine has: measured attributes, a frozen small language model, fusion."""

import functools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.errors import DeviceMemoryError, JudgeUnavailableError
from core.judge import Device, JudgeIdentity, Judgements, Look, Picture, Reading, Reason
from core.mini.attributes import ATTRIBUTES
from core.mini.attributes.measuring import measure
from core.mini.generic import GenericOpinion
from core.mini.identity import checkpoint_path, identity_of
from core.mini.language import MINILM_SHA256, check_minilm, find_minilm
from core.mini.normalise import Normaliser
from core.mini.reading import (
    ProfileGates,
    counting_words,
    describe,
    gate_weights,
    read_gates,
    statement_reader,
)
from core.mini.tokens import VisualTokens, token_gates
from core.pmllm.checkpoint import load_checkpoint
from core.pmllm.frozen_lm import FrozenEncoder, Prefix
from core.pmllm.model import FusedReader
from core.profile import Profile, Statement

_BLOCK = 512  # photos a forward pass
_MANY = 512  # photos at once that are worth every core for a moment: a whole library is ranked
_REMEMBERED = 200_000  # generic scores
_MIN_CONTRIBUTION = 0.5  # score points; smaller reasons are not worth a line


@dataclass(frozen=True, slots=True)
class _ProfileState:
    """Everything that depends on the profile alone, computed once."""

    gates: ProfileGates
    prefix: Prefix
    start: Tensor


class MiniJudge:
    """Looks by measuring, judges by fusing the measured attributes into a frozen MiniLM."""

    def __init__(
        self,
        model: FusedReader,
        normaliser: Normaliser,
        opinion: GenericOpinion,
        identity: JudgeIdentity,
    ) -> None:
        self._model = model
        self._normaliser = normaliser
        self._opinion = opinion.to(model.device)
        self._identity = identity
        self._generic: dict[bytes, float] = {}  # by payload: it depends on the photo alone
        self._tokens = VisualTokens(model.language_model).to(model.device)
        self._read_statement = statement_reader(model.gate, model.language_model)
        self._state = functools.lru_cache(maxsize=16)(self._read_profile)

    @classmethod
    def load(cls, *, device: Device = "auto", weights: Path | None = None) -> Self:
        """Load the shipped weights, or those at `weights`.

        Raises JudgeUnavailableError when a file is missing or damaged, or the device is not there.
        """
        folder = find_minilm()
        check_minilm(folder)
        place = choose_device(device)
        path = weights or checkpoint_path()
        torch.set_num_threads(_few_threads())
        language_model = FrozenEncoder.load(folder, device=place)
        model, extra = load_checkpoint(path, language_model, MINILM_SHA256, device=place)
        arrays = {name: tensor.cpu().numpy() for name, tensor in extra.items()}
        try:
            opinion = GenericOpinion.from_arrays(extra)
            normaliser = Normaliser.from_arrays(arrays)
        except (KeyError, ValueError) as error:
            raise JudgeUnavailableError(f"The weights {path.name} do not fit: {error}") from error
        return cls(model, normaliser, opinion, identity_of(path))

    @property
    def identity(self) -> JudgeIdentity:
        return self._identity

    @property
    def opinion(self) -> GenericOpinion:
        """The generic opinion of photos."""
        return self._opinion

    def with_opinion(self, opinion: GenericOpinion) -> "MiniJudge":
        """The same judge with another generic opinion, to measure what that is worth."""
        return MiniJudge(self._model, self._normaliser, opinion, self._identity)

    @property
    def device(self) -> str:
        return self._model.device.type

    def look(self, pictures: Sequence[Picture]) -> list[Look]:
        """Measure the photos. The payload: one float32 an attribute, NaN where missing."""
        return [
            Look(p.content_hash, self._identity.vision_id, measure(p.pixels).tobytes())
            for p in pictures
        ]

    @torch.inference_mode()
    def judge(self, looks: Sequence[Look], profile: Profile) -> Judgements:
        values = self.values(looks)
        state, blank = self._state_of(profile), self._state_of(Profile())
        torch.set_num_threads((os.cpu_count() or 1) if len(looks) >= _MANY else _few_threads())
        try:
            score, levels = self._score(values, state)
            if state is blank:
                return Judgements(score, score, levels)
            new = [i for i, look in enumerate(looks) if look.payload not in self._generic]
            if len(self._generic) + len(new) > _REMEMBERED:
                self._generic.clear()
                new = list(range(len(looks)))
            found = self._score(values[new], blank)[0].tolist()
        except RuntimeError as error:  # MPS and the CPU raise no class of their own for it
            if "memory" not in str(error).lower():
                raise
            raise DeviceMemoryError(f"{len(looks)} photos do not fit at once.") from error
        finally:
            torch.set_num_threads(_few_threads())
        self._generic.update(zip((looks[i].payload for i in new), found, strict=True))
        generic = np.array([self._generic[look.payload] for look in looks], dtype=np.float32)
        return Judgements(score, generic, levels)

    @torch.inference_mode()
    def explain(self, look: Look, profile: Profile) -> list[Reason]:
        """Leave each attribute out in turn; what the score loses is its contribution."""
        values = self.values([look])
        state = self._state_of(profile)
        without = np.repeat(values, len(ATTRIBUTES) + 1, axis=0)
        without[np.arange(len(ATTRIBUTES)), np.arange(len(ATTRIBUTES))] = np.nan
        score, _ = self._score(without, state)
        contribution = score[-1] - score[:-1]
        wishes = state.gates.wishes.tolist()
        reasons = [
            Reason(
                source="attribute",
                contribution=round(float(contribution[i]), 2),
                attribute=ATTRIBUTES[i].id,
                direction=None if wishes[i] == 0 else (1 if wishes[i] > 0 else -1),
                value=round(float(values[0, i]), 3),
                words=self._words(state, profile, i),
            )
            for i in np.argsort(-np.abs(contribution), kind="stable")
            if abs(contribution[i]) >= _MIN_CONTRIBUTION
        ]
        return reasons

    @torch.inference_mode()
    def read(self, profile: Profile) -> Reading:
        return describe(read_gates(self._read_statement, profile), profile)

    def values(self, looks: Sequence[Look]) -> NDArray[np.float32]:
        """The normalised attribute values of looks, (photos, attributes), NaN where missing."""
        size = 4 * len(ATTRIBUTES)
        for look in looks:
            if look.vision_id != self._identity.vision_id or len(look.payload) != size:
                raise ValueError(f"the look of {look.content_hash} was made by another version")
        raw = np.frombuffer(b"".join(look.payload for look in looks), np.float32)
        return self._normaliser(raw.reshape(len(looks), len(ATTRIBUTES)))

    def _state_of(self, profile: Profile) -> _ProfileState:
        # what the judge sees of a profile: statements and corrections, not its name, not traits
        return self._state(profile.statements)

    def _read_profile(self, statements: tuple[Statement, ...]) -> _ProfileState:
        model = self._model
        profile = Profile(statements=statements)
        gates = read_gates(self._read_statement, profile)
        prefix = model.language_model.prefix(prompt(counting_words(gates, profile)))
        return _ProfileState(gates, prefix, model.start(prefix))

    def _score(
        self, values: NDArray[np.float32], state: _ProfileState
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        model = self._model
        levels = np.empty((len(values), len(self._identity.level_names)), np.float32)
        score = np.empty(len(values), np.float32)
        personal, share = gate_weights(state.gates.wishes)
        # where a person has a wish of their own, the generic opinion steps back: whoever loves
        # grain is not served by a judge that holds noise against it
        left = 1 - state.gates.wishes.abs()
        for begin in range(0, len(values), _BLOCK):
            rows = slice(begin, begin + _BLOCK)
            seen = torch.from_numpy(values[rows]).to(model.device)
            visual = self._tokens(seen, self._opinion(seen * left))
            gates = token_gates(personal, share, seen)
            log_probabilities = model(state.prefix, state.start, visual, gates)
            levels[rows] = log_probabilities.exp().cpu().numpy()
            score[rows] = model.readout.score(log_probabilities).cpu().numpy()
        # the last digits depend on how many photos are judged at once; an order must not
        return score.round(3), levels

    def _words(self, state: _ProfileState, profile: Profile, attribute: int) -> str | None:
        """The statement that speaks most of an attribute, None when none does."""
        if not profile.statements:
            return None
        wishes = state.gates.by_statement[:, attribute].abs()
        row = int(wishes.argmax())
        meant = profile.statements[row].meant(ATTRIBUTES[attribute].id)
        return meant if wishes[row] > 0 else None


def _few_threads() -> int:
    """The other cores decode; threads that wait for a busy core cost more than they bring."""
    return max(1, (os.cpu_count() or 1) // 2)


def prompt(statements: Sequence[str]) -> str:
    """What the language model reads before the read-out position."""
    text = " ".join(s if s[-1:] in ".!?" else f"{s}." for s in statements)
    return f"{text} For me this photo is".strip()


def choose_device(device: Device) -> str:
    """The device to compute on. Raises JudgeUnavailableError when the named one is not there."""
    if device == "auto":
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    there = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if device not in there:
        raise JudgeUnavailableError(f"There is no device {device!r}: auto, cpu, cuda or mps.")
    if not there[device]:
        raise JudgeUnavailableError(
            f"This machine offers no {device} device to torch; use --device auto or cpu."
        )
    return device

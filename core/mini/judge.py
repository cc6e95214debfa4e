"""The judge that every machine has: measured attributes, a frozen small language model, fusion."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.device import choose_device, device_memory, each_on_a_core, few_threads
from core.errors import JudgeUnavailableError
from core.judge import (
    SHOWN_WORDS,
    Device,
    JudgeIdentity,
    Judgements,
    Look,
    Picture,
    Reading,
    Reason,
    Shown,
)
from core.mini.attributes import ATTRIBUTES
from core.mini.content import GROUPS, REFERENCE_KEY, Content, Query, load_content
from core.mini.generic import GenericOpinion
from core.mini.identity import checkpoint_path, content_path, identity_of
from core.mini.language import MINILM_SHA256, check_minilm, find_minilm
from core.mini.looking import look_at
from core.mini.normalise import Normaliser
from core.mini.qualities import qualities
from core.mini.reading import (
    ProfileGates,
    counting_words,
    describe,
    gate_weights,
    read_gates,
    statement_reader,
)
from core.mini.seen import PAYLOAD_SIZE, Seen, pack, unpack
from core.mini.tokens import VisualTokens, mix, token_gates
from core.pmllm.checkpoint import load_checkpoint
from core.pmllm.frozen_lm import FrozenEncoder, Prefix
from core.pmllm.model import FusedReader
from core.profile import Profile, Statement

_BLOCK = 512  # photos a forward pass: what is made of them stays in the processor's cache
_REMEMBERED = 200_000  # generic scores
_MIN_CONTRIBUTION = 0.5  # score points; smaller reasons are not worth a line


@dataclass(frozen=True, slots=True)
class _ProfileState:
    """Everything that depends on the profile alone, computed once.

    `open`: the attributes whose gates are not closed, as indices; `asked`: what is looked for;
    `personal` (open + asked,) and `share` (): the gates, and that of the generic opinion; `parts`:
    of the tokens, see `VisualTokens.parts`.
    """

    gates: ProfileGates
    open: Tensor
    asked: tuple[Query, ...]
    personal: Tensor
    share: Tensor
    parts: Tensor
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
        content: Content | None = None,
    ) -> None:
        self._model = model
        self._content = content
        self._tower = content.tower if content else None
        self._normaliser = normaliser
        self._opinion = opinion.to(model.device)
        self._identity = identity
        self._generic: dict[bytes, float] = {}  # by payload: it depends on the photo alone
        self._tokens = VisualTokens(model.language_model).to(model.device)
        is_shown = content.is_shown if content else lambda words: False
        self._read_statement = statement_reader(model.gate, model.language_model, is_shown)
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
        torch.set_num_threads(few_threads())
        language_model = FrozenEncoder.load(folder, device=place)
        model, extra = load_checkpoint(path, language_model, MINILM_SHA256, device=place)
        arrays = {name: tensor.cpu().numpy() for name, tensor in extra.items()}
        try:
            opinion = GenericOpinion.from_arrays(extra)
            normaliser = Normaliser.from_arrays(arrays)
            content = load_content(content_path(), extra[REFERENCE_KEY], language_model)
        except (KeyError, ValueError) as error:
            raise JudgeUnavailableError(f"The weights {path.name} do not fit: {error}") from error
        return cls(model, normaliser, opinion, identity_of(path), content)

    @property
    def identity(self) -> JudgeIdentity:
        return self._identity

    @property
    def opinion(self) -> GenericOpinion:
        """The generic opinion of photos."""
        return self._opinion

    def with_opinion(self, opinion: GenericOpinion) -> "MiniJudge":
        """The same judge with another generic opinion, to measure what that is worth."""
        return MiniJudge(self._model, self._normaliser, opinion, self._identity, self._content)

    @property
    def content(self) -> Content | None:
        """What tells contents, None without the content tower's file."""
        return self._content

    @property
    def device(self) -> str:
        return self._model.device.type

    def look(self, pictures: Sequence[Picture]) -> list[Look]:
        """Measure the photos. For the payload see `core.mini.seen`."""
        return [
            Look(
                picture.content_hash,
                self._identity.vision_id,
                pack(*look_at(picture.pixels, self._tower)),
            )
            for picture in pictures
        ]

    @torch.inference_mode()
    def judge(self, looks: Sequence[Look], profile: Profile) -> Judgements:
        seen = self.seen(looks)
        state, blank = self._state_of(profile), self._state_of(Profile())
        with device_memory(f"{len(looks)} photos do not fit at once."):
            score, levels = self._judge(seen, state)
            if state is blank:
                return Judgements(score, score, levels)
            new = [i for i, look in enumerate(looks) if look.payload not in self._generic]
            if len(self._generic) + len(new) > _REMEMBERED:
                self._generic.clear()
                new = list(range(len(looks)))
            found = self._judge(seen.rows(new), blank)[0].tolist()
        self._generic.update(zip((looks[i].payload for i in new), found, strict=True))
        generic = np.array([self._generic[look.payload] for look in looks], dtype=np.float32)
        return Judgements(score, generic, levels)

    def describe(self, looks: Sequence[Look], profile: Profile) -> NDArray[np.float32]:
        """What was seen of each photo, (n, attributes + embedding), 0 where nothing is known: it
        does not depend on the profile. For whoever wants to learn more from it."""
        seen = self.seen(looks)
        both = torch.cat([seen.values, seen.embeddings], dim=1).nan_to_num(0.0)
        return np.asarray(both.cpu().numpy(), np.float32)

    @torch.inference_mode()
    def explain(self, look: Look, profile: Profile) -> list[Reason]:
        """Leave each thing that was seen out in turn; what the score loses is its contribution."""
        seen, state = self.seen([look]), self._state_of(profile)
        attributes, contents = len(ATTRIBUTES), len(state.gates.content)
        shown = attributes + contents  # the row without what the photo shows for anybody
        copies = seen.rows([0] * (shown + 2))
        visible = self._visible(copies, state)
        every, asked = torch.arange(attributes), torch.arange(contents)
        copies.values[every, every] = torch.nan
        visible[state.open, torch.arange(len(state.open))] = torch.nan
        visible[attributes + asked, len(state.open) + asked] = torch.nan
        copies.embeddings[shown] = torch.nan
        score, _ = self._score(visible, self._generic_standing(copies, state), state)
        lost = score[-1] - score[:-1]
        values = torch.cat([seen.values[0], visible[-1, len(state.open) :]]).tolist()
        return [
            self._reason(seen, state, profile, i, float(lost[i]), values)
            for i in np.argsort(-np.abs(lost), kind="stable").tolist()
            if abs(lost[i]) >= _MIN_CONTRIBUTION
        ]

    def _reason(
        self,
        seen: Seen,
        state: _ProfileState,
        profile: Profile,
        place: int,
        contribution: float,
        values: Sequence[float],
    ) -> Reason:
        """The reason in a place of attributes, contents, and what the photo shows for anybody."""
        if place == len(state.gates.names):
            assert self._content is not None, "without it, nothing is lost without it"
            likely = self._content.probabilities(seen)[0].argmax()
            word = self._content.words[int(likely)]
            return Reason("content", round(contribution, 2), attribute=word)
        wish = float(state.gates.wishes[place])
        return Reason(
            source="attribute" if place < len(ATTRIBUTES) else "content",
            contribution=round(contribution, 2),
            attribute=state.gates.names[place],
            direction=None if wish == 0 else (1 if wish > 0 else -1),
            value=round(values[place], 3),
            words=_words(state.gates, profile, place),
        )

    @torch.inference_mode()
    def read(self, profile: Profile) -> Reading:
        return describe(self._gates_of(profile), profile)

    @torch.inference_mode()
    def shown(self, looks: Sequence[Look]) -> Shown:
        """How photos look, by what was measured; what they show, by the content tower and the faces
        that were found."""
        seen = self.seen(looks)
        looking = qualities(seen.values.cpu().numpy())
        if self._content is None:
            return Shown(tuple(looking), np.stack([*looking.values()], 1))
        told = self._content.probabilities(seen)
        place = {word: i for i, word in enumerate(self._content.words)}
        known = {
            name: [place[word] for word in GROUPS[name] if word in place] for name in SHOWN_WORDS
        }
        likely = {name: told[:, columns].amax(1) for name, columns in known.items() if columns}
        columns = (torch.stack([*likely.values()], 1).cpu().numpy(), *looking.values())
        return Shown((*likely, *looking), np.column_stack(columns))

    @torch.inference_mode()
    def search(self, looks: Sequence[Look], words: str) -> NDArray[np.float32]:
        if self._content is None:
            raise JudgeUnavailableError("Without the content tower photos cannot be searched.")
        asked = [self._content.ask(words)]
        match = self._content.match(self.seen(looks), asked)
        return np.asarray(match[:, 0].cpu(), dtype=np.float32)

    def seen(self, looks: Sequence[Look]) -> Seen:
        """Looks as what was seen, attributes normalised.

        Raises ValueError for a look of another version.
        """
        for look in looks:
            if look.vision_id != self._identity.vision_id or len(look.payload) != PAYLOAD_SIZE:
                raise ValueError(f"the look of {look.content_hash} was made by another version")
        seen = Seen.of(*unpack([look.payload for look in looks]), self._normaliser)
        return seen.to(self._model.device)

    def _gates_of(self, profile: Profile) -> ProfileGates:
        return read_gates(self._read_statement, profile, content=self._content is not None)

    def _state_of(self, profile: Profile) -> _ProfileState:
        # what the judge sees of a profile: statements and corrections, not its name, not traits
        return self._state(profile.statements)

    def _read_profile(self, statements: tuple[Statement, ...]) -> _ProfileState:
        model = self._model
        profile = Profile(statements=statements)
        gates = self._gates_of(profile)
        personal, share = gate_weights(gates.wishes)
        attributes, contents = personal.tensor_split([len(ATTRIBUTES)])
        places = attributes.nonzero().squeeze(1)
        asked = self._content.ask if self._content is not None else None
        prefix = model.language_model.prefix(prompt(counting_words(gates, profile)))
        return _ProfileState(
            gates=gates,
            open=places.to(model.device),
            asked=tuple(asked(words) for words in gates.content) if asked else (),
            personal=torch.cat([attributes[places], contents]).to(model.device),
            share=share.to(model.device),
            parts=self._tokens.parts(places.to(model.device), gates.content),
            prefix=prefix,
            start=model.start(prefix),
        )

    def _judge(
        self, seen: Seen, state: _ProfileState
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Scores (photos,) and levels (photos, levels). A whole library is worth every core for a
        moment."""
        if not len(seen):
            return np.empty(0, np.float32), np.empty(
                (0, len(self._identity.level_names)), np.float32
            )

        @torch.inference_mode()  # known to one thread only
        def judge(photos: slice) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
            some = seen.rows(photos)
            visible, generic = self._visible(some, state), self._generic_standing(some, state)
            return self._score(visible, generic, state)

        blocks = [slice(begin, begin + _BLOCK) for begin in range(0, len(seen), _BLOCK)]
        found = each_on_a_core(judge, blocks) if self.device == "cpu" else map(judge, blocks)
        score, levels = zip(*found, strict=True)
        return np.concatenate(score), np.concatenate(levels)

    def _visible(self, seen: Seen, state: _ProfileState) -> Tensor:
        """What the profile asks of photos: (photos, open attributes + contents), -1 to 1."""
        if self._content is None:
            return seen.values[:, state.open]
        values = self._content.values(seen, state.open.tolist())
        return torch.cat([values, self._content.match(seen, state.asked)], dim=1)

    def _generic_standing(self, seen: Seen, state: _ProfileState) -> Tensor:
        """The generic opinion (photos,) beside a profile.

        Where a person has a wish of their own, it steps back: whoever loves grain is not served by
        a judge that holds noise against it.
        """
        wishes = state.gates.wishes[: len(ATTRIBUTES)].to(seen.values.device)
        return self._opinion(seen.without(wishes))

    def _score(
        self, visible: Tensor, generic: Tensor, state: _ProfileState
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The same of photos that fit at once, from what is looked for in them and the generic
        opinion of them."""
        model = self._model
        tokens = mix(state.parts, visible, generic)
        gates = token_gates(state.personal, state.share, visible)
        log_probabilities = model(state.prefix, state.start, tokens, gates)
        score = model.readout.score(log_probabilities).cpu().numpy()
        # the last digits depend on how many photos are judged at once; an order must not
        return score.round(3), log_probabilities.exp().cpu().numpy()


def _words(gates: ProfileGates, profile: Profile, place: int) -> str | None:
    """The statement that speaks most of what a gate is for, None when none does."""
    if not profile.statements:
        return None
    wishes = gates.by_statement[:, place].abs()
    row = int(wishes.argmax())
    meant = profile.statements[row].meant(gates.names[place])
    return meant if wishes[row] > 0 else None


def prompt(statements: Sequence[str]) -> str:
    """What the language model reads before the read-out position."""
    text = " ".join(s if s[-1:] in ".!?" else f"{s}." for s in statements)
    return f"{text} For me this photo is".strip()

"""The judge `pmllm:<folder>`: the papers' model, from a trained checkpoint folder."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.device import choose_device, device_memory, few_threads
from core.errors import JudgeUnavailableError
from core.judge import (
    SHOWN_WORDS,
    Device,
    JudgeIdentity,
    Judgements,
    Look,
    OpenGates,
    Picture,
    Reading,
    Reason,
    Shown,
)
from core.pmllm.alignment import VisualTokens
from core.pmllm.folder import load_folder
from core.pmllm.identity import pmllm_identity
from core.pmllm.payload import from_bytes, to_bytes
from core.pmllm.reader import ProfileReader
from core.pmllm.reader_config import LOOK_LIMIT, SCALES
from core.profile import Profile

_BLOCK = 128  # photos a forward pass
_PROMPTS = 4  # read at a time: the blank one, and a few people's; keys and values take much room
_REMEMBERED = 200_000  # generic scores
_MIN_CONTRIBUTION = 0.5  # score points; smaller reasons are not worth a line
_ANYTHING = "something"  # what a photo shows when it shows nothing of what is asked for


class PmllmJudge:
    """Looks with a frozen vision tower and the trained alignment, judges by fusing what was seen
    into a frozen language model that has read the profile.

    A look's payload is the photo's visual tokens and, where the tower has a text side, the photo as
    one vector in the space that it shares with text; both in bfloat16.
    """

    def __init__(self, reader: ProfileReader, identity: JudgeIdentity) -> None:
        self._reader = reader
        self._identity = identity
        alignment = reader.config.alignment
        self._scales = alignment.scales
        self._token_bytes = 2 * len(self._scales) * alignment.visual_size
        self._whole_bytes = 0
        if reader.tower.has_text:
            size = 2 * reader.tower.words([_ANYTHING]).shape[1]
            self._whole_bytes = size if self._token_bytes + size <= LOOK_LIMIT else 0
        self._generic: dict[str, float] = {}  # by content
        self._read = functools.lru_cache(maxsize=_PROMPTS)(reader.read)

    @classmethod
    def load(cls, folder: Path, *, device: Device = "auto") -> Self:
        """Load a checkpoint folder with its language model and vision tower.

        Raises JudgeUnavailableError with a sentence for whatever is missing, wrong, or too large,
        or when the device is not there.
        """
        identity = pmllm_identity(folder)
        place = choose_device(device)
        torch.set_num_threads(few_threads())
        with device_memory(f"The judge {identity.name} does not fit into the memory of {place}."):
            return cls(load_folder(folder, device=place), identity)

    @property
    def identity(self) -> JudgeIdentity:
        return self._identity

    @property
    def device(self) -> str:
        return self._reader.language_model.device.type

    @torch.inference_mode()
    def look(self, pictures: Sequence[Picture]) -> list[Look]:
        if not pictures:
            return []
        with device_memory(f"{len(pictures)} photos do not fit at once."):
            features = self._reader.features([picture.pixels for picture in pictures])
            tokens: VisualTokens = self._reader.alignment(features)
            payloads = tokens.to_bytes()
            if self._whole_bytes:
                whole = to_bytes(self._reader.tower.project(features.whole))
                payloads = [a + b for a, b in zip(payloads, whole, strict=True)]
        return [
            Look(picture.content_hash, self._identity.vision_id, payload)
            for picture, payload in zip(pictures, payloads, strict=True)
        ]

    @torch.inference_mode()
    def judge(self, looks: Sequence[Look], profile: Profile) -> Judgements:
        self._check(looks)
        text = profile.prompt()
        with device_memory(f"{len(looks)} photos do not fit at once."):
            score, levels = self._score(looks, text)
            if not text:
                return Judgements(score, score, levels)
            new = [look for look in looks if look.content_hash not in self._generic]
            if len(self._generic) + len(new) > _REMEMBERED:
                self._generic.clear()
                new = list(looks)
            found, _ = self._score(new, "")
        self._generic.update(zip((one.content_hash for one in new), found.tolist(), strict=True))
        generic = np.array([self._generic[look.content_hash] for look in looks], np.float32)
        return Judgements(score, generic, levels)

    @torch.inference_mode()
    def explain(self, look: Look, profile: Profile) -> list[Reason]:
        """Close the gates of each scale's tokens in turn; what the score loses is its worth."""
        self._check([look])
        seen = self._tokens([look])
        without = torch.stack([~seen.scale_mask(scale) for scale in SCALES])
        present = torch.cat([torch.ones_like(without[:1]), without]).unsqueeze(1)
        copies = VisualTokens(seen.tokens.expand(len(present), -1, -1), seen.scales)
        with device_memory("The reasons of one photo do not fit."):
            answer = self._reader(self._read(profile.prompt()), copies, present=present)
        score = self._reader.readout.score(answer)
        lost = (score[0] - score[1:]).tolist()
        reasons = [
            Reason("scale", round(points, 2), attribute=scale)
            for scale, points in zip(SCALES, lost, strict=True)
            if abs(points) >= _MIN_CONTRIBUTION
        ]
        return sorted(reasons, key=lambda reason: -abs(reason.contribution))

    @torch.inference_mode()
    def describe(self, looks: Sequence[Look], profile: Profile) -> NDArray[np.float32]:
        """The read-out position's final state for each photo, (n, hidden size): what the language
        model makes of photo and profile together, for whoever wants to learn more from it."""
        self._check(looks)
        prompt, found = self._read(profile.prompt()), []
        with device_memory(f"{len(looks)} photos do not fit at once."):
            for begin in range(0, len(looks), _BLOCK):
                seen = self._tokens(looks[begin : begin + _BLOCK])
                found.append(self._reader.state(prompt, seen).float().cpu().numpy())
        return np.concatenate(found)

    @torch.inference_mode()
    def read(self, profile: Profile) -> Reading:
        """It reads the text as a whole: what single sentences do cannot be told, but how far the
        text opens the gates for each scale, beside an empty one."""
        with device_memory("The profile does not fit."):
            found = [self._reader.gates(self._read(text)) for text in (profile.prompt(), "")]
        own, blank = (None if gates is None else gates.cpu().numpy() for gates in found)
        if own is None or blank is None:
            return Reading((), (), whole=True)
        of = {scale: np.array([one == scale for one in self._scales]) for scale in SCALES}
        gates = tuple(
            OpenGates(scale, round(float(own[here].mean()), 4), round(float(blank[here].mean()), 4))
            for scale, here in of.items()
        )
        return Reading((), (), whole=True, gates=gates)

    @torch.inference_mode()
    def shown(self, looks: Sequence[Look]) -> Shown:
        """What photos show, by the tower's text side; no words without one."""
        self._check(looks)
        if not self._whole_bytes:
            return Shown((), np.empty((len(looks), 0), np.float32))
        return Shown(SHOWN_WORDS, self._probabilities(looks, SHOWN_WORDS))

    @torch.inference_mode()
    def search(self, looks: Sequence[Look], words: str) -> NDArray[np.float32]:
        self._check(looks)
        if not self._whole_bytes:
            raise JudgeUnavailableError(
                "This judge's vision tower knows no words, so photos cannot be searched with it."
            )
        found: NDArray[np.float32] = 2 * self._probabilities(looks, [words])[:, 0] - 1
        return found

    def _check(self, looks: Sequence[Look]) -> None:
        size = self._token_bytes + self._whole_bytes
        for look in looks:
            if look.vision_id != self._identity.vision_id or len(look.payload) != size:
                raise ValueError(f"the look of {look.content_hash} was made by another version")

    def _tokens(self, looks: Sequence[Look]) -> VisualTokens:
        payloads = [look.payload[: self._token_bytes] for look in looks]
        return VisualTokens.from_bytes(payloads, self._scales, device=self.device)

    def _score(
        self, looks: Sequence[Look], text: str
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Scores (photos,) and levels (photos, levels)."""
        prompt, readout = self._read(text), self._reader.readout
        levels = np.empty((len(looks), len(self._identity.level_names)), np.float32)
        score = np.empty(len(looks), np.float32)
        for begin in range(0, len(looks), _BLOCK):
            rows = slice(begin, begin + _BLOCK)
            answer = self._reader(prompt, self._tokens(looks[rows]))
            levels[rows] = readout.levels(answer).cpu().numpy()
            score[rows] = readout.score(answer).cpu().numpy()
        # the last digits depend on how many photos are judged at once; an order must not
        return score.clip(0, 100).round(3), levels

    def _probabilities(self, looks: Sequence[Look], words: Sequence[str]) -> NDArray[np.float32]:
        """How likely photos show words, (photos, words), 0 to 1."""
        if not looks:
            return np.empty((0, len(words)), np.float32)
        tower = self._reader.tower
        # a tower like CLIP tells one text from others, so there must be another one
        asked = tower.words([*words, _ANYTHING])
        seen: Tensor = from_bytes(
            [look.payload[self._token_bytes :] for look in looks], device=self.device
        )
        found = tower.probabilities(seen, asked)[:, :-1].cpu().numpy()
        return np.asarray(found, np.float32)

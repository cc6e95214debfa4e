"""A judge for tests: judges by the mean brightness, knows the words "dark" and "dogs"."""

import functools
import os
import struct
import time
from collections.abc import Sequence

import numpy as np

from core import (
    ATTRIBUTES,
    DeviceMemoryError,
    JudgeFactory,
    JudgeIdentity,
    Judgements,
    JudgeUnavailableError,
    Look,
    Picture,
    Profile,
    Reading,
    Reason,
    Shown,
    Statement,
    Understood,
)

FAKE_IDENTITY = JudgeIdentity("fake", "fake-judge-1", "fake-vision-1", ("bad", "fair", "good"))


_ATTRIBUTE_IDS = {attribute.id for attribute in ATTRIBUTES}


class FakeJudge:
    """Scores a photo by its mean brightness; a profile with the word "dark" turns that round;
    corrections of what is read of the brightness win. "dogs", and any content that the person names
    in a correction, are only read. Dark photos show people, bright ones a landscape; a search finds
    bright photos, or dark ones for words with "dark", and refuses "no search".

    Pixels of the top left corner can ask for trouble, so that real child processes meet it:
    (255, 0, 255) hangs for an hour, (255, 255, 1) kills the process. A batch above `batch_limit`
    photos raises DeviceMemoryError on any device but the CPU.
    """

    def __init__(self, *, device: str = "cpu", batch_limit: int = 10**9) -> None:
        self.device = device
        self._batch_limit = batch_limit

    @property
    def identity(self) -> JudgeIdentity:
        return FAKE_IDENTITY

    def look(self, pictures: Sequence[Picture]) -> list[Look]:
        if self.device != "cpu" and len(pictures) > self._batch_limit:
            raise DeviceMemoryError("the fake device is full")
        looks = []
        for picture in pictures:
            corner = tuple(int(value) for value in picture.pixels[0, 0])
            if corner == (255, 0, 255):
                time.sleep(3600)
            if corner == (255, 255, 1):
                os._exit(3)
            payload = struct.pack("<f", float(picture.pixels.mean()) / 255)
            looks.append(Look(picture.content_hash, FAKE_IDENTITY.vision_id, payload))
        return looks

    def judge(self, looks: Sequence[Look], profile: Profile) -> Judgements:
        if self.device != "cpu" and len(looks) > self._batch_limit:
            raise DeviceMemoryError("the fake device is full")
        bright = np.array([struct.unpack_from("<f", look.payload)[0] for look in looks], np.float32)
        score = 1 - bright if _wants_dark(profile) else bright
        levels = np.stack([1 - score, np.zeros_like(score), score], axis=1)
        return Judgements(score * 100, bright * 100, levels.astype(np.float32))

    def explain(self, look: Look, profile: Profile) -> list[Reason]:
        bright = struct.unpack_from("<f", look.payload)[0]
        direction = -1 if _wants_dark(profile) else 1
        return [Reason("attribute", 10.0, "brightness", direction, 2 * bright - 1, profile.taste)]

    def read(self, profile: Profile) -> Reading:
        understood = [one for s in profile.statements for one in _understood(s)]
        own = [one for s in profile.statements if s.correction for one in _own(s)]
        known = {one.statement for one in (*understood, *own)}
        missed = tuple(s.text for s in profile.statements if s.text not in known)
        return Reading(tuple(understood), missed, tuple(own))

    def shown(self, looks: Sequence[Look]) -> Shown:
        bright = np.array([struct.unpack_from("<f", look.payload)[0] for look in looks], np.float32)
        return Shown(("people", "landscape"), np.stack([1 - bright, bright], axis=1))

    def search(self, looks: Sequence[Look], words: str) -> np.ndarray:
        if words == "no search":
            raise JudgeUnavailableError("Photos cannot be searched.")
        bright = np.array([struct.unpack_from("<f", look.payload)[0] for look in looks], np.float32)
        return (1 - 2 * bright) if "dark" in words else (2 * bright - 1)


def _own(statement: Statement) -> list[Understood]:
    return _understood(Statement(statement.text))


def _understood(statement: Statement) -> list[Understood]:
    contents = {"dogs": 0.8 if "dogs" in statement.text else 0.0}
    said = {} if statement.correction is None else dict(statement.correction.wishes)
    contents |= {name: wish for name, wish in said.items() if name not in _ATTRIBUTE_IDS}
    wishes = {"brightness": _wish(statement)} | contents
    poles = {"brightness": ("dark", "bright")} | {one: (f"no {one}", one) for one in contents}
    return [
        Understood(
            statement=statement.text,
            attribute=name,
            pole=poles[name][wish > 0],
            direction=1 if wish > 0 else -1,
            strength=abs(wish),
            confidence=0.9,
            corrected=name in said,
        )
        for name, wish in wishes.items()
        if wish
    ]


def _wish(statement: Statement) -> float:
    own = -1.0 if "dark" in statement.text else 0.0
    wish = statement.wish_of("brightness")
    return own if wish is None else wish


def _wants_dark(profile: Profile) -> bool:
    return sum(_wish(statement) for statement in profile.statements) < 0


def fake_judge_factory(*, device: str = "cpu", batch_limit: int = 10**9) -> JudgeFactory:
    """A picklable factory of FakeJudge."""
    return functools.partial(FakeJudge, device=device, batch_limit=batch_limit)

"""The judging child's work: loads the judge, then looks, judges, explains, reads, searches."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import (
    CoreError,
    DeviceMemoryError,
    Judge,
    JudgeFactory,
    Judgements,
    Look,
    Picture,
    Profile,
    Reading,
    Reason,
    Shown,
)
from curator.errors import CuratorError, OperationError
from curator.library import read_looks
from curator.worker.child_main import At, Handler, SetupError
from curator.worker.records import JudgeInfo


@dataclass(frozen=True, slots=True)
class LookAt:
    """Asks for one look each."""

    pictures: list[Picture]


@dataclass(frozen=True, slots=True)
class JudgeStored:
    """Asks for the judgements of looks that are in the library."""

    profile: Profile
    vision_id: str
    content_hashes: list[str]


@dataclass(frozen=True, slots=True)
class JudgeGiven:
    """Asks for the judgements of these looks."""

    profile: Profile
    looks: list[Look]


@dataclass(frozen=True, slots=True)
class Explain:
    """Asks for the reasons of each score."""

    profile: Profile
    looks: list[Look]


@dataclass(frozen=True, slots=True)
class Read:
    """Asks how a profile is understood."""

    profile: Profile


@dataclass(frozen=True, slots=True)
class TellShown:
    """Asks what photos show, by looks that are in the library."""

    vision_id: str
    content_hashes: list[str]


@dataclass(frozen=True, slots=True)
class SearchStored:
    """Asks how well photos match words, by looks that are in the library."""

    words: str
    vision_id: str
    content_hashes: list[str]


@dataclass(frozen=True, slots=True)
class DeviceFull:
    """The batch did not fit on the device."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be done; a sentence for the user."""

    sentence: str


Request = LookAt | JudgeStored | JudgeGiven | Explain | Read | TellShown | SearchStored
Answer = (
    list[Look] | Judgements | list[list[Reason]] | Reading | Shown | NDArray[np.float32] | Refused
)


class JudgeSetup:
    """Picklable setup of the judging child: loads the judge."""

    def __init__(self, factory: JudgeFactory, database: Path | None) -> None:
        self._factory = factory
        self._database = database

    def __call__(self) -> tuple[object, Handler]:
        try:
            judge = self._factory()
        except CoreError as error:
            raise SetupError(str(error)) from error
        database = self._database

        def handle(request: Request, at: At) -> object:
            try:
                return _answer(judge, database, request, at)
            except (DeviceMemoryError, MemoryError):
                return DeviceFull()
            except (CoreError, CuratorError) as error:
                return Refused(str(error))

        return JudgeInfo(judge.identity, str(judge.device)), handle


def _answer(judge: Judge, database: Path | None, request: Request, at: At) -> Answer:
    match request:
        case LookAt(pictures):
            at(tuple(picture.content_hash for picture in pictures))
            return judge.look(pictures)
        case JudgeStored(profile, vision_id, hashes):
            at(tuple(hashes))
            return judge.judge(_stored(database, vision_id, hashes), profile)
        case JudgeGiven(profile, looks):
            at(tuple(look.content_hash for look in looks))
            return judge.judge(looks, profile)
        case Explain(profile, looks):
            at(tuple(look.content_hash for look in looks))
            return [judge.explain(look, profile) for look in looks]
        case Read(profile):
            at((f"profile {profile.name!r}",))
            return judge.read(profile)
        case TellShown(vision_id, hashes):
            at(tuple(hashes))
            return judge.shown(_stored(database, vision_id, hashes))
        case SearchStored(words, vision_id, hashes):
            at(tuple(hashes))
            return judge.search(_stored(database, vision_id, hashes), words)


def _stored(database: Path | None, vision_id: str, hashes: list[str]) -> list[Look]:
    """The looks in the library. Raises OperationError when one is not there."""
    if database is None:
        raise OperationError("There is no library to read from.")
    stored = read_looks(database, vision_id, hashes)
    missing = sum(content_hash not in stored for content_hash in hashes)
    if missing:
        raise OperationError(f"{missing} of {len(hashes)} photos have not been looked at yet.")
    return [stored[content_hash] for content_hash in hashes]

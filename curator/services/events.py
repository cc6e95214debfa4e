"""What the pipeline reports while it works."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from curator.library.records import Change

Stage = Literal["reading", "looking", "judging", "idle", "paused"]


@dataclass(frozen=True, slots=True)
class RootScanned:
    """A root was compared with the library; `change` says what differed."""

    root_id: int
    change: Change


@dataclass(frozen=True, slots=True)
class RootOffline:
    """A root's folder is not there (an unplugged disk); its photos are kept."""

    root_id: int


@dataclass(frozen=True, slots=True)
class RootOnline:
    """A root's folder is back."""

    root_id: int


@dataclass(frozen=True, slots=True)
class PhotosReady:
    """Photos were read: facts and thumbnails are there."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PhotosJudged:
    """Photos have a score for the current profile and judge."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DecisionsRead:
    """Of these photos, sidecars say something else now."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PhotosTold:
    """It is known of photos now what they show."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StacksChanged:
    """These photos are in another stack now, or in none any more."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PhotosRemoved:
    """Photos are no longer in their folders (or were found to be a moved one's new place)."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PhotoFailed:
    """A photo could not be read or looked at; `reason` is a sentence."""

    photo_id: int
    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work stands: `done` of `total` photos, photos a second, and the judge's device.

    `device` is "" while the judge is not loaded yet.
    """

    stage: Stage
    done: int
    total: int
    per_second: float
    device: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the user should know; the work goes on, unless `judging_stopped`.

    `unread`: it is a folder that could not be read.
    """

    sentence: str
    judging_stopped: bool = False
    unread: bool = False


Event = (
    RootScanned
    | RootOffline
    | RootOnline
    | PhotosReady
    | PhotosJudged
    | DecisionsRead
    | PhotosTold
    | StacksChanged
    | PhotosRemoved
    | PhotoFailed
    | Progress
    | Problem
)

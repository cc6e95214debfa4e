"""What the library gives out and takes: frozen records, safe to hand to any thread or process."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Final, Literal, NamedTuple

from core import Profile
from curator.library.naming import Role
from curator.library.narrowing import ANY, Narrowing

PhotoState = Literal["new", "ready", "failed"]
Flag = Literal["pick", "reject"]
Sort = Literal["score", "generic", "date", "name", "stars", "other", "both", "apart"]
StackKind = Literal["burst", "similar", "bracket", "panorama", "hand", "alone"]
"""Alternatives (a burst, near duplicates, what a person put together), sets that belong together
(exposure brackets, panoramas), and photos that a person took out of their stack."""


class Keep(Enum):
    """The type of `KEEP`."""

    KEEP = "keep"


FROM_XMP: Final = "xmp "
"""How the source of a decision begins that was read from a file."""

KEEP: Final = Keep.KEEP
"""Leaves a part of a decision as it is, where None would clear it."""


SKETCH: Final = (16, 32)
"""Rows and columns of the small grey picture that tells whether two photos look alike."""

SHOWS: Final = 0.5
"""From this confidence on, a photo counts as showing something."""


@dataclass(frozen=True, slots=True)
class Root:
    """A folder of the library. Offline: the folder is not there now, its photos are kept.

    `photos` counts the photos that are there, `failed` those of them that could not be read.
    """

    id: int
    path: Path
    online: bool
    photos: int
    failed: int


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file that a scan met: its size in bytes and its time of change in nanoseconds."""

    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a photo was exposed: seconds, f-number, ISO, and the compensation in EV; None: unsaid."""

    seconds: float | None = None
    aperture: float | None = None
    iso: float | None = None
    bias: float | None = None


UNSAID: Final = Exposure()


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a photo's file says: upright size in pixels, local time, camera, perceptual hash.

    `taken_at` is naive local time, `phash` an unsigned 64-bit number. `sketch` is the picture in
    grey, `SKETCH` bytes (rows, columns) from the upper left, whatever its shape.
    """

    width: int
    height: int
    taken_at: datetime | None
    camera: str | None
    phash: int
    lens: str | None = None
    exposure: Exposure = UNSAID
    sketch: bytes | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What a file's XMP says was decided: stars 0.5 to 5, flag, colour.

    `written_at` is when the XMP was written, if it says so.
    """

    stars: float | None
    flag: Flag | None
    colour: str | None
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhotoReady:
    """A photo that was read: the SHA-256 of its file's bytes, its facts, its thumbnail (JPEG).

    `size` and `mtime_ns` are those of the file that was read; when given, and the library has met
    a newer version of the file since, the result is dropped and the photo stays to be read.
    `marks` are those of the XMP inside the file.
    """

    photo_id: int
    content_hash: str
    facts: PhotoFacts
    thumbnail: bytes | None
    size: int | None = None
    mtime_ns: int | None = None
    marks: Marks | None = None


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file of a photo that is there: its role; `error` says why it could not be read.

    That of the main file is the photo's own.
    """

    path: Path
    role: Role
    size: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Replaced:
    """A file that could not be read, `error` says why: another file of its photo is used."""

    photo_id: int
    path: Path
    error: str


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A sidecar, or a photo file with XMP inside perhaps, that waits to be read.

    Its size in bytes and time of change.
    """

    file_id: int
    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class SidecarRead:
    """What was read from a sidecar, or a sentence why nothing could be."""

    sidecar: Sidecar
    marks: Marks | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo and its main file. Facts are None until it was read, or when it could not be."""

    id: int
    root_id: int
    path: Path
    size: int
    mtime_ns: int
    state: PhotoState
    error: str | None
    content_hash: str | None
    width: int | None
    height: int | None
    taken_at: datetime | None
    camera: str | None
    phash: int | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A photo in a ranking, as one profile and judge see it.

    `score` and `generic` (0 to 100) are None while it is not judged; `error` says why it never
    will be. `stars`, `flag` and `colour` are the person's own, else those read from the file.
    `other` is the score (0 to 100) for a second profile, where one was asked for.
    """

    photo_id: int
    path: Path
    score: float | None
    generic: float | None
    stars: float | None
    flag: Flag | None
    taken_at: datetime | None
    width: int | None
    height: int | None
    content_hash: str | None
    error: str | None
    other: float | None = None
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a photo: stars 0.5 to 5 (fractions allowed), flag, colour.

    `profile_id` None: read from the file, seen by all who have not decided. `decided_at` (UTC)
    None: there is no decision; such a record stands for "undecided" in what `Decisions.set`
    returns. What was read from a file has `decided_at` as the file says it, and in `read_at` (UTC)
    when the library first met it; its source is "xmp " and the file's name.
    """

    photo_id: int
    stars: float | None
    flag: Flag | None
    colour: str | None
    source: str
    decided_at: datetime | None
    score_was_shown: bool
    profile_id: int | None = None
    read_at: datetime | None = None

    @property
    def file_name(self) -> str | None:
        """The file that it was read from; None when a person decided it here."""
        if self.profile_id is not None or not self.source.startswith(FROM_XMP):
            return None
        return self.source.removeprefix(FROM_XMP)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a photo's stack is found by; `stack_id` and `kind` are those it is in now.

    `phash` is an unsigned 64-bit number. `fresh`: read since stacks were last looked for.
    """

    photo_id: int
    taken_at: datetime | None
    camera: str | None
    width: int
    height: int
    phash: int
    exposure: Exposure = UNSAID
    fresh: bool = True
    stack_id: int | None = None
    kind: StackKind | None = None


@dataclass(frozen=True, slots=True)
class FoundStack:
    """Photos that the program puts into one stack, in their order."""

    kind: StackKind
    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack with the photos that are there, in their order, at least two."""

    id: int
    kind: StackKind
    by_hand: bool
    photo_ids: tuple[int, ...]


class Stacked(NamedTuple):
    """A photo in a stack, and its score (0 to 100) if it has one. A tuple: there are many."""

    photo_id: int
    stack_id: int
    kind: StackKind
    score: float | None


SETS: Final[frozenset[StackKind]] = frozenset(("bracket", "panorama"))
"""Stacks whose photos are needed together: none of them is the best."""


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A profile of the library; `digest` is `profile.digest()`."""

    id: int
    profile: Profile
    digest: str


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """One photo's judgement: scores 0 to 100, probabilities of the levels in ascending order."""

    content_hash: str
    score: float
    generic: float
    levels: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class JudgementKey:
    """What a judgement depends on besides the photo; other keys are never sorted together."""

    profile_digest: str
    judge_id: str
    vision_id: str


@dataclass(frozen=True, slots=True)
class RankQuery:
    """Which photos, in which order.

    `judgement_of` None: nothing is scored; `profile_id` None: only decisions read from files.
    `root_id` and `folder` narrow the photos down (a folder includes its sub-folders). `min_score`
    leaves out what has no score. `shows` is a word for what a photo shows, of which the judge of
    `judgement_of` is as sure as `SHOWS` or surer; failed photos show nothing. Dates are inclusive,
    and those of the photo, else of its file. Failed photos are those that could not be read or
    looked at; they, and those without a score, come last. Orders: score, generic and stars from the
    highest, date from the newest, name by path; ties by score, time taken, path. `other` is a
    second profile's key, for the orders other (its score), both (the mean of the two scores) and
    apart (how far they are from each other), each from the highest. `narrowing` holds more filters.
    `limit` None: all.
    """

    judgement_of: JudgementKey | None
    profile_id: int | None
    root_id: int | None = None
    folder: Path | None = None
    min_score: float | None = None
    date_from: date | None = None
    date_to: date | None = None
    min_stars: float | None = None
    flag: Flag | None = None
    shows: str | None = None
    include_unscored: bool = True
    include_failed: bool = False
    sort: Sort = "score"
    limit: int | None = None
    other: JudgementKey | None = None
    narrowing: Narrowing = ANY


@dataclass(frozen=True, slots=True)
class Change:
    """What an operation did to the library, as photo ids.

    `changed`: there before, its content or state is another now. `moved`: another path, same
    content. `removed`: no longer shown (a photo that turned out to be the new place of a moved one
    is removed, and the moved one keeps its id).
    """

    added: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.moved or self.removed)


@dataclass(frozen=True, slots=True)
class Counts:
    """How far the work is, in photos: total = new + ready + failed; judged <= looked <= ready.

    `failed` includes those that a judge could not look at, when counted for a judge.
    """

    total: int
    new: int
    ready: int
    failed: int
    looked: int
    judged: int


@dataclass(frozen=True, slots=True)
class ExportItem:
    """One line of an export's journal."""

    photo_id: int | None
    source: Path
    target: Path
    action: str
    error: str | None

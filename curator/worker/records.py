"""What goes into the child processes and what comes out: frozen records."""

from dataclasses import dataclass
from pathlib import Path

from core import LOOK_LONG_SIDE, JudgeIdentity, Pixels
from curator.library.records import Exposure, Marks, PhotoFacts

THUMBNAIL_LONG_SIDE = 384
"""Thumbnails have at most this many pixels on the long side, never enlarged."""


@dataclass(frozen=True, slots=True)
class DecodeRequest:
    """What to make of a file.

    `pixels_long_side` bounds the pixels that are sent back (never enlarged); None wants none.
    """

    path: Path
    pixels_long_side: int | None = LOOK_LONG_SIDE
    thumbnail: bool = True


@dataclass(frozen=True, slots=True)
class Decoded:
    """A photo that was read once.

    `content_hash` is the SHA-256 of the file's bytes in hex; `size` (bytes) and `mtime_ns` are the
    file's at that moment; `thumbnail` is a JPEG; `pixels` are (height, width, 3) uint8, sRGB,
    upright. `marks` are what the XMP inside the file says was decided.
    """

    path: Path
    content_hash: str
    size: int
    mtime_ns: int
    facts: PhotoFacts
    thumbnail: bytes | None
    pixels: Pixels | None
    marks: Marks | None = None


@dataclass(frozen=True, slots=True)
class RecallRequest:
    """What to find out of a file that was decoded before; `thumbnail` is the JPEG made then."""

    path: Path
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class Recalled:
    """How a photo was taken, and its `PhotoFacts.sketch`, found out without decoding it."""

    lens: str | None
    exposure: Exposure
    sketch: bytes


@dataclass(frozen=True, slots=True)
class PhotoFailure:
    """A photo that could not be read or looked at, and a sentence why: a value, not an error.

    `photo` is the path given to the decoder, or the content hash given to the judge.
    """

    photo: str
    reason: str


@dataclass(frozen=True, slots=True)
class JudgeInfo:
    """The judge that was loaded, and where it computes now: "cpu", "cuda" or "mps"."""

    identity: JudgeIdentity
    device: str

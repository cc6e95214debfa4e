"""Which files count as photos, and what a file is by its first bytes."""

from pathlib import PurePath
from typing import Literal

from curator.library.naming import PHOTO_SUFFIXES, RAW_SUFFIXES, SIDECAR_SUFFIX

Kind = Literal["raster", "heif", "raw"]


def photo_suffixes() -> frozenset[str]:
    """The file name endings that a scan takes for photos, in lower case with their dot.

    A file that is named by the user is tried whatever its name is.
    """
    return PHOTO_SUFFIXES


def scanned_suffixes() -> frozenset[str]:
    """The endings of all files that a scan notes: those of photos, and sidecars."""
    return PHOTO_SUFFIXES | {SIDECAR_SUFFIX}


def is_scanned_name(path: PurePath) -> bool:
    """Whether a scan notes this file, by its name alone."""
    return path.suffix.lower() in scanned_suffixes() and not path.name.startswith("._")


def is_photo_name(path: PurePath) -> bool:
    """Whether a scan takes this file for a photo, by its name alone."""
    return path.suffix.lower() in PHOTO_SUFFIXES and not path.name.startswith("._")


def kind_of(data: bytes, suffix: str) -> Kind:
    """Which decoder a file is for: its first bytes decide, the name's ending where they cannot.

    Many RAW files are TIFF files inside, with a tiny picture first: only their name tells.
    """
    head = data[:32]
    if head.startswith((b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"8BPS")):
        return "raster"
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand == b"crx ":
            return "raw"
        return "raster" if brand in (b"avif", b"avis") else "heif"
    if head.startswith((b"FUJIFILMCCD-RAW", b"\0MRM", b"FOVb", b"IIU\0", b"IIRO", b"MMOR")):
        return "raw"
    if head[6:10] == b"HEAP" or head[8:10] == b"CR":  # Canon's CRW and CR2
        return "raw"
    return "raw" if suffix.lower() in RAW_SUFFIXES else "raster"


_OTHER_FILES = (
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\xff\x0a", "a JPEG XL image, which Curator cannot read yet"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL image, which Curator cannot read yet"),
    (b"<?xpacket", "an XMP sidecar"),
    (b"<x:xmpmeta", "an XMP sidecar"),
    (b"<svg", "a vector drawing"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"\x1a\x45\xdf\xa3", "a video"),
    (b"II\xbc", "a JPEG XR image, which Curator cannot read"),
)
_VIDEO_BRANDS = (b"isom", b"mp41", b"mp42", b"qt  ", b"M4V ", b"avc1", b"3gp4", b"3gp5")


def not_a_photo(data: bytes) -> str:
    """A sentence for a file that no decoder knows."""
    if not any(data[:4096]):
        return "This is not an image: it holds nothing but zeros."
    for magic, what in _OTHER_FILES:
        if data.startswith(magic):
            return f"This is not a photo but {what}."
    if data[4:8] == b"ftyp" and data[8:12] in _VIDEO_BRANDS:
        return "This is not a photo but a video."
    head = data[:512]
    if all(byte >= 32 or byte in b"\t\r\n\f" for byte in head):
        return "This is not an image: it is a text file."
    return "This is not an image that Curator can read, or its beginning is damaged."

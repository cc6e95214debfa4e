"""What a photo says of itself: when it was taken, with which camera, which way is up."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from PIL import ExifTags, Image

from curator.library.records import UNSAID, Exposure

_FLIPS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class ExifFacts:
    """When (naive, the camera's own time), with what and how a photo was taken."""

    taken_at: datetime | None = None
    camera: str | None = None
    lens: str | None = None
    exposure: Exposure = UNSAID


def read_facts(image: Image.Image) -> ExifFacts:
    """The facts of an opened image; damaged metadata is none."""
    try:
        exif = image.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        times = (
            inner.get(ExifTags.Base.DateTimeOriginal),
            exif.get(ExifTags.Base.DateTimeOriginal),
            inner.get(ExifTags.Base.DateTimeDigitized),
            exif.get(ExifTags.Base.DateTime),
        )
        taken_at = next((t for t in map(_time, times) if t is not None), None)
        camera = _camera(exif.get(ExifTags.Base.Make), exif.get(_MODEL))
        lens = _text(inner.get(ExifTags.Base.LensModel))[:80]
        return ExifFacts(taken_at, camera, lens or None, _exposure(inner))
    except Exception:  # Pillow's parser raises whatever the bytes provoke
        return ExifFacts()


_MODEL = ExifTags.Base.Model


def read_orientation(image: Image.Image) -> int:
    """The orientation 1-8 that is still to be applied; 1 where nothing valid is said.

    Ask after the pixels were loaded: some decoders have turned them by then and say so.
    """
    try:
        value = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # as above
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as its orientation 1-8 says."""
    flip = _FLIPS.get(orientation)
    return image if flip is None else image.transpose(flip)


def swaps_sides(orientation: int) -> bool:
    """Whether this orientation makes the height the width."""
    return orientation >= 5


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _time(value: object) -> datetime | None:
    """A time as EXIF writes it; cameras without a set clock write zeros or blanks."""
    text = _text(value)[:19].replace("-", ":").replace("T", " ").replace("/", ":")
    try:
        time = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return time if time.year > 1825 else None


def _exposure(inner: Mapping[int, object]) -> Exposure:
    bias = _number(inner.get(ExifTags.Base.ExposureBiasValue))
    return Exposure(
        _positive(inner.get(ExifTags.Base.ExposureTime)),
        _positive(inner.get(ExifTags.Base.FNumber)),
        _positive(inner.get(ExifTags.Base.ISOSpeedRatings)),
        bias if bias is not None and abs(bias) <= _MOST_BIAS else None,
    )


_MOST_BIAS = 20.0  # EV; damaged values are mostly far above


def _number(value: object) -> float | None:
    """A number as EXIF writes it: a fraction, or the first of several."""
    if isinstance(value, tuple):
        value = value[0] if value else None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


def _positive(value: object) -> float | None:
    number = _number(value)
    return number if number is not None and number > 0 else None


def _camera(make: object, model: object) -> str | None:
    maker, name = _text(make), _text(model)
    words = maker.split()
    if not name:
        return maker[:80] or None
    if not words or name.lower().startswith(words[0].lower()):
        return name[:80]
    return f"{maker} {name}"[:80]

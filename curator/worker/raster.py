"""Opens ordinary pictures with Pillow, strictly: few formats, bounded sizes, whole pictures only.

Runs in a decoding child.
"""

import io
import struct
from dataclasses import dataclass
from functools import cache
from typing import IO

from PIL import Image, UnidentifiedImageError

from curator.worker.colour import to_resizable, to_srgb
from curator.worker.exif import ExifFacts, read_facts, read_orientation, swaps_sides, upright
from curator.worker.formats import not_a_photo
from curator.worker.hdr import is_hdr, tone_map
from curator.worker.png_end import without_end
from curator.worker.reading import DecodeError

MAX_PIXELS = 300_000_000
MEMORY_SENTENCE = "The picture needs more memory than one photo may use."
_BYTES_PER_PIXEL = 4
"""Pillow keeps RGB in four bytes a pixel."""

# decoders of photos only: none runs another program, none reads a document format; JPEG has MPO
_FORMATS = (
    *("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "GIF", "BMP", "DIB"),
    *("JPEG2000", "PSD", "PPM", "QOI", "ICO", "ICNS"),
)
_TGA_SUFFIXES = frozenset({".tga", ".icb", ".vda", ".vst"})  # has no signature: only by name


@dataclass(frozen=True, slots=True)
class Raster:
    """An upright sRGB picture of at most the wanted size, its full size, and its facts."""

    image: Image.Image
    width: int
    height: int
    facts: ExifFacts


@cache
def _prepare_pillow() -> None:
    """Load the plugins of _FORMATS; Pillow would load all of its plugins instead."""
    # ruff: noqa: F401
    from PIL import (
        AvifImagePlugin,
        BmpImagePlugin,
        GifImagePlugin,
        IcnsImagePlugin,
        IcoImagePlugin,
        Jpeg2KImagePlugin,
        JpegImagePlugin,
        MpoImagePlugin,
        PngImagePlugin,
        PpmImagePlugin,
        PsdImagePlugin,
        QoiImagePlugin,
        TgaImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )

    Image.MAX_IMAGE_PIXELS = None  # our own bound is checked instead, with a sentence


@cache
def _prepare_heif() -> None:
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 2  # several children decode side by side
    pillow_heif.register_heif_opener(thumbnails=False)


def load_raster(
    data: bytes,
    *,
    suffix: str,
    long_side: int,
    heif: bool = False,
    orientation: int | None = None,
    max_bytes: int,
) -> Raster:
    """Decode a picture so that its long side has at most `long_side` pixels, never enlarged.

    `orientation` is used where the picture itself says none; `max_bytes` bounds its pixels in
    memory. Raises DecodeError with a sentence.
    """
    try:
        return _load(data, suffix, long_side, heif, orientation, max_bytes)
    except DecodeError:
        mended = without_end(data)
        if mended is None:
            raise
        return _load(mended, suffix, long_side, heif, orientation, max_bytes)


def _load(
    data: bytes,
    suffix: str,
    long_side: int,
    heif: bool,
    orientation: int | None,
    max_bytes: int,
) -> Raster:
    try:
        with open_picture(io.BytesIO(data), suffix, heif=heif) as image:
            _check_size(image.size)
            _check_tail(image, data)
            full = image.size
            image.draft(None, _fitting(full, long_side))
            if image.width * image.height * _BYTES_PER_PIXEL > max_bytes:
                raise DecodeError(_too_much_memory(image.size))
            # a PNG's metadata may come after its pixels, a TIFF's is turned with its pixels
            late = image.format == "PNG"
            facts = ExifFacts() if late else read_facts(image)
            before = image.size
            image.load()
            _check_size(image.size)
            facts = read_facts(image) if late else facts
            turn = read_orientation(image)
            if turn == 1 and orientation is not None and image.size == before:
                turn = orientation
            return _finish(image, full, turn, facts, long_side)
    except DecodeError:
        raise
    except UnidentifiedImageError as error:
        raise DecodeError(not_a_photo(data)) from error
    except MemoryError as error:
        raise DecodeError(MEMORY_SENTENCE) from error
    except Exception as error:  # decoders raise whatever the bytes provoke
        raise DecodeError(_sentence(error)) from error


def open_picture(file: IO[bytes], suffix: str, *, heif: bool) -> Image.Image:
    """Open a picture without decoding it. Raises whatever decoders raise."""
    _prepare_pillow()
    if heif:
        _prepare_heif()
        return Image.open(file, formats=("HEIF", "AVIF"))
    if suffix in _TGA_SUFFIXES:
        return Image.open(file, formats=(*_FORMATS, "TGA"))
    return Image.open(file, formats=_FORMATS)


def _fitting(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """The size within a square of `long_side`, never enlarged, sides at least 1."""
    scale = min(1.0, long_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _finish(
    image: Image.Image, full: tuple[int, int], turn: int, facts: ExifFacts, long_side: int
) -> Raster:
    icc = image.info.get("icc_profile")
    nclx = image.info.get("nclx_profile")
    small = shrink(to_resizable(image), long_side)
    if is_hdr(nclx):
        small = tone_map(to_srgb(small, None), nclx)
    else:
        small = to_srgb(small, icc if isinstance(icc, bytes) else None)
    pixels = upright(small, turn)
    width, height = full[::-1] if swaps_sides(turn) else full
    return Raster(pixels, width, height, facts)


def shrink(image: Image.Image, long_side: int) -> Image.Image:
    """Make a picture smaller: whole steps of averaging first, the rest by a Hamming filter.

    Hamming is as sharp as bicubic at half the price of Lanczos.
    """
    target = _fitting(image.size, long_side)
    if target == image.size:
        return image
    return image.resize(target, Image.Resampling.HAMMING, reducing_gap=2.0)


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise DecodeError("The picture has no pixels.")
    if width * height > MAX_PIXELS:
        raise DecodeError(
            f"The picture claims {width:,} x {height:,} pixels; "
            f"more than {MAX_PIXELS // 1_000_000} megapixels are not read."
        )


def _too_much_memory(size: tuple[int, int]) -> str:
    return f"The picture of {size[0]:,} x {size[1]:,} pixels needs more memory than one may use."


def _check_tail(image: Image.Image, data: bytes) -> None:
    """A copy that broke off may have the right length and zeros at its end: libjpeg reads on."""
    zeros = image.format in ("JPEG", "MPO") and len(data) > 2048 and not any(data[-1024:])
    if zeros and not data.rstrip(b"\0").endswith(b"\xff\xd9"):
        raise DecodeError("The file is cut off: its end holds nothing but zeros.")


_CUT_OFF = ("truncated", "unexpected end", "premature end", "eof", "end of file", "not enough")


def _sentence(error: Exception) -> str:
    text = str(error).strip().rstrip(".")
    lower = text.lower()
    if isinstance(error, (EOFError, struct.error)) or any(word in lower for word in _CUT_OFF):
        return "The file is cut off: a part of the picture is missing."
    if isinstance(error, OSError) and not text.startswith("-") and "decoder error" not in lower:
        return f"The picture is damaged or of an unusual kind: {text}." if text else _DAMAGED
    return _DAMAGED


_DAMAGED = "The picture is damaged: it cannot be decoded."

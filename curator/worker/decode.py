"""The one loader: from a file to facts, thumbnail and pixels. Runs only in a decoding child."""

import io
import warnings

import numpy as np
from PIL import Image

from curator.library.records import Marks, PhotoFacts
from curator.worker.formats import kind_of
from curator.worker.raster import Raster, load_raster, shrink
from curator.worker.raw import load_raw
from curator.worker.reading import DecodeError, FileBytes, read_file
from curator.worker.records import THUMBNAIL_LONG_SIDE, Decoded, DecodeRequest
from curator.worker.sketching import difference_hash, sketch
from curator.worker.xmp import XmpError, find_packet, parse_marks

DEFAULT_MEMORY_BYTES = 1_000_000_000

_THUMBNAIL_QUALITY = 85


def decode(request: DecodeRequest, *, memory_bytes: int = DEFAULT_MEMORY_BYTES) -> Decoded:
    """Read, decode, turn upright, bring to sRGB and make smaller, all of it once.

    A picture whose pixels would need more than `memory_bytes` is refused before they are
    allocated. Raises DecodeError with a sentence for every file that gives no whole picture.
    """
    file = read_file(request.path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # decoders grumble about harmless flaws
        raster = _load(file, request, memory_bytes)
        return _results(file, request, raster)


def _load(file: FileBytes, request: DecodeRequest, memory_bytes: int) -> Raster:
    long_side = request.pixels_long_side or THUMBNAIL_LONG_SIDE
    suffix = request.path.suffix.lower()
    kind = kind_of(file.data, suffix)
    max_bytes = memory_bytes * 4 // 5  # the rest is for the copies on the way
    if kind == "raw":
        return load_raw(file.data, suffix=suffix, long_side=long_side, max_bytes=max_bytes)
    return load_raster(
        file.data, suffix=suffix, long_side=long_side, heif=kind == "heif", max_bytes=max_bytes
    )


def _results(file: FileBytes, request: DecodeRequest, raster: Raster) -> Decoded:
    small = shrink(raster.image, THUMBNAIL_LONG_SIDE)
    facts = PhotoFacts(
        width=raster.width,
        height=raster.height,
        taken_at=raster.facts.taken_at,
        camera=raster.facts.camera,
        phash=difference_hash(small),
        lens=raster.facts.lens,
        exposure=raster.facts.exposure,
        sketch=sketch(small),
    )
    return Decoded(
        path=request.path,
        content_hash=file.content_hash,
        size=len(file.data),
        mtime_ns=file.mtime_ns,
        facts=facts,
        thumbnail=_jpeg(small) if request.thumbnail else None,
        pixels=None if request.pixels_long_side is None else np.asarray(raster.image),
        marks=_marks(file.data),
    )


def _marks(data: bytes) -> Marks | None:
    packet = find_packet(data)
    try:
        return None if packet is None else parse_marks(packet)
    except XmpError:  # damaged metadata is none
        return None


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_THUMBNAIL_QUALITY)
    return out.getvalue()


__all__ = ["DEFAULT_MEMORY_BYTES", "DecodeError", "decode"]

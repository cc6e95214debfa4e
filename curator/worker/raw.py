"""Reads RAW files: the embedded preview, else a half-size development. In a decoding child."""

import io
from typing import IO, Any, BinaryIO

from PIL import Image

from curator.worker.exif import ExifFacts, read_facts, upright
from curator.worker.raster import MAX_PIXELS, Raster, load_raster, shrink
from curator.worker.reading import DecodeError

_TURNS = {3: 3, 5: 8, 6: 6}
"""LibRaw's flip -> EXIF's orientation."""

_GOOD_PREVIEW_SIDE = 1024
"""A smaller embedded preview is used only where the file cannot be developed."""

_FEWEST_BYTES_PER_PIXEL = 0.02
"""No camera compresses its sensor's data further."""


def load_raw(data: bytes, *, suffix: str, long_side: int, max_bytes: int) -> Raster:
    """Decode a RAW file to an upright sRGB picture. Raises DecodeError with a sentence."""
    import rawpy  # late: few photos are RAW

    try:
        with rawpy.imread(io.BytesIO(data)) as raw:
            return _decode(raw, data, long_side, max_bytes)
    except rawpy.LibRawError as error:
        # a name that lies, or a RAW kind that LibRaw does not know but that holds a picture
        try:
            return load_raster(data, suffix=suffix, long_side=long_side, max_bytes=max_bytes)
        except DecodeError:
            raise DecodeError(_sentence(error)) from error


def _decode(raw: Any, data: bytes, long_side: int, max_bytes: int) -> Raster:
    import rawpy

    sizes = raw.sizes
    turn = _TURNS.get(sizes.flip, 1)
    width, height = sizes.width, sizes.height
    if turn >= 5:
        width, height = height, width
    if width * height > MAX_PIXELS or width < 1 or height < 1:
        raise DecodeError(f"The picture claims {width:,} x {height:,} pixels.")
    preview = _preview(raw, turn, long_side, max_bytes)
    facts = _joined(_tiff_facts(io.BytesIO(data)), None if preview is None else preview.facts)
    enough = min(long_side, _GOOD_PREVIEW_SIDE, max(width, height) // 2)
    if preview is not None and max(preview.image.size) >= enough:
        return Raster(preview.image, width, height, facts)
    try:
        _check_whole(raw, data, width * height)
        developed = raw.postprocess(
            half_size=True,
            use_camera_wb=True,
            no_auto_bright=True,  # brightness is the photographer's, not ours
            adjust_maximum_thr=0,
            user_flip=0,  # turned below, as every photo
            output_bps=8,
        )
    except (rawpy.LibRawError, DecodeError):
        small = preview or _first_picture(data, long_side, max_bytes)
        if small is None:
            raise
        return Raster(small.image, width, height, facts)
    image = Image.fromarray(developed if developed.shape[2] == 3 else developed[:, :, :3])
    return Raster(upright(shrink(image, long_side), turn), width, height, facts)


def _check_whole(raw: Any, data: bytes, pixels: int) -> None:
    """LibRaw develops a file that is cut off, too: into black or into noise."""
    if len(data) < pixels * _FEWEST_BYTES_PER_PIXEL:
        raise DecodeError("The file is cut off: most of the picture is missing.")
    try:
        last = raw.raw_image_visible[-4:]
    except Exception:  # kinds without a plain sensor image
        return
    if last.size and last.min() == last.max():  # a sensor is never so quiet
        raise DecodeError("The file is cut off: the lower part of the picture is missing.")


def _preview(raw: Any, turn: int, long_side: int, max_bytes: int) -> Raster | None:
    import rawpy

    try:
        thumb = raw.extract_thumb()
    except rawpy.LibRawError:
        return None
    if thumb.format != rawpy.ThumbFormat.JPEG:
        image = Image.fromarray(thumb.data).convert("RGB")
        return Raster(upright(shrink(image, long_side), turn), *image.size, ExifFacts())
    try:
        return load_raster(
            thumb.data,
            suffix=".jpg",
            long_side=long_side,
            orientation=turn,
            max_bytes=max_bytes,
        )
    except DecodeError:
        return None


def _first_picture(data: bytes, long_side: int, max_bytes: int) -> Raster | None:
    """The small picture that a TIFF inside begins with: where a file is cut off, often all of it
    that is left."""
    try:
        return load_raster(data, suffix=".tif", long_side=long_side, max_bytes=max_bytes)
    except DecodeError:
        return None


def read_raw_facts(file: BinaryIO) -> ExifFacts:
    """What a RAW file says of itself; nothing is decoded. Raises whatever LibRaw raises."""
    facts = _tiff_facts(file)
    if facts.taken_at is not None:
        return facts
    import rawpy

    file.seek(0)
    with rawpy.imread(file) as raw:
        thumb = raw.extract_thumb()
    if not isinstance(thumb.data, bytes):  # no JPEG
        return facts
    with Image.open(io.BytesIO(thumb.data), formats=("JPEG",)) as preview:
        return _joined(facts, read_facts(preview))


def _tiff_facts(file: IO[bytes]) -> ExifFacts:
    """The facts of a RAW file that is a TIFF inside."""
    try:
        with Image.open(file, formats=("TIFF",)) as image:
            return read_facts(image)
    except Exception:  # not a TIFF, or damaged
        return ExifFacts()


def _joined(facts: ExifFacts, preview: ExifFacts | None) -> ExifFacts:
    """The file's own facts, or where it has none its preview's."""
    if facts.taken_at is not None or preview is None:
        return facts
    return ExifFacts(
        preview.taken_at,
        facts.camera or preview.camera,
        facts.lens or preview.lens,
        preview.exposure,
    )


def _sentence(error: Exception) -> str:
    words = (error.args[0] if error.args else b"") or b""
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    if "nsupported" in text:
        return "This RAW file is of a camera or kind that Curator cannot read."
    return f"The RAW file is damaged: {text.lower() or 'it cannot be decoded'}."

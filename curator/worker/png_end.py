"""PNG files whose pixels are whole but whose end is not. Runs in a decoding child."""

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_AROUND = 12  # bytes of a chunk beside its content: length, kind, checksum
_END = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))


def without_end(data: bytes) -> bytes | None:
    """The same PNG file without what comes after its last whole chunk of pixels.

    None where the file is no PNG, has no such chunk, or would stay as it is.
    """
    if not data.startswith(_SIGNATURE):
        return None
    at, last = len(_SIGNATURE), 0
    while at + _AROUND <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        at += length + _AROUND
        if kind == b"IDAT" and at <= len(data):
            last = at
    mended = data[:last] + _END
    return mended if last and mended != data else None

"""RAW files: made here as DNG, uncompressed, with a small picture first as cameras write them."""

import struct
from pathlib import Path

import numpy as np
import pytest

from curator.worker.decode import DecodeError, decode
from curator.worker.records import DecodeRequest
from tests.curator.worker.pictures import UPRIGHT, close, corners, quarters

WIDTH, HEIGHT = 1200, 800

_Entry = tuple[int, int, list[int] | bytes]  # tag, type, values
_BYTE, _ASCII, _SHORT, _LONG, _RATIONAL, _SIGNED = 1, 2, 3, 4, 5, 10
_SIZES = {_BYTE: 1, _ASCII: 1, _SHORT: 2, _LONG: 4, _RATIONAL: 8, _SIGNED: 8}
_SRGB_TO_CAMERA = [3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570]


def dng_bytes(*, small: int, orientation: int = 1) -> bytes:
    """A DNG whose sensor saw `quarters`; its first picture shows it, `small` pixels wide or none.

    The sensor's data come last.
    """
    colours = np.asarray(quarters(WIDTH, HEIGHT)).astype(np.float64) / 255
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    mosaic = np.empty((HEIGHT, WIDTH), np.uint16)
    noise = np.random.default_rng(0).integers(0, 40, (HEIGHT, WIDTH))
    for row, column, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        mosaic[row::2, column::2] = linear[row::2, column::2, channel] * 60_000
    mosaic += noise.astype(np.uint16)
    picture = np.asarray(quarters(small, small * 2 // 3)).tobytes() if small else b""
    matrix = b"".join(struct.pack("<ii", round(one * 10_000), 10_000) for one in _SRGB_TO_CAMERA)
    common: list[_Entry] = [
        (274, _SHORT, [orientation]),
        (271, _ASCII, b"Someone\0"),
        (272, _ASCII, b"Some 1\0"),
        (50706, _BYTE, b"\1\4\0\0"),
        (50708, _ASCII, b"Some 1\0"),
        (50721, _SIGNED, matrix),
        (50728, _RATIONAL, struct.pack("<6I", *[1] * 6)),
        (50778, _SHORT, [21]),
    ]
    sensor: list[_Entry] = [
        *_picture(WIDTH, HEIGHT, mosaic.tobytes(), kind=0, bits=[16], photometric=32803),
        (33421, _SHORT, [2, 2]),
        (33422, _BYTE, b"\0\1\1\2"),
        (50717, _LONG, [60_000]),
    ]
    if not small:
        return _file([[*sensor, *common]])
    first = _picture(small, small * 2 // 3, picture, kind=1, bits=[8, 8, 8], photometric=2)
    return _file([[*first, *common], sensor])


def _picture(
    width: int, height: int, data: bytes, *, kind: int, bits: list[int], photometric: int
) -> list[_Entry]:
    return [
        (254, _LONG, [kind]),
        (256, _LONG, [width]),
        (257, _LONG, [height]),
        (258, _SHORT, bits),
        (259, _SHORT, [1]),
        (262, _SHORT, [photometric]),
        (273, _LONG, data),  # the data itself: `_file` puts it somewhere
        (277, _SHORT, [len(bits)]),
        (278, _LONG, [height]),
        (279, _LONG, [len(data)]),
    ]


def _file(directories: list[list[_Entry]]) -> bytes:
    """A TIFF: the second directory belongs to the first; all pixels after all directories."""
    if len(directories) == 2:
        directories[0].append((330, _LONG, [0]))
    sizes = [
        2 + 12 * len(one) + 4 + sum(len(_packed(e)) for e in one if len(_packed(e)) > 4)
        for one in directories
    ]
    starts = [8 + sum(sizes[:number]) for number in range(len(sizes))]
    pixels = 8 + sum(sizes)
    out, tail = struct.pack("<2sHI", b"II", 42, 8), b""
    for start, entries in zip(starts, directories, strict=True):
        beyond = start + 2 + 12 * len(entries) + 4
        rows, values = b"", b""
        for tag, kind, value in sorted(entries, key=lambda entry: entry[0]):
            packed = _packed((tag, kind, value))
            if tag == 273 and isinstance(value, bytes):
                packed = struct.pack("<I", pixels + len(tail))
                tail += value
            elif tag == 330:
                packed = struct.pack("<I", starts[1])
            count = len(packed) // _SIZES[kind]
            if len(packed) > 4:
                place = struct.pack("<I", beyond + len(values))
                values += packed
            else:
                place = packed.ljust(4, b"\0")
            rows += struct.pack("<HHI", tag, kind, count) + place
        out += struct.pack("<H", len(entries)) + rows + bytes(4) + values
    return out + tail


def _packed(entry: _Entry) -> bytes:
    tag, kind, value = entry
    if tag == 273:
        return bytes(4)
    if isinstance(value, bytes):
        return value
    return struct.pack(f"<{len(value)}{'H' if kind == _SHORT else 'I'}", *value)


@pytest.mark.parametrize("small", [0, 12])
def test_a_raw_file_without_a_large_preview_is_developed(tmp_path: Path, small: int) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(dng_bytes(small=small))
    decoded = decode(DecodeRequest(path))
    assert decoded.pixels is not None
    assert (decoded.facts.width, decoded.facts.height) == (WIDTH, HEIGHT)
    assert decoded.pixels.shape == (HEIGHT // 2, WIDTH // 2, 3)
    assert close(corners(decoded.pixels), UPRIGHT, within=30)
    assert decoded.facts.camera == ("Someone Some 1" if small else None)


def test_a_developed_raw_file_is_upright(tmp_path: Path) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(dng_bytes(small=0, orientation=6))
    decoded = decode(DecodeRequest(path))
    assert decoded.pixels is not None
    assert (decoded.facts.width, decoded.facts.height) == (HEIGHT, WIDTH)
    red, green, blue, grey = UPRIGHT
    assert close(corners(decoded.pixels), [blue, red, grey, green], within=30)


@pytest.mark.parametrize("small", [12, 240])
def test_of_a_raw_file_that_is_cut_off_the_small_picture_is_shown(
    tmp_path: Path, small: int
) -> None:
    path = tmp_path / "a.dng"
    whole = dng_bytes(small=small)
    path.write_bytes(whole[: len(whole) - WIDTH * HEIGHT * 2 + 1000])
    decoded = decode(DecodeRequest(path))
    assert decoded.pixels is not None
    assert decoded.pixels.shape == (small * 2 // 3, small, 3)
    assert close(corners(decoded.pixels), UPRIGHT)
    assert (decoded.facts.width, decoded.facts.height) == (WIDTH, HEIGHT)


def test_a_raw_file_that_is_cut_off_and_has_no_other_picture_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(dng_bytes(small=0)[:2000])
    with pytest.raises(DecodeError, match="cut off"):
        decode(DecodeRequest(path))

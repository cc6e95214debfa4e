"""Files that give no picture: a sentence each, and no memory spent on their claims."""

import os
import random
import struct
import sys
import tracemalloc
import zlib
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from curator.worker import reading
from curator.worker.decode import DecodeError, decode
from curator.worker.records import DecodeRequest
from tests.curator.worker.pictures import UPRIGHT, corners, jpeg_bytes, noise, quarters, write_jpeg


def reason(path: Path) -> str:
    with pytest.raises(DecodeError) as caught:
        decode(DecodeRequest(path))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    return sentence


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif", "gif", "bmp", "jp2"])
@pytest.mark.parametrize("part", [0.3, 0.9])
def test_half_a_picture_is_none(tmp_path: Path, suffix: str, part: float) -> None:
    path = tmp_path / f"a.{suffix}"
    noise(200, 150).save(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    assert reason(path)


def test_a_truncated_jpeg_is_called_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    data = jpeg_bytes(noise(200, 150))
    path.write_bytes(data[: len(data) // 2])
    assert reason(path).startswith("The file is cut off")


def test_a_copy_that_broke_off_and_ends_in_zeros(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    data = jpeg_bytes(noise(200, 150))
    path.write_bytes(data[: len(data) // 2] + bytes(len(data) // 2))
    assert reason(path).startswith("The file is cut off")


def test_a_png_whose_pixels_are_whole_is_read_though_its_end_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    note = PngInfo()
    note.add(b"noTe", b"x" * 500, after_idat=True)
    quarters().save(path, pnginfo=note)
    data = path.read_bytes()
    for end in (data[: data.index(b"IEND") - 100], data[: data.index(b"noTe") - 4]):
        path.write_bytes(end)
        decoded = decode(DecodeRequest(path))
        assert decoded.pixels is not None
        assert corners(decoded.pixels) == UPRIGHT
    path.write_bytes(data[: data.index(b"noTe") - 20])  # into the pixels
    assert reason(path).startswith("The file is cut off")


def test_zeros_after_a_whole_picture_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg_bytes(noise(200, 150)) + bytes(5000))
    assert decode(DecodeRequest(path)).pixels is not None


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.touch()
    assert reason(path) == "The file is empty."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Dear diary, this is no photo.\n" * 9, "text file"),
        (bytes(10_000), "zeros"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "PostScript"),
        (b"\xff\x0a" + b"\x91\x80" * 40, "JPEG XL"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\1" * 60, "video"),
        (b"<?xpacket begin='' id='W5M0'?>", "sidecar"),
        (random.Random(0).randbytes(64), "not an image"),
        (b"\xff\xd8\xff", "image"),
    ],
)
def test_what_is_no_photo(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    assert words in reason(path)


def test_a_fake_raw_file(tmp_path: Path) -> None:
    path = tmp_path / "a.nef"
    path.write_bytes(b"not a raw file" * 50)
    assert reason(path)


def test_missing_file_folder_and_pipe(tmp_path: Path) -> None:
    assert "not there" in reason(tmp_path / "gone.jpg")
    assert "folder" in reason(tmp_path)
    assert "name" in reason(tmp_path / "a\0b.jpg")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.jpg")
        assert "regular file" in reason(tmp_path / "pipe.jpg")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read all")
def test_no_permission(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg")
    path.chmod(0)
    assert "permission" in reason(path)


def test_a_symbolic_link_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").symlink_to(tmp_path / "b.jpg")
    (tmp_path / "b.jpg").symlink_to(tmp_path / "a.jpg")
    assert "circle" in reason(tmp_path / "a.jpg")


def test_a_file_beyond_the_bound_is_not_read(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg")
    with pytest.raises(DecodeError, match="too large"):
        reading.read_file(path, max_bytes=100)


def _png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_declared_size_beyond_the_bound_allocates_nothing(
    tmp_path: Path, width: int, height: int
) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(_png_header(width, height))
    tracemalloc.start()
    try:
        assert "megapixels" in reason(path)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_size_within_the_bound_but_beyond_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(_png_header(16_000, 16_000))
    assert "memory" in reason(path)


def test_a_jpeg_of_that_size_is_read_at_a_smaller_scale(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg", quarters(1600, 1200))
    decoded = decode(DecodeRequest(path, 200), memory_bytes=2_000_000)
    assert decoded.pixels is not None
    with pytest.raises(DecodeError, match="memory"):
        decode(DecodeRequest(path, 1600), memory_bytes=2_000_000)


def test_warnings_of_decoders_stay_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (12_000, 9_000), 7).save(path, compress_level=1)  # Pillow's bomb warning
    assert decode(DecodeRequest(path, 64)).pixels is not None

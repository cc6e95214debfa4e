"""The loader: every kind of file upright and in the right colours."""

import hashlib
import io
from datetime import datetime
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from curator.library.records import Marks
from curator.worker.decode import decode
from curator.worker.records import Decoded, DecodeRequest
from curator.worker.sketching import difference_hash
from tests.curator.worker.pictures import (
    BLUE,
    GREEN,
    GREY,
    RED,
    UPRIGHT,
    close,
    corners,
    noise,
    quarters,
    write_jpeg,
)
from tests.curator.xmp import packet


def read(path: Path, long_side: int | None = 2048) -> Decoded:
    return decode(DecodeRequest(path, long_side))


def pixels(path: Path) -> np.ndarray:
    found = read(path).pixels
    assert found is not None
    return found


def test_gives_hash_facts_thumbnail_and_pixels(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "NIKON CORPORATION"
    exif[ExifTags.Base.Model] = "NIKON D90\0"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2021:07:03 18:04:05"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.LensModel] = "AF 50mm f/1.8 "
    path = write_jpeg(tmp_path / "a.jpg", quarters(960, 640), exif=exif)

    decoded = read(path)

    assert decoded.path == path
    assert decoded.content_hash == hashlib.sha256(path.read_bytes()).hexdigest()
    assert decoded.size == path.stat().st_size
    assert decoded.mtime_ns == path.stat().st_mtime_ns
    assert (decoded.facts.width, decoded.facts.height) == (960, 640)
    assert decoded.facts.taken_at == datetime(2021, 7, 3, 18, 4, 5)
    assert decoded.facts.camera == "NIKON D90"
    assert decoded.facts.lens == "AF 50mm f/1.8"
    assert decoded.pixels is not None
    assert decoded.pixels.shape == (640, 960, 3)
    assert decoded.pixels.dtype == np.uint8
    assert decoded.thumbnail is not None
    with Image.open(io.BytesIO(decoded.thumbnail)) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("JPEG", (384, 256))
        assert close(corners(np.asarray(thumbnail)), UPRIGHT)


def test_a_large_photo_is_made_smaller_and_keeps_its_full_size_in_the_facts(
    tmp_path: Path,
) -> None:
    path = write_jpeg(tmp_path / "a.jpg", quarters(1200, 800))
    decoded = read(path, 300)
    assert decoded.pixels is not None
    assert decoded.pixels.shape == (200, 300, 3)
    assert (decoded.facts.width, decoded.facts.height) == (1200, 800)
    assert close(corners(decoded.pixels), UPRIGHT)


def test_no_pixels_and_no_thumbnail_when_none_are_wanted(tmp_path: Path) -> None:
    decoded = decode(DecodeRequest(write_jpeg(tmp_path / "a.jpg"), None, thumbnail=False))
    assert decoded.pixels is None
    assert decoded.thumbnail is None


_UNTURNED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_is_turned_upright_once(tmp_path: Path, orientation: int, suffix: str) -> None:
    turn = _UNTURNED[orientation]
    stored = quarters() if turn is None else quarters().transpose(turn)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    path = tmp_path / f"a.{suffix}"
    stored.save(path, exif=exif, quality=95)

    decoded = read(path)

    assert decoded.pixels is not None
    assert decoded.pixels.shape == (64, 96, 3)
    assert (decoded.facts.width, decoded.facts.height) == (96, 64)
    assert close(corners(decoded.pixels), UPRIGHT, within=20)


def test_heic_is_turned_upright_once(tmp_path: Path) -> None:

    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    stored = quarters().transpose(Image.Transpose.ROTATE_90)
    path = tmp_path / "a.heic"
    try:
        pillow_heif.from_pillow(stored).save(path, exif=exif.tobytes(), quality=95)
    except (RuntimeError, OSError) as error:
        pytest.skip(f"this build writes no HEIC: {error}")
    assert close(corners(pixels(path)), UPRIGHT, within=20)


def _swapped_profile() -> bytes:
    """sRGB with the red and the blue colorant swapped: red is stored as blue."""
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data = data.replace(b"rXYZ", b"tmp!").replace(b"bXYZ", b"rXYZ").replace(b"tmp!", b"bXYZ")
    return bytes(data)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_colours_go_through_the_profile(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    quarters().save(path, icc_profile=_swapped_profile(), quality=95)
    assert close(corners(pixels(path)), [BLUE, GREEN, RED, GREY], within=25)


def test_an_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    from PIL import ImageCms

    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = tmp_path / "a.png"
    noise(40, 30).save(path, icc_profile=icc)
    assert np.array_equal(pixels(path), np.asarray(noise(40, 30)))


@pytest.mark.parametrize("profile", [b"", b"nonsense", b"\0" * 200])
def test_a_damaged_profile_is_ignored(tmp_path: Path, profile: bytes) -> None:
    path = write_jpeg(tmp_path / "a.jpg", icc_profile=profile)
    assert close(corners(pixels(path)), UPRIGHT)


def test_cmyk_jpeg(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg", quarters().convert("CMYK"))
    assert close(corners(pixels(path)), UPRIGHT)


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_16_bits_of_grey(tmp_path: Path, suffix: str) -> None:
    ramp = np.linspace(0, 65535, 64).astype(np.uint16)
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(np.tile(ramp, (8, 1))).save(path)
    row = pixels(path)[4, :, 0]
    assert row[0] == 0
    assert row[-1] == 255
    assert abs(int(row[32]) - 130) <= 2


def test_real_numbers_as_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.fromarray(np.tile(np.linspace(0, 1, 64, dtype=np.float32), (8, 1))).save(path)
    row = pixels(path)[4, :, 0]
    assert (row[0], row[-1]) == (0, 255)


def test_palette_and_bilevel(tmp_path: Path) -> None:
    palette = tmp_path / "p.png"
    quarters().quantize(16).save(palette)
    assert close(corners(pixels(palette)), UPRIGHT)
    bilevel = tmp_path / "b.png"
    Image.new("1", (8, 8), 1).save(bilevel)
    assert pixels(bilevel).min() == 255


def test_transparent_parts_are_white(tmp_path: Path) -> None:
    image = quarters().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 32, 96, 64))
    for name in ("a.png", "a.webp"):
        image.save(tmp_path / name, **({"lossless": True} if name.endswith("webp") else {}))
        seen = corners(pixels(tmp_path / name))
        assert close(seen, [RED, GREEN, (255, 255, 255), (255, 255, 255)])


def test_a_picture_that_would_be_hidden_as_a_whole_is_shown(tmp_path: Path) -> None:
    image = quarters().convert("RGBA")
    image.putalpha(0)  # an alpha channel that some program left empty
    image.save(tmp_path / "a.png")
    assert close(corners(pixels(tmp_path / "a.png")), UPRIGHT)


def _save_with_xmp(path: Path, said: bytes) -> None:
    if path.suffix == ".png":
        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", said.decode())
        quarters().save(path, pnginfo=text)
    elif path.suffix == ".tif":
        quarters().save(path, tiffinfo={700: said})
    else:
        pillow_heif.register_heif_opener()
        quarters().save(path, xmp=said)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif", ".heic", ".avif"])
def test_xmp_inside_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    said = packet(xmp_Rating="3", xmp_Label="Blue")
    _save_with_xmp(path, said)
    assert read(path).marks == Marks(3, None, "blue")
    _save_with_xmp(path, said.replace(b"</rdf:RDF>", b"</rdf:RDX>"))
    assert read(path).marks is None  # damaged, and the photo is none the worse


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_the_first_picture_of_an_animation(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    more = [Image.new("RGB", (96, 64), colour) for colour in (RED, BLUE)]
    quarters().save(path, save_all=True, append_images=more, duration=50)
    assert close(corners(pixels(path)), UPRIGHT, within=25)


@pytest.mark.parametrize("suffix", ["bmp", "jp2", "ppm", "tga", "qoi", "dib"])
def test_other_formats(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    quarters().save(path)
    assert close(corners(pixels(path)), UPRIGHT, within=20)


def test_a_picture_of_one_pixel(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (1, 1), RED).save(path)
    assert pixels(path).shape == (1, 1, 3)


def test_a_very_long_picture_keeps_at_least_one_pixel(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (5000, 1), RED).save(path)
    assert pixels(path).shape == (1, 2048, 3)


def test_a_wrong_name_does_not_matter(tmp_path: Path) -> None:
    for name in ("a.png", "a.nef", "a.heic", "a"):
        write_jpeg(tmp_path / name)
        assert close(corners(pixels(tmp_path / name)), UPRIGHT)


@pytest.mark.parametrize(
    "time", ["0000:00:00 00:00:00", "    :  :     :  :  ", "2021:13:40 10:00:00", "", "yesterday"]
)
def test_a_senseless_date_is_none(tmp_path: Path, time: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = time
    facts = read(write_jpeg(tmp_path / "a.jpg", exif=exif)).facts
    assert facts.taken_at is None


def test_damaged_metadata_does_not_spoil_the_photo(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\x07" * 40)
    decoded = read(path)
    assert decoded.facts.taken_at is None
    assert decoded.facts.camera is None


def test_the_perceptual_hash_survives_size_and_compression() -> None:
    image = Image.effect_mandelbrot((600, 400), (-2, -1.5, 1, 1.5), 100).convert("RGB")
    first = difference_hash(image)
    second = difference_hash(image.resize((300, 200)))
    assert 0 <= first < 2**64
    assert (first ^ second).bit_count() <= 6
    mirrored = difference_hash(image.transpose(Image.Transpose.FLIP_TOP_BOTTOM).rotate(90))
    assert (first ^ mirrored).bit_count() > 8

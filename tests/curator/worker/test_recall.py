"""What a photo says of itself is read again without decoding it, and is the same."""

from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from curator.library.records import UNSAID, Exposure
from curator.worker.decode import DecodeError, decode
from curator.worker.decode_pool import DecodePool
from curator.worker.recall import recall
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure, Recalled, RecallRequest
from tests.curator.worker.pictures import quarters
from tests.curator.worker.test_raw import dng_bytes

WAIT_S = 60


def exif() -> Image.Exif:
    told = Image.Exif()
    told[ExifTags.Base.Model] = "Testcam 1"
    inner = told.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = "2024:06:01 12:00:00"
    inner[ExifTags.Base.ExposureTime] = IFDRational(1, 200)
    inner[ExifTags.Base.FNumber] = IFDRational(56, 10)
    inner[ExifTags.Base.ISOSpeedRatings] = 400
    inner[ExifTags.Base.LensModel] = "50mm"
    return told


def recalled(path: Path) -> tuple[Decoded, Recalled]:
    decoded = decode(DecodeRequest(path, pixels_long_side=None))
    assert decoded.thumbnail is not None
    return decoded, recall(RecallRequest(path, decoded.thumbnail))


@pytest.mark.parametrize("suffix", ["jpg", "webp", "avif", "heic"])
def test_the_same_as_when_it_was_decoded(tmp_path: Path, suffix: str) -> None:
    if suffix == "heic":
        pytest.importorskip("pillow_heif").register_heif_opener()
    path = tmp_path / f"a.{suffix}"
    quarters().save(path, exif=exif())
    decoded, again = recalled(path)
    assert again.exposure == decoded.facts.exposure == Exposure(1 / 200, 5.6, 400, None)
    assert again.lens == decoded.facts.lens == "50mm"
    assert decoded.facts.sketch is not None
    assert len(again.sketch) == len(decoded.facts.sketch)
    apart = [abs(a - b) for a, b in zip(again.sketch, decoded.facts.sketch, strict=True)]
    assert max(apart) <= 8  # the thumbnail was compressed


def test_a_raw_file_is_opened_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(dng_bytes(small=12))
    decoded, again = recalled(path)
    assert (again.lens, again.exposure) == (decoded.facts.lens, decoded.facts.exposure)


def test_what_says_nothing_gives_its_sketch(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    quarters().save(path)
    decoded, again = recalled(path)
    assert again.exposure == UNSAID
    assert decoded.thumbnail is not None
    path.unlink()
    assert recall(RecallRequest(path, decoded.thumbnail)) == again


def test_a_damaged_thumbnail_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match="damaged"):
        recall(RecallRequest(tmp_path / "a.jpg", b"no picture"))


def test_the_pool_recalls(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    quarters().save(path, exif=exif())
    _, again = recalled(path)
    thumbnail = decode(DecodeRequest(path)).thumbnail
    assert thumbnail is not None
    with DecodePool(processes=1) as pool:
        assert pool.recall(RecallRequest(path, thumbnail)).result(WAIT_S) == again
        assert isinstance(pool.recall(RecallRequest(path, b"")).result(WAIT_S), PhotoFailure)

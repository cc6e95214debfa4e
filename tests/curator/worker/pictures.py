"""Pictures that tests of the decoder make: two colours that show turning and swapping."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

RED, BLUE, GREEN, GREY = (220, 30, 30), (30, 30, 220), (30, 200, 30), (128, 128, 128)


def quarters(width: int = 96, height: int = 64) -> Image.Image:
    """Red top left, green top right, blue bottom left, grey bottom right."""
    image = Image.new("RGB", (width, height), GREY)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def noise(width: int, height: int) -> Image.Image:
    """Much detail, the same each time: files of it are large and cannot be cut unnoticed."""
    values = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    return Image.fromarray(values)


def corners(pixels: np.ndarray) -> list[tuple[int, ...]]:
    """The colours in the middle of the four quarters: top left, top right, bottom left, right."""
    height, width = pixels.shape[:2]
    spots = [(y, x) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [tuple(int(value) for value in pixels[y, x]) for y, x in spots]


def close(seen: list[tuple[int, ...]], wanted: list[tuple[int, ...]], *, within: int = 12) -> bool:
    """Whether all colours are nearly as wanted."""
    return bool(np.abs(np.array(seen) - np.array(wanted)).max() <= within)


UPRIGHT = [RED, GREEN, BLUE, GREY]


def jpeg_bytes(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", **{"quality": 92, "subsampling": 0, **options})
    return out.getvalue()


def write_jpeg(path: Path, image: Image.Image | None = None, **options: object) -> Path:
    path.write_bytes(jpeg_bytes(image or quarters(), **options))
    return path

"""Series of small photos as cameras take them: bursts, exposure brackets, panoramas, with EXIF."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

Grey = npt.NDArray[np.float32]

NOON = datetime(2024, 6, 1, 12, 0, 0)
SIZE = (240, 160)


def scene(seed: int, *, width: int = SIZE[0]) -> Grey:
    """A made-up view, (160, width) with values 40 to 160: no two seeds look alike."""
    random = np.random.default_rng(seed)
    coarse = random.uniform(40, 160, (8, max(2, width // 20))).astype(np.float32)
    picture = Image.fromarray(coarse).resize((width, SIZE[1]), Image.Resampling.BICUBIC)
    return np.asarray(picture, np.float32)


def shoot(
    path: Path,
    view: Grey,
    taken_at: datetime | None,
    *,
    seconds: float = 0.01,
    seed: int = 0,
    camera: str = "Testcam 1",
) -> Path:
    """Save a view as a photo with a little grain and the EXIF of a camera."""
    path.parent.mkdir(parents=True, exist_ok=True)
    grain = np.random.default_rng(seed).uniform(-2, 2, view.shape)
    grey = np.clip(view + grain, 0, 255).astype(np.uint8)
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = camera
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    if taken_at is not None:
        inner[ExifTags.Base.DateTimeOriginal] = f"{taken_at:%Y:%m:%d %H:%M:%S}"
    inner[ExifTags.Base.ExposureTime] = IFDRational(round(seconds * 10_000), 10_000)
    inner[ExifTags.Base.FNumber] = IFDRational(56, 10)
    inner[ExifTags.Base.ISOSpeedRatings] = 100
    inner[ExifTags.Base.ExposureBiasValue] = IFDRational(0, 1)
    Image.fromarray(grey).convert("RGB").save(path, quality=92, exif=exif)
    return path


def burst(folder: Path, number: int, *, seed: int, at: datetime, name: str = "burst") -> list[Path]:
    """A subject that moves a little; each photo brighter than the one before."""
    view = scene(seed, width=SIZE[0] + 8 * number)
    return [
        shoot(
            folder / f"{name}{shot}.jpg",
            view[:, 2 * shot : 2 * shot + SIZE[0]] + 4 * shot,
            at + timedelta(seconds=shot // 2),
            seed=seed + shot,
        )
        for shot in range(number)
    ]


def bracket(folder: Path, *, seed: int, at: datetime, name: str = "bracket") -> list[Path]:
    """One view at 0, -2 and +2 EV."""
    view = scene(seed)
    return [
        shoot(
            folder / f"{name}{shot}.jpg",
            (255 * (view / 255 * 2.0**ev) ** (1 / 2.2) - 60).astype(np.float32),
            at + timedelta(seconds=shot),
            seconds=0.01 * 2.0**ev,
            seed=seed + shot,
        )
        for shot, ev in enumerate((0, -2, 2))
    ]


def panorama(
    folder: Path, number: int, *, seed: int, at: datetime, name: str = "panorama"
) -> list[Path]:
    """Views that turn to the right, each with 40% of the one before."""
    step = round(SIZE[0] * 0.6)
    view = scene(seed, width=SIZE[0] + step * number)
    return [
        shoot(
            folder / f"{name}{shot}.jpg",
            view[:, step * shot : step * shot + SIZE[0]],
            at + timedelta(seconds=3 * shot),
            seed=seed + shot,
        )
        for shot in range(number)
    ]

"""The shipped judge, loaded once, and small folders of made photos."""

from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from core.evaluation.bench import Bench, Settings
from core.mini.judge import MiniJudge
from core.training.pool import held_out
from tests.core.mini import scenes


@pytest.fixture(scope="session")
def judge() -> MiniJudge:
    return MiniJudge.load(device="cpu")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Six photos that training would hold out by name, and three that it would not."""
    folder = tmp_path / "photos"
    folder.mkdir()
    names = [f"{number}.png" for number in range(100)]
    chosen = [name for name in names if held_out(name)][:6]
    chosen += [name for name in names if not held_out(name)][:3]
    for seed, name in enumerate(chosen):
        image = scenes.blocks(seed, height=120 + 4 * seed, width=180)
        cv2.imwrite(str(folder / name), image[..., ::-1])
    return folder


@pytest.fixture
def photos_full(tmp_path: Path) -> Path:
    """Two photos that are large enough for two sizes, and a small one."""
    folder = tmp_path / "full"
    folder.mkdir()
    for seed, width in enumerate((2100, 2060, 600)):
        image = scenes.blocks(seed, height=700, width=width)
        cv2.imwrite(str(folder / f"{seed}.jpg"), image[..., ::-1])
    return folder


@pytest.fixture
def ratings(tmp_path: Path, photos: Path) -> Path:
    """A table of the made photos, each its own theme, and one that is not in the folder."""
    folder = tmp_path / "ratings"
    folder.mkdir()
    names = sorted(path.name for path in photos.iterdir())
    lines = [f"{name},theme {i},{3 + (i * 7) % 5 / 2}" for i, name in enumerate(names)]
    table = "\n".join(["path,theme,beauty_mean", *lines, "gone.png,theme 1,7.0"])
    (folder / "made_per_image.csv").write_text(table + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def bench_of(judge: MiniJudge) -> Callable[[Settings], Bench]:
    return lambda settings: Bench(judge, settings)

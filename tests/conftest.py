"""Fixtures that every part of the tests may use."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "2")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development photos; a test that wants them is marked `shared`."""
    default = Path(__file__).resolve().parents[2] / "shared"
    path = Path(os.environ.get("CURATOR_SHARED", default))
    if not (path / "photos").is_dir():
        pytest.skip("the development photos are not on this machine")
    return path


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test ever meets the user's own library."""
    home = tmp_path / "home"
    monkeypatch.setenv("CURATOR_HOME", str(home))
    return home

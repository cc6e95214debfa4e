"""Fixtures that every part of the tests may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator import language

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.update(LC_ALL="C.UTF-8", LANGUAGE="")  # tests speak English, whatever the machine does


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


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """A test that speaks another language does not make the next one do so."""
    yield
    if language.current() != "en":
        language.install("en")

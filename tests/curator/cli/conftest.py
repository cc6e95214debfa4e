"""What the tests of the commands share."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from core import JudgeFactory, JudgeIdentity, JudgeListing, JudgeUnavailableError
from curator.cli import main
from curator.cli.session import JudgeSource
from tests.curator.pictures import save_pictures
from tests.fakes import FAKE_IDENTITY, fake_judge_factory


def _identify(name: str) -> JudgeIdentity:
    if name != "mini":
        raise JudgeUnavailableError(f"There is no judge {name!r}.")
    return FAKE_IDENTITY


def _factory(name: str, device: str) -> JudgeFactory:
    return fake_judge_factory()


FAKE_JUDGES = JudgeSource(
    _identify,
    _factory,
    lambda names: [JudgeListing(n, "A judge for tests.", True) for n in ("mini", *names)],
)


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def curator(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process, with the judge for tests."""

    def run(*args: object) -> Ran:
        capsys.readouterr()
        code = main([str(arg) for arg in args], judges=FAKE_JUDGES)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with five photos of growing brightness."""
    folder = tmp_path / "photos"
    save_pictures(folder, [40, 80, 120, 160, 200])
    return folder

"""The long tests in their short form, so that they cannot rot."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_kills() -> None:
    assert "every photo is there once, scored once, every decision is kept" in quick("kills.py")


@pytest.mark.slow
def test_many_files() -> None:
    out = quick("many_files.py")
    assert "2,000 changes" in out
    assert "second scan" in out
    assert out.count("MB per 1,000 photos") == 3


@pytest.mark.slow
def test_monkey() -> None:
    assert "no exception, no warning, nothing hung" in quick("monkey.py")


def quick(name: str) -> str:
    done = run(name, "--quick")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run(name: str, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(HERE / name), *options],
        cwd=HERE.parents[1],
        check=False,
        capture_output=True,
        text=True,
    )

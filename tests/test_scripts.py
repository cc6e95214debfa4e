"""The scripts that are run by hand still fit the program."""

import subprocess
import sys
from pathlib import Path

_TESTS = Path(__file__).parent


def test_every_benchmark_and_long_run_can_be_imported() -> None:
    scripts = [path for name in ("benchmarks", "long") for path in (_TESTS / name).glob("*.py")]
    assert len(scripts) > 15
    modules = [f"tests.{path.parent.name}.{path.stem}" for path in scripts if path.stem[0] != "_"]
    done = subprocess.run(
        [sys.executable, "-c", f"import {', '.join(sorted(modules))}"],
        cwd=_TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

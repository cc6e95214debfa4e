"""The shipped mini judge, loaded once."""

import pytest

from core.mini.judge import MiniJudge


@pytest.fixture(scope="session")
def mini() -> MiniJudge:
    return MiniJudge.load(device="cpu")

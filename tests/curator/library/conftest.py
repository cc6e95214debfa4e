"""A library on the disk for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.library import Library
from curator.settings import Home


@pytest.fixture
def home(own_home: Path) -> Home:
    return Home.find(own_home)


@pytest.fixture
def library(home: Home) -> Iterator[Library]:
    with Library.open(home, busy_timeout_s=10) as opened:
        yield opened

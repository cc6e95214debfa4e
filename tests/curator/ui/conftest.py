"""Qt for the tests of the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from curator.library.records import Ranked
from curator.ui.road import Road
from curator.ui.singletons import keep_singletons
from curator.ui.theme import Theme

_SAID = ("This plugin does not support", "systemTrayWindowChanged")

keep_singletons()  # before any test makes Qt count references


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform says this of windows, pop-ups and tray; it says nothing about ours.
    for item in items:
        if "tests/curator/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*_SAID))


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    Theme(qapp)
    return qapp


@pytest.fixture
def road(qapp: QApplication) -> Iterator[Road]:
    road = Road()
    yield road
    road.close()


def ranked(
    photo_id: int,
    score: float | None = 50.0,
    *,
    stars: float | None = None,
    flag: str | None = None,
    error: str | None = None,
) -> Ranked:
    """A row of the grid."""
    return Ranked(
        photo_id=photo_id,
        path=Path(f"/photos/{photo_id}.jpg"),
        score=score,
        generic=None if score is None else 40.0,
        stars=stars,
        flag=flag,  # type: ignore[arg-type]
        taken_at=None,
        width=600,
        height=400,
        content_hash=None,
        error=error,
    )

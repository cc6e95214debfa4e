import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.services.watching import Watcher
from tests.curator.services.conftest import wait_until


@pytest.fixture
def watched() -> Iterator[tuple[Watcher, threading.Event]]:
    woken = threading.Event()
    watcher = Watcher(woken.set)
    yield watcher, woken
    watcher.close()


def test_paths_are_noted(watched: tuple[Watcher, threading.Event], tmp_path: Path) -> None:
    watcher, woken = watched
    assert watcher.watch(tmp_path) is None
    noted: set[Path] = set()

    def takes(*paths: Path) -> None:
        def there() -> bool:
            noted.update(watcher.take()[0])
            return noted.issuperset(paths)

        wait_until(there)

    (tmp_path / "a.jpg").write_bytes(b"x")
    takes(tmp_path / "a.jpg")
    assert woken.is_set()
    (tmp_path / "a.jpg").rename(tmp_path / "b.jpg")
    takes(tmp_path / "b.jpg")
    (tmp_path / "sub").mkdir()
    takes(tmp_path / "sub")
    (tmp_path / "b.jpg").unlink()
    takes(tmp_path / "b.jpg")
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "c.jpg").write_bytes(b"x")
    takes(tmp_path / "c.jpg")
    assert tmp_path / ".hidden" not in noted


def test_reading_is_no_event(watched: tuple[Watcher, threading.Event], tmp_path: Path) -> None:
    watcher, _ = watched
    (tmp_path / "a.jpg").write_bytes(b"x")
    watcher.watch(tmp_path)
    (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "end.jpg").write_bytes(b"x")
    noted: set[Path] = set()

    def ended() -> bool:
        noted.update(watcher.take()[0])
        return tmp_path / "end.jpg" in noted

    wait_until(ended)
    assert tmp_path / "a.jpg" not in noted


def test_unwatched_is_silent(watched: tuple[Watcher, threading.Event], tmp_path: Path) -> None:
    watcher, woken = watched
    watcher.watch(tmp_path)
    watcher.unwatch(tmp_path)
    (tmp_path / "a.jpg").write_bytes(b"x")
    assert watcher.take() == ([], False)
    assert not woken.is_set()

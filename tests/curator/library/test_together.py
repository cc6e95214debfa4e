"""Several threads and processes over one library."""

import multiprocessing
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core import Look, Profile
from curator.errors import LibraryError
from curator.library import FileSeen, Library, RankQuery, read_looks
from curator.settings import Home
from tests.curator.library.samples import VISION, digest, look_at


def _write(home: Home, name: str, amount: int) -> None:
    """In a process of its own: opens (perhaps makes) the library and writes to it."""
    with Library.open(home, busy_timeout_s=30) as library:
        root = library.roots.add(home.path.parent)
        for number in range(amount):
            path = root.path / name / f"{number}.jpg"
            library.photos.apply_scan(root.id, [FileSeen(path, 1, 1)], within=path)
            look_at(library, f"{name} {number}")


def test_two_processes_make_and_write_one_library(home: Home) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_write, args=(home, name, 20)) for name in ("a", "b")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    with Library.open(home) as library:
        (root,) = library.roots.list()
        assert root.photos == 40
        hashes = [digest(f"{name} {n}") for name in "ab" for n in range(20)]
        assert len(library.looks.get(hashes, VISION)) == 40


def test_many_threads(library: Library, tmp_path: Path) -> None:
    root = library.roots.add(tmp_path)
    stop = threading.Event()

    def read() -> int:
        rounds = 0
        while not stop.is_set():
            assert len(library.judgements.rank_ids(RankQuery(None, None))) <= 160
            rounds += 1
        return rounds

    def write(name: int) -> None:
        for number in range(20):
            path = root.path / f"{name}" / f"{number}.jpg"
            library.photos.apply_scan(root.id, [FileSeen(path, 1, 1)], within=path)

    with ThreadPoolExecutor(12) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        writers = [pool.submit(write, number) for number in range(8)]
        try:
            for writer in writers:
                writer.result(60)
        finally:
            stop.set()
        assert all(reader.result(10) > 0 for reader in readers)
    assert library.roots.list()[0].photos == 160


def test_read_looks_while_a_writer_writes(library: Library, home: Home) -> None:
    look_at(library, "A", "B")
    with library._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM look")
        found = read_looks(home.database, VISION, [digest("A"), digest("C")], timeout_s=0.05)
    assert found == {digest("A"): Look(digest("A"), VISION, b"A")}
    assert read_looks(home.database, VISION, [digest("A")]) == {}


def test_read_looks_of_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="could not be read"):
        read_looks(tmp_path / "none.sqlite", VISION, ["a"])
    assert list(tmp_path.glob("none*")) == []


def test_a_failed_write_leaves_nothing_behind(library: Library) -> None:
    def write_half() -> None:
        with library._database.write() as connection:
            connection.exec_driver_sql("INSERT INTO root (path) VALUES ('/x')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert library.roots.list() == []
    library.profiles.add(Profile("Anna"))


def test_children_read_looks_without_sqlalchemy() -> None:
    code = (
        "import sys\n"
        "from curator.library import PhotoFacts, read_looks\n"
        "sys.exit('sqlalchemy' in sys.modules or 'torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_up_to_date_library_opens_without_alembic(home: Home) -> None:
    Library.open(home).close()
    code = (
        "import sys\n"
        "from curator.library import Library\n"
        "from curator.settings import Home\n"
        "Library.open(Home.find()).close()\n"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""Backups that are not the newest hold no looks, and are as good as ever to be restored from."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core import Look, Profile
from curator.library import Library
from curator.library.backup import DAY_S, backups
from curator.library.thinning import thin_old
from curator.settings import Home
from tests.curator.library.samples import digest, fill, judge, key_of, look_at

_VISION = "vision-1"


@pytest.fixture
def worked(library: Library, home: Home, tmp_path: Path) -> Iterator[Library]:
    """A library with a judged photo and many large looks, with three backups, a day apart."""
    (tmp_path / "photos").mkdir()
    root = library.roots.add(tmp_path / "photos")
    ids = fill(library, root.id, {"a.jpg": "A"})
    anna = library.profiles.add(Profile.from_text("I like light.", "Anna"))
    judge(library, anna, {"A": 70.0})
    library.decisions.set([ids["a.jpg"]], anna.id, stars=4)
    library.looks.store([Look(digest(f"{n}"), _VISION, os.urandom(1500)) for n in range(300)])
    for _ in range(3):
        for path in backups(home.backups):
            before = path.stat().st_mtime - DAY_S
            os.utime(path, (before, before))
        library.back_up_daily()
    return library


def looks_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM look").fetchone()[0])


def test_only_the_newest_holds_looks_and_their_room(worked: Library, home: Home) -> None:
    newest, *older = backups(home.backups)
    assert (looks_in(newest), [looks_in(path) for path in older]) == (301, [0, 0])
    assert all(path.stat().st_size * 2 < newest.stat().st_size for path in older)
    assert thin_old(home.backups) == 0
    assert [path.suffix for path in home.backups.iterdir()] == [".sqlite"] * 3


def test_a_thin_one_restores_everything_else(worked: Library, home: Home) -> None:
    newest = backups(home.backups)[0]
    worked.close()
    newest.unlink()
    home.database.write_bytes(b"not a database " * 1000)
    with Library.open(home) as library:
        assert library.restored is not None
        anna = library.profiles.get("Anna")
        (photo,) = library.photos.get([1])
        assert library.decisions.get([1], anna.id)[1].stars == 4
        assert set(library.judgements.get(key_of(anna), [digest("A")])) == {digest("A")}
        waiting = library.looks.pending(_VISION, None)
        assert [one.path for one in waiting] == [photo.path]
        look_at(library, "A")
        assert library.looks.pending(_VISION, None) == []


def test_one_that_cannot_be_read_stays_as_it_is(worked: Library, home: Home) -> None:
    odd = home.backups / "library-0001-20200101-000000.sqlite"
    odd.write_bytes(b"not a database " * 1000)
    os.utime(odd, (0, 0))
    assert thin_old(home.backups) == 0
    assert odd.read_bytes().startswith(b"not a database")
    assert not list(home.backups.glob("*.part"))

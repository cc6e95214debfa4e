"""Processes that were killed, damaged files, the daily backup, homes on a network's disk."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core import Look, Profile
from curator.errors import LibraryError
from curator.library import Library, migrations, read_looks
from curator.library.backup import DAY_S, backups
from curator.library.presence import alone
from curator.settings import Home

ROOT = Path(__file__).resolve().parents[3]

# Opens the library of a home, does something, and ends as a killed process does.
_KILLED = """
import os, sys
from pathlib import Path
from core import Look, Profile
from curator.library import Library
from curator.settings import Home
library = Library.open(Home.find(Path(sys.argv[1])))
{work}
os._exit(9)
"""


def killed_while(home: Home, work: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _KILLED.format(work=work), str(home.path)], cwd=ROOT, check=False
    )
    assert done.returncode == 9


def names(home: Home) -> list[str]:
    with Library.open(home) as library:
        return [stored.profile.name for stored in library.profiles.list()]


def fill(library: Library) -> None:
    library.looks.store([Look(f"{n}", "v", os.urandom(1000)) for n in range(300)])


def damage(database: Path, *, checkpoint: bool = True) -> None:
    """Overwrite the middle of the file."""
    if checkpoint:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as file:
        file.seek(database.stat().st_size // 2)
        file.write(b"\xde\xad\xbe\xef" * 20_000)


@pytest.fixture
def backed_up(home: Home) -> Home:
    """A closed library with one profile in it and in its backup, a second one only in it."""
    with Library.open(home) as library:
        fill(library)
        library.profiles.add(Profile("Anna"))
        assert library.back_up_daily() is not None
        library.profiles.add(Profile("Ben"))
    return home


def test_what_a_killed_process_stored_is_there(home: Home) -> None:
    killed_while(home, "library.profiles.add(Profile('Anna'))")
    assert len(list(home.running.glob("*.open"))) == 1
    assert names(home) == ["Anna"]
    assert list(home.running.glob("*.open")) == []  # looked at once, and forgotten


def test_a_damaged_library_is_restored_after_a_crash(backed_up: Home) -> None:
    killed_while(backed_up, "pass")
    damage(backed_up.database)
    with Library.open(backed_up) as library:
        assert [stored.profile.name for stored in library.profiles.list()] == ["Anna"]
        assert library.restored is not None
        assert library.restored.startswith("The library was damaged and is now as it was in")
        assert library.upkeep.faults() == []
    (kept,) = backed_up.backups.glob("damaged-*.sqlite")
    assert b"\xde\xad\xbe\xef" in kept.read_bytes()
    with Library.open(backed_up) as library:
        assert library.restored is None


def test_a_library_that_was_closed_is_not_read_through_at_the_start(backed_up: Home) -> None:
    damage(backed_up.database)
    with Library.open(backed_up) as library:
        assert library.restored is None
        with pytest.raises(LibraryError, match="damaged"):  # met in use
            library.looks.get([f"{n}" for n in range(300)], "v")
    with Library.open(backed_up) as library:  # so the next one looks
        assert library.restored is not None
        assert len(library.looks.get([f"{n}" for n in range(300)], "v")) == 300


def test_a_file_that_is_no_database_is_replaced_by_the_backup(backed_up: Home) -> None:
    backed_up.database.write_bytes(b"not a database " * 1000)
    assert names(backed_up) == ["Anna"]


def test_a_log_of_the_damaged_one_does_not_get_into_the_backup(backed_up: Home) -> None:
    killed_while(backed_up, "[library.profiles.add(Profile(f'{n}')) for n in range(50)]")
    log = backed_up.database.with_name("library.sqlite-wal")
    assert log.stat().st_size > 0
    damage(backed_up.database, checkpoint=False)
    assert names(backed_up) == ["Anna"]


def test_the_newest_sound_backup_is_taken(backed_up: Home) -> None:
    (good,) = backed_up.backups.iterdir()
    bad = backed_up.backups / "daily-0002-20990101-000000.sqlite"
    bad.write_bytes(good.read_bytes())
    damage(bad)
    assert backups(backed_up.backups)[0] == bad
    backed_up.database.write_bytes(b"not a database " * 1000)
    assert names(backed_up) == ["Anna"]


def test_a_damaged_library_without_a_sound_backup_is_left_alone(home: Home) -> None:
    with Library.open(home) as library:
        fill(library)
    killed_while(home, "pass")
    damage(home.database)
    before = home.database.read_bytes()
    for _ in range(2):  # it is not forgotten that it was not closed
        with pytest.raises(LibraryError, match=r"damaged .*backups"):
            Library.open(home)
    assert home.database.read_bytes() == before


def test_nothing_is_restored_while_another_has_it_open(backed_up: Home) -> None:
    with Library.open(backed_up):
        killed_while(backed_up, "pass")
        damage(backed_up.database)
        with pytest.raises(LibraryError, match="another Curator has it open"):
            Library.open(backed_up)
    assert names(backed_up) == ["Anna"]


def test_the_daily_backup_is_made_once_a_day_and_seven_are_kept(library: Library) -> None:
    made = [library.back_up_daily()]
    assert library.back_up_daily() is None
    folder = library._backups
    for _ in range(9):
        for path in backups(folder):
            before = path.stat().st_mtime - DAY_S
            os.utime(path, (before, before))
        made.append(library.back_up_daily())
    assert None not in made
    assert backups(folder) == made[:-8:-1]


def test_a_damaged_library_pushes_no_backup_out(backed_up: Home) -> None:
    (good,) = backed_up.backups.iterdir()
    yesterday = time.time() - DAY_S
    os.utime(good, (yesterday, yesterday))
    damage(backed_up.database)
    with Library.open(backed_up) as library:
        with pytest.raises(LibraryError, match="damaged"):
            library.back_up_daily()
        assert list(backed_up.backups.iterdir()) == [good]


def test_a_migration_that_is_killed_leaves_the_old_library(home: Home, tmp_path: Path) -> None:
    with Library.open(home) as library:
        library.profiles.add(Profile("Anna"))
    package = tmp_path / "package" / "library"
    (package / "migrations" / "versions").mkdir(parents=True)
    shipped = Path(migrations.__file__).parent
    for file in (shipped / "env.py", *(shipped / "versions").glob("v*.py")):
        (package / "migrations" / file.relative_to(shipped)).write_bytes(file.read_bytes())
    (package / "migrations" / "versions" / "v9999_next.py").write_text(
        "import os\nfrom alembic import op\n"
        f"revision, down_revision = '9999', '{migrations.HEAD}'\n"
        "def upgrade() -> None:\n    op.execute('DELETE FROM profile'); os._exit(9)\n",
        encoding="utf-8",
    )
    script = (
        "import sys\nfrom pathlib import Path\nfrom curator.library import Library, schema\n"
        "from curator.settings import Home\n"
        f"schema.HEAD, schema.__file__ = '9999', {str(package / 'schema.py')!r}\n"
        "Library.open(Home.find(Path(sys.argv[1])))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(home.path)], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert names(home) == ["Anna"]
    assert [path.name.split("-")[0] for path in backups(home.backups)] == ["library"]


@pytest.fixture
def on_network(home: Home, tmp_path: Path) -> Iterator[Library]:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:1 / {home.path} rw - nfs4 server:/home rw\n", encoding="utf-8")
    with Library.open(home, mounts=mounts) as library:
        yield library


def test_a_home_on_a_network_has_no_log_that_needs_shared_memory(
    on_network: Library, home: Home
) -> None:
    on_network.profiles.add(Profile("Anna"))
    on_network.looks.store([Look("a", "v", b"1")])
    on_network.cache.store_thumbnails([("a", b"jpeg")])
    assert read_looks(home.database, "v", ["a"]) == {"a": Look("a", "v", b"1")}
    assert on_network.cache.thumbnail("a") == b"jpeg"
    for database in (home.database, home.cache):
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert not list(home.path.glob("*-wal"))


def test_a_library_that_moves_to_a_network_leaves_its_log_behind(
    home: Home, tmp_path: Path
) -> None:
    killed_while(home, "library.profiles.add(Profile('Anna'))")
    assert list(home.path.glob("library.sqlite-wal"))
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:1 / {home.path} rw - cifs //nas/home rw\n", encoding="utf-8")
    with Library.open(home, mounts=mounts) as library:
        assert [stored.profile.name for stored in library.profiles.list()] == ["Anna"]
        assert not list(home.path.glob("library.sqlite-wal"))


def test_opening_waits_for_another_that_is_opening(home: Home) -> None:
    with (
        alone(home.opening_lock, timeout_s=0),
        pytest.raises(LibraryError, match="Another Curator is opening"),
    ):
        Library.open(home, busy_timeout_s=0.05)
    Library.open(home, busy_timeout_s=0.05).close()

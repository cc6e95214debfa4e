"""Opening: new, older, newer, damaged, locked and foreign libraries; backups."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from core import Look, Profile
from curator.errors import LibraryError
from curator.library import Library, migrations, read_looks, schema
from curator.library.backup import back_up
from curator.library.connection import sentences
from curator.library.models import Base
from curator.settings import Home


@contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def test_migrations_make_the_tables_of_the_models(library: Library, home: Home) -> None:
    engine = create_engine(f"sqlite:///{home.database}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == migrations.HEAD
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    with database(home.database) as connection, database(home.path / "other") as other:
        other_engine = create_engine(f"sqlite:///{home.path / 'other'}")
        Base.metadata.create_all(other_engine)
        other_engine.dispose()
        made, meant = (
            {
                name: " ".join((sql or "").split())
                for name, sql in c.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type <> 'trigger'"
                )
                if "alembic" not in name
            }
            for c in (connection, other)
        )
    assert made.keys() == meant.keys()
    for name in ("photo", "judgement", "look_failure"):  # what the comparison above cannot see
        assert made[name] == meant[name]


def test_head_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_every_connection_is_set_up(library: Library, home: Home) -> None:
    with library._database.read() as connection:
        got = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    assert got == ["wal", 1, 1, 10_000]


def test_newer_library_is_refused_and_left_alone(home: Home) -> None:
    Library.open(home).close()
    with database(home.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LibraryError, match=r"newer version of Curator .*version 9999"):
        Library.open(home)
    with database(home.database) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            ("9999",)
        ]


def test_older_library_is_migrated_after_a_backup(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(home) as library:
        library.profiles.add(Profile("Anna"))
    _next_version(tmp_path, monkeypatch, "op.add_column('profile', sa.Column('hue', sa.Text()))")
    with Library.open(home) as library:
        assert [p.profile.name for p in library.profiles.list()] == ["Anna"]
    (backup,) = home.backups.iterdir()
    assert backup.name.startswith(f"library-{migrations.HEAD}-")
    for path, columns in ((home.database, 7), (backup, 6)):
        with database(path) as connection:
            assert len(connection.execute("PRAGMA table_info(profile)").fetchall()) == columns
            assert connection.execute("SELECT name FROM profile").fetchall() == [("Anna",)]
    Library.open(home).close()
    assert len(list(home.backups.iterdir())) == 1


def _first_version(home: Home) -> None:
    """Make a library as the first version of the tables had it."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(f"sqlite:///{home.database}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()


def test_corrections_of_the_first_version_are_dropped(home: Home) -> None:
    _first_version(home)
    plain = Profile.from_text("I love fog.\nVivid colours.", "Anna", {"place": "Zürich"})
    ben = Profile.from_text("dark.", "Ben")
    rows = [
        ("Anna", {"place": "Zürich"}, [["I love fog.", -1.0], ["Vivid colours.", None]], "old"),
        ("Ben", {}, [["dark.", None]], ben.digest()),
    ]
    with database(home.database) as connection:
        for name, traits, statements, digest in rows:
            connection.execute(
                "INSERT INTO profile (name, traits, statements, digest) VALUES (?, ?, ?, ?)",
                (name, json.dumps(traits), json.dumps(statements), digest),
            )
    with Library.open(home) as library:
        stored = library.profiles.list()
    assert [one.profile for one in stored] == [plain, ben]
    assert [one.digest for one in stored] == [plain.digest(), ben.digest()]
    (backup,) = home.backups.iterdir()
    assert backup.name.startswith("library-0001-")


@pytest.mark.parametrize(
    "change",
    [
        "op.drop_table('profile'); raise sa.exc.InvalidRequestError('stop')",
        "op.execute('DELETE FROM photo')",  # would leave files without a photo
    ],
)
def test_migration_happens_whole_or_not_at_all(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    with Library.open(home) as library:
        library.profiles.add(Profile("Anna"))
    with database(home.database) as connection:
        connection.execute("INSERT INTO root (path) VALUES ('/r')")
        connection.execute("INSERT INTO photo (id, added_at) VALUES (1, '2024-01-01 00:00:00')")
        connection.execute(
            "INSERT INTO file (photo_id, root_id, relative, size, mtime_ns)"
            " VALUES (1, 1, 'a', 1, 1)"
        )
    with monkeypatch.context() as patch:
        _next_version(tmp_path, patch, change)
        with pytest.raises((LibraryError, Exception), match=r"stop|left as it was"):
            Library.open(home)
    with Library.open(home) as library:
        assert [p.profile.name for p in library.profiles.list()] == ["Anna"]
        assert library.roots.list()[0].photos == 1


def _next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    """Let the program have one more migration than it ships."""
    package = tmp_path / "package" / "library"
    versions = package / "migrations" / "versions"
    versions.mkdir(parents=True)
    shipped = Path(migrations.__file__).parent
    for file in (shipped / "env.py", *(shipped / "versions").glob("v*.py")):
        (package / "migrations" / file.relative_to(shipped)).write_bytes(file.read_bytes())
    (versions / "v9999_next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '9999', '{migrations.HEAD}'\n"
        f"def upgrade() -> None:\n    {change}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(schema, "HEAD", "9999")
    monkeypatch.setattr(schema, "__file__", str(package / "schema.py"))


def test_home_of_an_odd_name(tmp_path: Path) -> None:
    home = Home.find(tmp_path / "my ?mode=ro&x %20 #1 ü:")
    with Library.open(home) as library:
        library.looks.store([Look("a", "v", b"1")])
        assert read_looks(home.database, "v", ["a"]) == {"a": Look("a", "v", b"1")}
    assert home.database.exists()


def test_file_that_is_no_database(home: Home) -> None:
    home.database.write_bytes(b"certainly not a database" * 100)
    with pytest.raises(LibraryError, match=r"damaged or is not a library.*backups"):
        Library.open(home)
    assert home.database.read_bytes().startswith(b"certainly")


def test_database_of_another_program(home: Home) -> None:
    with database(home.database) as connection:
        connection.execute("CREATE TABLE theirs (id)")
    with pytest.raises(LibraryError, match="not a library of Curator"):
        Library.open(home)


def test_library_that_is_a_folder(home: Home) -> None:
    home.database.mkdir()
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library.open(home)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user"
)
def test_read_only_folder(home: Home) -> None:
    home.path.chmod(0o500)
    try:
        with pytest.raises(LibraryError, match="read-only"):
            Library.open(home)
    finally:
        home.path.chmod(0o700)


def test_library_in_use_by_another_program(home: Home) -> None:
    with Library.open(home, busy_timeout_s=0.05) as library, database(home.database) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError, match="in use by another program"):
            library.profiles.add(Profile("Anna"))
        assert library.profiles.list() == []  # reading goes on
        other.execute("COMMIT")
        library.profiles.add(Profile("Anna"))


def test_opening_while_another_program_has_it_to_itself(home: Home) -> None:
    Library.open(home).close()
    with database(home.database) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LibraryError, match="in use by another program"):
            Library.open(home, busy_timeout_s=0.05)


def test_full_disk(library: Library) -> None:
    with library._database.write() as connection:  # as if there were no more room
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(LibraryError, match="disk is full"):
        library.looks.store([Look(f"{n}", "b", bytes(4000)) for n in range(500)])
    assert library.looks.get(["0"], "b") == {}


def test_library_that_must_not_be_written(library: Library, home: Home) -> None:
    uri = f"{home.database.as_uri()}?mode=ro"
    with (
        pytest.raises(LibraryError, match="read-only"),
        sentences(home.database),
        closing(sqlite3.connect(uri, uri=True)) as connection,
    ):
        connection.execute("DELETE FROM profile")


def test_backups_are_whole_and_few(library: Library, home: Home, tmp_path: Path) -> None:
    library.profiles.add(Profile("Anna"))
    copies = [back_up(home.database, tmp_path / "b", version="0001", kept=3) for _ in range(5)]
    assert sorted((tmp_path / "b").iterdir()) == sorted(copies[2:])
    other = Home.find(tmp_path / "restored")
    copies[-1].rename(other.database)
    with Library.open(other) as restored:
        assert [p.profile.name for p in restored.profiles.list()] == ["Anna"]
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="No backup could be made"):
        library.back_up(tmp_path / "file")

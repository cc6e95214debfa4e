import os
import sqlite3
from contextlib import closing
from pathlib import Path

from curator.library import FileSeen, Library
from curator.services.scoring_lock import ScoringLock
from curator.settings import Home
from tests.curator.cli.conftest import Ran, Run

KEYS = {"check", "state", "sentence"}


def states(ran: Ran, check: str) -> list[object]:
    return [line["state"] for line in ran.lines if line["check"] == check]


def sentences(ran: Ran, check: str) -> str:
    return " ".join(str(line["sentence"]) for line in ran.lines if line["check"] == check)


def test_a_new_library_is_well(curator: Run) -> None:
    ran = curator("doctor", "--json")
    assert ran.code == 0
    assert all(set(line) - {"path"} == KEYS for line in ran.lines)
    assert states(ran, "library") == ["ok"]
    assert states(ran, "backups") == ["repaired", "ok"]  # there was none yet
    again = curator("doctor", "--json")
    assert {line["state"] for line in again.lines} == {"ok"}
    plain = curator("doctor")
    assert plain.code == 0
    assert "ok        library     The library is sound.\n" in plain.out


def test_a_damaged_library_is_restored(curator: Run, photos: Path, own_home: Path) -> None:
    curator("profile", "add", "Ann")
    curator("rank", photos, "--profile", "Ann")
    curator("doctor")
    with closing(sqlite3.connect(own_home / "library.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'look'"
        ).fetchone()
    with (own_home / "library.sqlite").open("r+b") as file:
        file.seek((page - 1) * page_size)
        file.write(b"\xff" * page_size)
    ran = curator("doctor", "--json")
    assert ran.code == 0
    assert states(ran, "library")[0] == "problem"
    assert states(ran, "library")[-2:] == ["repaired", "ok"]
    assert "is now as it was in its backup of" in sentences(ran, "library")
    ranked = curator("rank", photos, "--profile", "Ann", "--json")
    assert (ranked.code, len(ranked.lines)) == (0, 5)


def test_every_command_tells_that_a_library_was_restored(curator: Run, own_home: Path) -> None:
    curator("profile", "add", "Ann")
    curator("doctor")
    (own_home / "library.sqlite").write_bytes(b"no database" * 1000)
    ran = curator("profile", "list", "--json")
    assert (ran.code, len(ran.lines)) == (0, 1)
    assert ran.err.startswith("The library was damaged and is now as it was in its backup of")


def test_a_damaged_library_without_a_backup_is_named(curator: Run, own_home: Path) -> None:
    curator("profile", "add", "Ann")
    (own_home / "library.sqlite").write_bytes(b"no database" * 1000)
    ran = curator("doctor", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "is damaged" in ran.err


def test_missing_thumbnails_are_made_again(curator: Run, photos: Path, own_home: Path) -> None:
    curator("profile", "add", "Ann")
    curator("rank", photos, "--profile", "Ann")
    (own_home / "cache.sqlite").unlink()
    ran = curator("doctor", "--json")
    assert (ran.code, states(ran, "thumbnails")) == (0, ["repaired"])
    assert sentences(ran, "thumbnails") == "5 missing thumbnails were made."
    assert states(curator("doctor", "--json"), "thumbnails") == ["ok"]
    (own_home / "cache.sqlite").unlink()
    (photos / "p040.jpg").write_bytes(b"no picture")
    ran = curator("doctor", "--json")
    assert (ran.code, states(ran, "thumbnails")) == (1, ["repaired", "problem"])


def test_what_is_left_over_is_deleted_unless_somebody_scores(
    curator: Run, photos: Path, own_home: Path
) -> None:
    curator("profile", "add", "Ann")
    curator("rank", photos, "--profile", "Ann")
    (photos / "p040.jpg").write_bytes((photos / "p080.jpg").read_bytes())
    curator("rank", photos, "--profile", "Ann")
    lock = ScoringLock(own_home / "scoring.lock")
    assert lock.try_acquire()
    assert states(curator("doctor", "--json"), "orphans") == ["note"]
    lock.release()
    ran = curator("doctor", "--json")
    assert sentences(ran, "orphans").startswith("Deleted what no photo refers to: 1 looks, 1 sc")
    assert states(curator("doctor", "--json"), "orphans") == ["ok"]


def test_photos_set_aside_are_named_and_tried_again(curator: Run, photos: Path) -> None:
    bad = photos / "bad.jpg"
    bad.write_bytes(b"no picture")
    curator("profile", "add", "Ann")
    curator("rank", photos, "--profile", "Ann")
    ran = curator("doctor", "--json")
    assert ran.code == 0
    (line, _) = [line for line in ran.lines if line["check"] == "photos"]
    assert line["path"] == str(bad)
    # As if the decoder had got better: the file's size and time are what they were.
    bad.write_bytes((photos / "p200.jpg").read_bytes())
    seen = bad.stat()
    with Library.open(Home.find()) as library:
        (photo,) = library.upkeep.failed()
        now = FileSeen(bad, seen.st_size, seen.st_mtime_ns)
        library.photos.apply_scan(photo.root_id, [now], complete=False)
        library.photos.store_failed(photo.id, photo.error or "")
    ranked = curator("rank", photos, "--profile", "Ann", "--json")
    assert sum("score" in line for line in ranked.lines) == 5
    ran = curator("doctor", "--retry", "--json")
    assert states(ran, "photos") == ["repaired"]
    ranked = curator("rank", photos, "--profile", "Ann", "--json")
    assert sum("score" in line for line in ranked.lines) == 6
    assert states(curator("doctor", "--json"), "photos") == ["ok"]


def test_a_file_in_whose_place_another_is_used_is_named(curator: Run, photos: Path) -> None:
    broken, edit = photos / "p200.jpg", photos / "p200-edit.jpg"
    edit.write_bytes(broken.read_bytes() + b"edited")
    broken.write_bytes(broken.read_bytes()[:300])
    curator("profile", "add", "Ann")
    ranked = curator("rank", photos, "--profile", "Ann", "--json")
    assert ranked.code == 0
    assert "p200-edit.jpg is used in its place." in ranked.err
    assert str(edit) in {line["path"] for line in ranked.lines}
    (line, _) = [line for line in curator("doctor", "--json").lines if line["check"] == "photos"]
    assert line["path"] == str(broken)
    assert line["sentence"].endswith("Another file of this photo is used in its place.")
    assert states(curator("doctor", "--retry", "--json"), "photos") == ["repaired"]
    assert states(curator("doctor", "--json"), "photos") == ["ok"]  # it waits to be read


def test_folders_and_broken_copies(curator: Run, photos: Path, own_home: Path) -> None:
    curator("profile", "add", "Ann")
    curator("rank", photos, "--profile", "Ann")
    assert states(curator("doctor", "--json"), "folders") == ["ok"]
    photos.rename(photos.with_name("unplugged"))
    (own_home / "backups" / "daily-0001-20200101-000000.sqlite").write_bytes(b"no database" * 999)
    half = own_home / "backups" / "daily-0001-20200101-000001.7.part"
    half.write_bytes(b"half")
    os.utime(half, (0, 0))
    ran = curator("doctor", "--json")
    assert (ran.code, states(ran, "folders")) == (0, ["note"])
    assert states(ran, "backups") == ["repaired", "repaired", "ok"]
    assert len(list((own_home / "backups").iterdir())) == 1

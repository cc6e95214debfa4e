"""What nothing refers to goes, what a person decided stays."""

from pathlib import Path

import pytest

from core import Look, Profile
from curator.library import FileSeen, Library
from curator.library.connection import chunks
from curator.library.upkeep import KEPT_VISIONS, Orphans
from tests.curator.library.samples import digest, fill, judge, key_of, look_at, ready


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    root = library.roots.add(tmp_path)
    fill(library, root.id, {"a": "A", "b": "B"})
    profile = library.profiles.add(Profile("Anna"))
    judge(library, profile, {"A": 1, "B": 2, "gone": 3})
    library.looks.store_failed(digest("gone too"), "vision-1", "It is odd.")
    return library


def test_orphans_are_counted_and_removed(filled: Library) -> None:
    with filled._database.write() as connection:
        connection.exec_driver_sql("INSERT INTO photo (id, added_at) VALUES (77, '2024-01-01')")
        connection.exec_driver_sql("INSERT INTO photo (id, added_at) VALUES (78, '2024-01-01')")
        connection.exec_driver_sql(
            "INSERT INTO decision (photo_id, source, decided_at, score_was_shown, stars)"
            " VALUES (78, 'user', '2024-01-01 00:00:00', 0, 5)"
        )
    assert filled.upkeep.orphans() == Orphans(looks=2, judgements=1, photos=1)
    assert filled.upkeep.remove_orphans() == Orphans(looks=2, judgements=1, photos=1)
    assert not filled.upkeep.orphans()
    key = key_of(filled.profiles.get("Anna"))
    contents = [digest("A"), digest("B")]
    assert set(filled.looks.get(contents, "vision-1")) == set(contents)
    assert set(filled.judgements.get(key, contents)) == set(contents)
    assert filled.decisions.get([78], None)[78].stars == 5
    assert filled.upkeep.faults() == []


def test_the_present_version_and_those_used_last_are_kept(filled: Library) -> None:
    for version in ("old", "middle", "new", "newest"):
        filled.looks.store([Look(digest("A"), version, b"x"), Look(digest("B"), version, b"x")])
    assert filled.upkeep.forget_old_versions("vision-1") == 4
    kept = [
        version
        for version in ("vision-1", "old", "middle", "new", "newest")
        if filled.looks.get([digest("A")], version)
    ]
    assert kept == ["vision-1", "new", "newest"]
    assert len(kept) == KEPT_VISIONS
    assert filled.upkeep.forget_old_versions("vision-1") == 0
    assert filled.upkeep.forget_old_versions("newer") == 3  # the oldest of the others
    key = key_of(filled.profiles.get("Anna"))
    assert filled.judgements.get(key, [digest("A")]) == {}


def test_what_photos_show_goes_with_their_looks(filled: Library) -> None:
    told = {digest(name): {"people": 0.9} for name in ("A", "B", "gone")}
    filled.shown.store("vision-1", told)
    filled.upkeep.remove_orphans()
    assert set(filled.shown.get(list(told), "vision-1")) == {digest("A"), digest("B")}
    for version in ("one", "two", "three"):
        filled.looks.store([Look(digest("A"), version, b"x")])
    assert filled.upkeep.forget_old_versions("three") == 2
    assert filled.shown.get(list(told), "vision-1") == {}


def test_photos_without_a_thumbnail_are_known(filled: Library) -> None:
    assert filled.upkeep.without_thumbnail() == []
    (photo,) = filled.photos.get([1])
    changed = FileSeen(photo.path, 5, 5)
    filled.photos.apply_scan(photo.root_id, [changed], complete=False)
    filled.photos.store_ready([ready(1, "other", thumbnail=None)])
    assert [one.path for one in filled.upkeep.without_thumbnail()] == [photo.path]


def test_failed_photos_come_with_their_reason(filled: Library) -> None:
    assert filled.upkeep.failed() == []
    filled.looks.store_failed(digest("A"), "vision-1", "It is odd.")
    assert [(p.id, p.error) for p in filled.upkeep.failed()] == [(1, "It is odd.")]
    filled.photos.retry([1])
    assert filled.upkeep.failed() == []


def test_a_file_that_is_mostly_empty_is_written_anew(library: Library, tmp_path: Path) -> None:
    assert library.upkeep.shrink() is False
    look_at(library, *(f"{n}" for n in range(10)))
    for some in chunks(range(2000), 500):
        library.looks.store([Look(f"{n}", "v", bytes(1000)) for n in some])
    library.upkeep.remove_orphans()
    assert library.upkeep.empty_share() > 0.5
    assert library.upkeep.shrink() is True
    assert library.upkeep.empty_share() < 0.1

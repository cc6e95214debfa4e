"""Looked at once, judged once for each version of a profile, and never again."""

from pathlib import Path

import pytest

from core import Look, Profile
from curator.library import JudgementKey, Library, StoredProfile
from curator.settings import Home
from tests.curator.library.samples import (
    VISION,
    digest,
    fill,
    judge,
    judgements,
    key_of,
    look_at,
    scan,
    seen,
)


@pytest.fixture
def root_id(library: Library, tmp_path: Path) -> int:
    folder = tmp_path / "photos"
    folder.mkdir()
    return library.roots.add(folder).id


@pytest.fixture
def anna(library: Library) -> StoredProfile:
    return library.profiles.add(Profile.from_text("I like dark light.", "Anna"))


def waiting(library: Library, **options: object) -> list[str]:
    return [p.path.name for p in library.looks.pending(VISION, None, **options)]  # type: ignore[arg-type]


def test_each_content_is_looked_at_once(library: Library, root_id: int) -> None:
    ids = fill(library, root_id, {"a": "A", "b": "B", "twin of a": "A", "c": "C"})
    assert len(set(ids.values())) == 4  # duplicates are photos of their own
    assert waiting(library) == ["a", "b", "c"]
    assert waiting(library, first=[ids["c"], ids["twin of a"]]) == ["c", "twin of a", "b"]
    assert waiting(library, skip={ids["twin of a"]}) == ["b", "c"]
    assert [p.path.name for p in library.looks.pending(VISION, 2, first=[ids["c"]])] == ["c", "a"]
    look_at(library, "A")
    assert waiting(library) == ["b", "c"]
    library.looks.store_failed(digest("B"), VISION, "The judge's process died over it.")
    assert waiting(library) == ["c"]
    assert len(library.looks.pending("another vision", 9)) == 3
    library.photos.retry([ids["b"]])
    assert waiting(library) == ["b", "c"]


def test_changed_photo_waits_to_be_read_first(library: Library, root_id: int) -> None:
    fill(library, root_id, {"a": "A"})
    root = library.roots.get(root_id).path
    library.photos.apply_scan(root_id, [seen(root / "a", size=999)])
    assert waiting(library) == []


def test_offline_roots_are_not_looked_at(library: Library, root_id: int) -> None:
    fill(library, root_id, {"a": "A"})
    library.roots.set_online(root_id, False)
    assert waiting(library) == []


def test_looks_come_back_as_stored(library: Library) -> None:
    look_at(library, "A", "B")
    library.looks.store([Look(digest("A"), VISION, b"again")])
    library.looks.store_failed(digest("A"), VISION, "no")
    library.looks.store([Look(digest("A"), VISION, b"at last")])
    found = library.looks.get([digest("A"), digest("Z")], VISION)
    assert found == {digest("A"): Look(digest("A"), VISION, b"at last")}


def test_nothing_is_judged_twice(library: Library, root_id: int, anna: StoredProfile) -> None:
    ids = fill(library, root_id, {"a": "A", "b": "B", "twin": "A", "c": "C"})
    key = key_of(anna)
    assert library.judgements.pending(key, 10) == []  # nothing was looked at
    look_at(library, "A", "B")
    hashes = [digest("A"), digest("B")]
    assert library.judgements.pending(key, 10) == hashes
    assert library.judgements.pending(key, 10, first=[ids["b"]]) == hashes[::-1]
    assert library.judgements.pending(key, 1, skip={digest("A")}) == [digest("B")]
    assert library.judgements.store(key, anna.id, hashes, judgements(80, 20)) == 2
    assert library.judgements.pending(key, 10) == []
    assert library.judgements.store(key, anna.id, hashes, judgements(1, 1)) == 0
    got = library.judgements.get(key, [*hashes, digest("C")])
    assert {h: (j.score, j.generic, j.levels) for h, j in got.items()} == {
        digest("A"): (80.0, 20.0, (0.25, 0.75)),
        digest("B"): (20.0, 80.0, (0.25, 0.75)),
    }
    other = JudgementKey(anna.digest, "judge-2", VISION)
    assert library.judgements.pending(other, 10) == hashes
    counts = library.photos.counts(key)
    assert (counts.total, counts.ready, counts.looked, counts.judged) == (4, 4, 3, 3)


def test_counts_with_a_photo_that_cannot_be_looked_at(
    library: Library, root_id: int, anna: StoredProfile
) -> None:
    fill(library, root_id, {"a": "A", "b": "B"})
    judge(library, anna, {"A": 50})
    library.looks.store_failed(digest("B"), VISION, "no")
    counts = library.photos.counts(key_of(anna))
    assert (counts.ready, counts.failed, counts.looked, counts.judged) == (1, 1, 1, 1)


def test_restart_resumes(home: Home, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with Library.open(home) as library:
        root = library.roots.add(tmp_path / "photos")
        fill(library, root.id, {"a": "A", "b": "B"})
        scan(library, root.id, "a", "b", "c")
        profile = library.profiles.add(Profile.from_text("dark", "Anna"))
        judge(library, profile, {"A": 70})
    with Library.open(home) as library:
        assert [p.path.name for p in library.photos.pending_ingest(9)] == ["c"]
        assert waiting(library) == ["b"]
        key = key_of(library.profiles.get("Anna"))
        assert library.judgements.pending(key, 9) == []
        assert library.judgements.get(key, [digest("A")])[digest("A")].score == 70


def test_undoing_an_edit_finds_the_old_scores(library: Library, anna: StoredProfile) -> None:
    judge(library, anna, {"A": 80})
    edited = library.profiles.edit("Anna", Profile.from_text("I like bright light.", "Anna"))
    assert edited.id == anna.id
    assert library.judgements.get(key_of(edited), [digest("A")]) == {}
    judge(library, edited, {"A": 20})
    undone = library.profiles.edit("Anna", anna.profile)
    assert undone.digest == anna.digest
    assert library.judgements.get(key_of(undone), [digest("A")])[digest("A")].score == 80
    assert library.judgements.get(key_of(edited), [digest("A")])[digest("A")].score == 20


def test_only_the_present_and_the_last_version_are_kept(
    library: Library, anna: StoredProfile
) -> None:
    judge(library, anna, {"A": 80})
    twin = library.profiles.add(Profile.from_text("vivid", "Ben"))
    judge(library, twin, {"A": 10})
    library.profiles.edit("Anna", Profile.from_text("bright", "Anna"))
    library.profiles.edit("Anna", Profile.from_text("brighter", "Anna"))
    assert library.judgements.get(key_of(anna), [digest("A")]) == {}
    assert library.judgements.get(key_of(twin), [digest("A")]) != {}
    # Work that was under way for a forgotten version is not stored.
    assert judge(library, anna, {"B": 5}) == 0


def test_a_version_that_another_profile_has_as_well_is_kept(
    library: Library, anna: StoredProfile
) -> None:
    library.profiles.add(Profile("Ben", statements=anna.profile.statements))
    judge(library, anna, {"A": 80})
    for text in ("bright", "brighter"):
        library.profiles.edit("Anna", Profile.from_text(text, "Anna"))
    assert library.judgements.get(key_of(anna), [digest("A")])[digest("A")].score == 80


def test_renaming_a_profile_rescores_nothing(library: Library, anna: StoredProfile) -> None:
    judge(library, anna, {"A": 80})
    renamed = library.profiles.edit(
        "Anna", Profile("Anna Maria", statements=anna.profile.statements)
    )
    assert (renamed.id, renamed.digest) == (anna.id, anna.digest)
    assert library.judgements.get(key_of(renamed), [digest("A")])[digest("A")].score == 80


def test_judgements_of_a_removed_profile(
    library: Library, anna: StoredProfile, tmp_path: Path
) -> None:
    judge(library, anna, {"A": 80})
    library.profiles.remove("Anna", backup_to=tmp_path)
    assert library.judgements.get(key_of(anna), [digest("A")]) == {}
    assert judge(library, anna, {"B": 1}) == 0

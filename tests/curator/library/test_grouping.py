"""One photo, several files: pairs that come, go, move and fall apart, and what was decided."""

from itertools import permutations
from pathlib import Path

import pytest

from core import Profile
from curator.library import Library, RankQuery
from tests.curator.library.samples import digest, fill, ready, scan, seen


@pytest.fixture
def root_id(library: Library, tmp_path: Path) -> int:
    folder = tmp_path / "photos"
    folder.mkdir()
    return library.roots.add(folder).id


@pytest.fixture
def anna(library: Library) -> int:
    return library.profiles.add(Profile.from_text("", "Anna")).id


def shown(library: Library) -> dict[str, int]:
    """The photos of a ranking: id by the name of the main file."""
    rows = library.judgements.rank(RankQuery(None, None, include_failed=True))
    return {row.path.name: row.photo_id for row in rows}


def files(library: Library, photo_id: int) -> list[tuple[str, str]]:
    return [(one.path.name, one.role) for one in library.files.of([photo_id]).get(photo_id, [])]


def stars(library: Library, photo_id: int, profile_id: int) -> float | None:
    decision = library.decisions.get([photo_id], profile_id).get(photo_id)
    return None if decision is None else decision.stars


ALL = ("a.cr2", "a.jpg", "a-edit.jpg", "a.xmp")
TOGETHER = [("a.jpg", "main"), ("a.cr2", "raw"), ("a-edit.jpg", "edit"), ("a.xmp", "sidecar")]


def test_files_that_come_together_are_one_photo(library: Library, root_id: int) -> None:
    change = scan(library, root_id, *ALL, "b.jpg")
    assert len(change.added) == 2
    ids = shown(library)
    assert ids.keys() == {"a.jpg", "b.jpg"}
    assert files(library, ids["a.jpg"]) == TOGETHER
    assert [p.path.name for p in library.photos.pending_ingest(None)] == ["a.jpg", "b.jpg"]
    assert library.roots.get(root_id).photos == 2
    assert not scan(library, root_id, *ALL, "b.jpg")
    root = library.roots.get(root_id).path
    for name in ("a.cr2", "a-edit.jpg"):
        photo = library.photos.by_path(root / name)
        assert photo is not None
        assert photo.path.name == "a.jpg"
    assert library.photos.by_path(root / "a.xmp") is None


def test_they_may_come_in_any_order(library: Library, root_id: int, anna: int) -> None:
    for folder, order in enumerate(permutations(ALL)):
        names = [f"{folder}/{name}" for name in order]
        photo_id = None
        for number in range(1, len(names) + 1):
            # a sidecar alone is nobody's: it is met again with what comes next
            change = scan(library, root_id, *names[:number], complete=False)
            assert photo_id not in change.removed
            if photo_id is None and change.added:
                (photo_id,) = change.added
                library.decisions.set([photo_id], anna, stars=4)
        assert photo_id is not None
        assert files(library, photo_id) == TOGETHER, order
        assert stars(library, photo_id, anna) == 4
    every = [f"{n}/{name}" for n, order in enumerate(permutations(ALL)) for name in order]
    assert not scan(library, root_id, *every)
    assert len(library.judgements.rank_ids(RankQuery(None, None))) == 24


def test_the_latest_word_about_partners_counts(library: Library, root_id: int, anna: int) -> None:
    scan(library, root_id, "a.jpg", "a.png", "a.cr2")
    ids = shown(library)
    assert len(ids) == 3
    library.decisions.set([ids["a.jpg"]], anna, stars=2)
    library.decisions.set([ids["a.cr2"]], anna, stars=5)
    change = scan(library, root_id, "a.jpg", "a.cr2")  # now it is clear whose the RAW is
    left = shown(library)
    assert list(left) == ["a.jpg"]
    assert stars(library, left["a.jpg"], anna) == 5
    assert set(change.removed) >= {ids["a.png"]}
    scan(library, root_id, "a.jpg", "a.png", "a.cr2")  # and now it is not any more
    apart = shown(library)
    assert apart.keys() == ids.keys()
    assert stars(library, apart["a.jpg"], anna) == stars(library, apart["a.cr2"], anna) == 5


def test_the_raw_takes_the_place_of_its_jpeg_and_gives_it_back(
    library: Library, root_id: int, anna: int
) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A", "a.cr2": "R"})["a.jpg"]
    library.decisions.set([photo_id], anna, stars=3)
    change = scan(library, root_id, "a.cr2")
    assert (change.changed, change.removed) == ((photo_id,), ())
    assert shown(library) == {"a.cr2": photo_id}
    (waiting,) = library.photos.pending_ingest(None)
    assert waiting.path.name == "a.cr2"
    library.photos.store_ready([ready(photo_id, "R")])
    change = scan(library, root_id, "a.cr2", "a.jpg")
    assert change.changed == (photo_id,)
    assert shown(library) == {"a.jpg": photo_id}
    (photo,) = library.photos.get([photo_id])
    assert (photo.state, photo.content_hash) == ("ready", digest("A"))  # as it was read before
    assert stars(library, photo_id, anna) == 3
    scan(library, root_id, "a.jpg")
    assert files(library, photo_id) == [("a.jpg", "main")]
    scan(library, root_id)
    assert shown(library) == {}
    scan(library, root_id, "a.cr2")
    assert shown(library) == {"a.cr2": photo_id}
    assert stars(library, photo_id, anna) == 3


def test_a_partner_that_changes_is_not_read(library: Library, root_id: int) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A", "a.cr2": "R"})["a.jpg"]
    root = library.roots.get(root_id).path
    library.photos.apply_scan(root_id, [seen(root / "a.jpg"), seen(root / "a.cr2", size=7)])
    assert library.photos.pending_ingest(None) == []
    assert library.photos.get([photo_id])[0].state == "ready"


@pytest.mark.parametrize("one_by_one", [False, True])
def test_a_group_that_moves_stays_the_same_photo(
    library: Library, root_id: int, anna: int, *, one_by_one: bool
) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A", "a.cr2": "R"})["a.jpg"]
    scan(library, root_id, "a.jpg", "a.cr2", "a.xmp")
    library.decisions.set([photo_id], anna, stars=5)
    if one_by_one:
        scan(library, root_id, "a.cr2", "a.xmp")
        scan(library, root_id, "a.xmp")
    scan(library, root_id, "new/b.cr2", "new/b.jpg", "new/b.xmp")
    (waiting,) = library.photos.pending_ingest(None)
    change = library.photos.store_ready([ready(waiting.id, "A")])
    assert change.moved == (photo_id,)
    assert shown(library) == {"b.jpg": photo_id}
    assert files(library, photo_id) == [("b.jpg", "main"), ("b.cr2", "raw"), ("b.xmp", "sidecar")]
    assert stars(library, photo_id, anna) == 5
    assert not scan(library, root_id, "new/b.cr2", "new/b.jpg", "new/b.xmp")


def test_a_group_that_is_copied_and_then_deleted_was_moved(library: Library, root_id: int) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A", "a.cr2": "R"})["a.jpg"]
    fill(library, root_id, {"a.jpg": "A", "a.cr2": "R", "n/a.jpg": "A", "n/a.cr2": "R"})
    change = scan(library, root_id, "n/a.jpg", "n/a.cr2")
    assert change.moved == (photo_id,)
    assert files(library, photo_id) == [("a.jpg", "main"), ("a.cr2", "raw")]


def test_exact_duplicates_know_of_each_other(library: Library, root_id: int) -> None:
    ids = fill(library, root_id, {"a.jpg": "A", "x/b.jpg": "A", "x/c.jpg": "C", "x/d.jpg": "A"})
    root = library.roots.get(root_id).path
    assert library.files.duplicates(ids["x/b.jpg"]) == [root / "a.jpg", root / "x" / "d.jpg"]
    assert library.files.duplicates(ids["x/c.jpg"]) == []
    scan(library, root_id, "a.jpg", "x/b.jpg", "x/c.jpg")
    assert library.files.duplicates(ids["a.jpg"]) == [root / "x" / "b.jpg"]


def test_files_of_an_older_library_are_grouped_by_the_next_scan(
    library: Library, root_id: int, anna: int
) -> None:
    scan(library, root_id, "a.jpg", "a.png", "a.cr2", "b.jpg")
    ids = shown(library)
    library.decisions.set([ids["a.cr2"]], anna, stars=4)
    with library._database.write() as connection:  # as an older version left them
        connection.exec_driver_sql("DELETE FROM file WHERE relative = 'a.png'")
        connection.exec_driver_sql("UPDATE file SET group_key = NULL")
    scan(library, root_id, "a.jpg", "a.cr2", "b.jpg")
    assert shown(library) == {"a.jpg": ids["a.cr2"], "b.jpg": ids["b.jpg"]}
    assert not scan(library, root_id, "a.jpg", "a.cr2", "b.jpg")


def test_groups_of_an_inner_root_stay_together(library: Library, tmp_path: Path) -> None:
    outer, inner = tmp_path / "o", tmp_path / "o" / "i"
    inner.mkdir(parents=True)
    first = library.roots.add(outer).id
    scan(library, first, "i/a.jpg", "i/a.cr2", "i/a.xmp")
    library.roots.remove(first)
    second = library.roots.add(inner).id
    scan(library, second, "a.jpg", "a.cr2", "a.xmp")
    assert library.roots.add(outer).id == first
    assert not scan(library, first, "i/a.jpg", "i/a.cr2", "i/a.xmp").added
    (photo_id,) = shown(library).values()
    assert [name for name, _ in files(library, photo_id)] == ["a.jpg", "a.cr2", "a.xmp"]
    change = scan(library, first, "i/a.cr2", "i/a.xmp")
    assert change.changed == (photo_id,)

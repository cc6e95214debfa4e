"""Scans, reading, and what stays of a photo when its file changes or goes."""

import time
from pathlib import Path

import pytest

from curator.errors import UsageError
from curator.library import FileSeen, Library, RankQuery
from tests.curator.library.samples import digest, fill, ready, scan, seen


@pytest.fixture
def root_id(library: Library, tmp_path: Path) -> int:
    folder = tmp_path / "photos"
    folder.mkdir()
    return library.roots.add(folder).id


def shown(library: Library) -> list[int]:
    return sorted(library.judgements.rank_ids(RankQuery(None, None)))


def test_new_files_wait_to_be_read(library: Library, root_id: int) -> None:
    change = scan(library, root_id, "a.jpg", "b/c.jpg")
    pending = library.photos.pending_ingest(10)
    assert [p.id for p in pending] == list(change.added)
    root = library.roots.get(root_id)
    assert [p.path for p in pending] == [root.path / "a.jpg", root.path / "b" / "c.jpg"]
    assert {p.state for p in pending} == {"new"}
    assert root.photos == 2
    assert not scan(library, root_id, "a.jpg", "b/c.jpg")


def test_pending_first_skip_and_limit(library: Library, root_id: int) -> None:
    ids = scan(library, root_id, *(f"{n}.jpg" for n in range(6))).added
    got = library.photos.pending_ingest(3, first=[ids[4], 999, ids[2]], skip={ids[0]})
    assert [p.id for p in got] == [ids[4], ids[2], ids[1]]
    library.roots.set_online(root_id, False)
    assert library.photos.pending_ingest(3) == []
    library.roots.set_online(root_id, True)
    assert library.photos.pending_ingest(3, root_ids=[root_id + 1]) == []


def test_read_photo_has_its_facts(library: Library, root_id: int) -> None:
    (photo_id,) = scan(library, root_id, "a.jpg").added
    change = library.photos.store_ready([ready(photo_id, "A", phash=2**64 - 5)])
    assert change.changed == (photo_id,)
    (photo,) = library.photos.get([photo_id])
    assert (photo.state, photo.content_hash, photo.width, photo.height, photo.camera) == (
        "ready",
        digest("A"),
        600,
        400,
        "a camera",
    )
    assert photo.phash == 2**64 - 5
    assert library.cache.thumbnail(digest("A")) == b"jpeg"
    assert library.photos.pending_ingest(10) == []


def test_changed_file_is_read_again_and_keeps_its_decisions(library: Library, root_id: int) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A"})["a.jpg"]
    library.decisions.set([photo_id], None, stars=4)
    path = library.roots.get(root_id).path / "a.jpg"
    change = library.photos.apply_scan(root_id, [seen(path, size=200)])
    assert change.changed == (photo_id,)
    assert [p.id for p in library.photos.pending_ingest(5)] == [photo_id]
    library.photos.store_ready([ready(photo_id, "A2")])
    assert library.photos.get([photo_id])[0].content_hash == digest("A2")
    assert library.decisions.get([photo_id], None)[photo_id].stars == 4


def test_result_of_an_older_version_is_dropped(library: Library, root_id: int) -> None:
    (photo_id,) = scan(library, root_id, "a.jpg").added
    path = library.roots.get(root_id).path / "a.jpg"
    old = seen(path)
    library.photos.apply_scan(root_id, [seen(path, size=200)])
    late = ready(photo_id, "A", size=old.size, mtime_ns=old.mtime_ns)
    assert not library.photos.store_ready([late])
    library.photos.store_failed(photo_id, "broken", size=old.size, mtime_ns=old.mtime_ns)
    assert [p.id for p in library.photos.pending_ingest(5)] == [photo_id]


def test_failed_photo_is_tried_again_only_when_it_changes(library: Library, root_id: int) -> None:
    (photo_id,) = scan(library, root_id, "a.jpg").added
    library.photos.store_failed(photo_id, "The file is empty.")
    assert library.photos.pending_ingest(5) == []
    assert not scan(library, root_id, "a.jpg")
    assert library.photos.get([photo_id])[0].error == "The file is empty."
    assert library.roots.get(root_id).failed == 1
    path = library.roots.get(root_id).path / "a.jpg"
    library.photos.apply_scan(root_id, [seen(path, size=5)])
    assert [p.id for p in library.photos.pending_ingest(5)] == [photo_id]
    library.photos.store_failed(photo_id, "The file is empty.")
    library.photos.retry([photo_id])
    assert [(p.id, p.error) for p in library.photos.pending_ingest(5)] == [(photo_id, None)]


def test_removed_file_is_not_shown_and_comes_back(library: Library, root_id: int) -> None:
    ids = fill(library, root_id, {"a.jpg": "A", "b.jpg": "B"})
    change = scan(library, root_id, "b.jpg")
    assert change.removed == (ids["a.jpg"],)
    assert shown(library) == [ids["b.jpg"]]
    root = library.roots.get(root_id)
    assert root.photos == 1
    assert library.photos.by_path(root.path / "a.jpg") is None
    change = scan(library, root_id, "a.jpg", "b.jpg")
    assert change.added == (ids["a.jpg"],)
    assert shown(library) == sorted(ids.values())
    assert library.photos.pending_ingest(5) == []  # unchanged: nothing to read


def test_incomplete_scan_removes_nothing(library: Library, root_id: int) -> None:
    fill(library, root_id, {"a.jpg": "A"})
    change = scan(library, root_id, "b.jpg", complete=False)
    assert (len(change.added), change.removed) == (1, ())


def test_moved_file_stays_the_same_photo(library: Library, root_id: int) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A", "x.jpg": "X"})["a.jpg"]
    library.decisions.set([photo_id], None, stars=5, flag="pick")
    change = scan(library, root_id, "2024/renamed.jpg", "x.jpg")
    assert change.removed == (photo_id,)
    (newcomer,) = change.added
    change = library.photos.store_ready([ready(newcomer, "A")])
    assert (change.changed, change.moved, change.removed) == ((), (photo_id,), (newcomer,))
    root = library.roots.get(root_id)
    moved = library.photos.by_path(root.path / "2024" / "renamed.jpg")
    assert moved is not None
    assert (moved.id, moved.state) == (photo_id, "ready")
    assert library.decisions.get([photo_id], None)[photo_id].stars == 5
    assert library.photos.get([newcomer]) == []
    assert root.photos == 2
    assert not scan(library, root_id, "2024/renamed.jpg", "x.jpg")


def test_moved_between_roots(library: Library, tmp_path: Path, root_id: int) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A"})["a.jpg"]
    (tmp_path / "other").mkdir()
    other = library.roots.add(tmp_path / "other")
    scan(library, root_id)
    (newcomer,) = scan(library, other.id, "a.jpg").added
    assert library.photos.store_ready([ready(newcomer, "A")]).moved == (photo_id,)
    assert library.photos.get([photo_id])[0].root_id == other.id


def test_move_whose_arrival_was_noticed_first(library: Library, root_id: int) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A"})["a.jpg"]
    newcomer = fill(library, root_id, {"a.jpg": "A", "b.jpg": "A"})["b.jpg"]
    change = scan(library, root_id, "b.jpg")
    assert (change.moved, change.removed) == ((photo_id,), (newcomer,))
    assert shown(library) == [photo_id]


def test_duplicate_that_came_at_the_same_time_stays_its_own_photo(
    library: Library, root_id: int
) -> None:
    ids = fill(library, root_id, {"a.jpg": "A", "b.jpg": "A"})
    library.decisions.set([ids["a.jpg"]], None, flag="reject")
    change = scan(library, root_id, "b.jpg")
    assert (change.moved, change.removed) == ((), (ids["a.jpg"],))
    assert shown(library) == [ids["b.jpg"]]
    assert library.decisions.get([ids["b.jpg"]], None) == {}


def test_moved_duplicates_are_told_apart_by_name(library: Library, root_id: int) -> None:
    ids = fill(library, root_id, {"a.jpg": "A", "b.jpg": "A"})
    moved = fill(library, root_id, {"new/b.jpg": "A", "new/a.jpg": "A"})
    assert moved == {"new/a.jpg": ids["a.jpg"], "new/b.jpg": ids["b.jpg"]}


def test_the_last_word_about_a_moved_photo_wins(library: Library, root_id: int) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A"})["a.jpg"]
    library.decisions.set([photo_id], None, stars=1)
    (newcomer,) = scan(library, root_id, "b.jpg").added
    library.decisions.set([newcomer], None, stars=5)
    library.photos.store_ready([ready(newcomer, "A")])
    assert library.decisions.get([photo_id], None)[photo_id].stars == 5


def test_ids_are_never_used_twice(library: Library, root_id: int) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A"})["a.jpg"]
    newcomer = scan(library, root_id, "b.jpg").added[0]
    library.photos.store_ready([ready(newcomer, "A")])  # its row is deleted: it is photo_id
    assert scan(library, root_id, "b.jpg", "c.jpg").added[0] > newcomer > photo_id


def test_scan_of_a_folder_or_a_path_leaves_the_rest(library: Library, root_id: int) -> None:
    ids = fill(library, root_id, {"a.jpg": "A", "in/b.jpg": "B", "in2/c.jpg": "C", "in0.jpg": "D"})
    root = library.roots.get(root_id).path
    change = library.photos.apply_scan(root_id, [seen(root / "in/new.jpg")], within=root / "in")
    assert len(change.added) == 1
    assert change.removed == (ids["in/b.jpg"],)
    path = root / "a.jpg"
    assert library.photos.apply_scan(root_id, [], within=path).removed == (ids["a.jpg"],)
    assert library.photos.apply_scan(root_id, [seen(path)], within=path).added == (ids["a.jpg"],)


def test_names_that_are_no_text_and_names_of_any_script(library: Library, root_id: int) -> None:
    names = ["b\udcff.jpg", "ä 写真 %_'\".jpg"]
    scan(library, root_id, *names)
    assert [p.path.name for p in library.photos.pending_ingest(5)] == names
    assert not scan(library, root_id, *names)
    root = library.roots.get(root_id).path
    photo = library.photos.by_path(root / names[0])
    assert photo is not None
    assert photo.path == root / names[0]


def test_unknown_root_and_foreign_path(library: Library, root_id: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder number 77"):
        library.photos.apply_scan(77, [])
    with pytest.raises(ValueError, match="not below"):
        library.photos.apply_scan(root_id, [seen(tmp_path / "elsewhere.jpg")])


def test_first_scan_of_many_files_is_bulk_work(library: Library, root_id: int) -> None:
    root = library.roots.get(root_id).path
    files = [FileSeen(root / f"{n // 500}" / f"{n}.jpg", n, n) for n in range(20_000)]
    begin = time.perf_counter()
    assert len(library.photos.apply_scan(root_id, files).added) == 20_000
    assert not library.photos.apply_scan(root_id, files)
    assert time.perf_counter() - begin < 20  # about 1 s on an idle machine; row by row: minutes


def test_counts_without_a_judge(library: Library, root_id: int) -> None:
    fill(library, root_id, {"a.jpg": "A", "b.jpg": "B"})
    new, bad = scan(library, root_id, "a.jpg", "b.jpg", "c.jpg", "d.jpg").added
    library.photos.store_failed(bad, "no")
    counts = library.photos.counts()
    assert (counts.total, counts.new, counts.ready, counts.failed) == (4, 1, 2, 1)
    assert new

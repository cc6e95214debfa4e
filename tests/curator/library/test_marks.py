"""What files say becomes what everybody sees, until a person decides."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import Profile
from curator.library import Decision, Library, RankQuery
from curator.library.records import Marks, SidecarRead
from tests.curator.library.samples import fill, ready, scan, seen

WRITTEN = datetime(2024, 5, 12, 8, 0, tzinfo=UTC)


@pytest.fixture
def root_id(library: Library, tmp_path: Path) -> int:
    folder = tmp_path / "photos"
    folder.mkdir()
    return library.roots.add(folder).id


@pytest.fixture
def anna(library: Library) -> int:
    return library.profiles.add(Profile.from_text("", "Anna")).id


def says(library: Library, **marks: Marks | None) -> list[int]:
    """Have the waiting sidecars of these stems read; the photos with another decision."""
    return library.files.store_sidecars(
        [
            SidecarRead(one, marks[one.path.name.partition(".")[0]])
            for one in library.files.pending_sidecars(100)
        ]
    )


def seen_of(library: Library, photo_id: int, profile_id: int | None = None) -> Decision | None:
    return library.decisions.get([photo_id], profile_id).get(photo_id)


def test_a_sidecar_is_seen_by_all_until_they_decide(
    library: Library, root_id: int, anna: int
) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A"})["a.jpg"]
    scan(library, root_id, "a.jpg", "a.xmp")
    assert says(library, a=Marks(4, None, "red", WRITTEN)) == [photo_id]
    assert library.files.pending_sidecars(100) == []
    decision = seen_of(library, photo_id, anna)
    assert decision is not None
    assert (decision.stars, decision.colour, decision.decided_at) == (4, "red", WRITTEN)
    assert (decision.profile_id, decision.file_name) == (None, "a.xmp")
    (row,) = library.judgements.rank(RankQuery(None, anna, min_stars=4))
    assert row.stars == 4
    library.decisions.set([photo_id], anna, stars=2)
    own = seen_of(library, photo_id, anna)
    assert own is not None
    assert (own.stars, own.colour, own.file_name) == (2, "red", None)
    assert library.decisions.conflicts([photo_id], anna) == {}  # the file was known by then


def test_a_sidecar_that_changes_is_read_again_and_shown_as_a_conflict(
    library: Library, root_id: int, anna: int
) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A"})["a.jpg"]
    path = library.roots.get(root_id).path
    scan(library, root_id, "a.jpg", "a.xmp")
    says(library, a=Marks(4, None, None, WRITTEN))
    library.decisions.set([photo_id], anna, stars=2)
    library.photos.apply_scan(root_id, [seen(path / "a.jpg"), seen(path / "a.xmp", size=9)])
    assert says(library, a=Marks(4, None, None, WRITTEN)) == []  # touched, says the same
    assert library.decisions.conflicts([photo_id], anna) == {}
    library.photos.apply_scan(root_id, [seen(path / "a.jpg"), seen(path / "a.xmp", size=8)])
    assert says(library, a=Marks(5, "pick", None, WRITTEN)) == [photo_id]
    conflict = library.decisions.conflicts([photo_id], anna)[photo_id]
    assert (conflict.stars, conflict.flag, conflict.file_name) == (5, "pick", "a.xmp")
    own = seen_of(library, photo_id, anna)
    assert own is not None
    assert own.stars == 2  # not overwritten
    before = library.decisions.clear([photo_id], anna)
    decision = seen_of(library, photo_id, anna)
    assert decision is not None
    assert decision.stars == 5
    library.decisions.restore(before)
    assert photo_id in library.decisions.conflicts([photo_id], anna)
    library.decisions.set([photo_id], anna)  # "keep mine"
    assert library.decisions.conflicts([photo_id], anna) == {}
    own = seen_of(library, photo_id, anna)
    assert own is not None
    assert own.stars == 2


def test_a_file_that_says_the_same_is_no_conflict(
    library: Library, root_id: int, anna: int
) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A"})["a.jpg"]
    library.decisions.set([photo_id], anna, stars=3, flag="reject")
    scan(library, root_id, "a.jpg", "a.xmp")
    says(library, a=Marks(3, None, "blue"))
    assert library.decisions.conflicts([photo_id], anna) == {}


def test_a_sidecar_counts_before_the_photo_and_the_later_before_the_earlier(
    library: Library, root_id: int
) -> None:
    (photo_id,) = scan(library, root_id, "a.jpg").added
    later = datetime(2025, 1, 1, tzinfo=UTC)
    inside = replace(ready(photo_id, "A"), marks=Marks(1, None, None, later))
    library.photos.store_ready([inside])
    decision = seen_of(library, photo_id)
    assert decision is not None
    assert (decision.stars, decision.file_name) == (1, "a.jpg")
    scan(library, root_id, "a.jpg", "a.xmp", "a.jpg.xmp")
    waiting = {one.path.name: one for one in library.files.pending_sidecars(9)}
    library.files.store_sidecars([SidecarRead(waiting["a.xmp"], Marks(2, None, None, later))])
    library.files.store_sidecars([SidecarRead(waiting["a.jpg.xmp"], Marks(3, None, None, WRITTEN))])
    decision = seen_of(library, photo_id)
    assert decision is not None
    assert (decision.stars, decision.file_name) == (2, "a.xmp")
    for left, stars in ((["a.jpg", "a.jpg.xmp"], 3), (["a.jpg"], 1)):
        assert scan(library, root_id, *left).changed == (photo_id,)
        decision = seen_of(library, photo_id)
        assert decision is not None
        assert decision.stars == stars
    library.photos.apply_scan(
        root_id, [seen(library.roots.get(root_id).path / "a.jpg", size=7)], complete=False
    )
    library.photos.store_ready([ready(photo_id, "A2")])  # without XMP
    assert seen_of(library, photo_id) is None
    assert scan(library, root_id, "a.jpg", "a.jpg.xmp").changed == (photo_id,)  # back


def test_a_broken_sidecar_says_nothing_and_costs_nothing(library: Library, root_id: int) -> None:
    photo_id = fill(library, root_id, {"a.jpg": "A"})["a.jpg"]
    scan(library, root_id, "a.jpg", "a.xmp")
    (waiting,) = library.files.pending_sidecars(9)
    library.files.store_sidecars([SidecarRead(waiting, None, "It is damaged.")])
    assert library.files.pending_sidecars(9) == []
    assert [one.error for one in library.files.of([photo_id])[photo_id]] == [None, "It is damaged."]
    assert library.photos.get([photo_id])[0].state == "ready"
    assert library.roots.get(root_id).failed == 0
    stale = replace(waiting, size=waiting.size + 1)
    assert library.files.store_sidecars([SidecarRead(stale, Marks(1, None, None))]) == []


def test_a_rating_in_the_file_does_not_hide_that_it_was_moved(
    library: Library, root_id: int, anna: int
) -> None:
    (photo_id,) = scan(library, root_id, "a.jpg").added
    marks = Marks(4, None, None, WRITTEN)
    library.photos.store_ready([replace(ready(photo_id, "A"), marks=marks)])
    library.decisions.set([photo_id], anna, flag="pick")
    (copy,) = scan(library, root_id, "a.jpg", "b.jpg").added
    library.photos.store_ready([replace(ready(copy, "A"), marks=marks)])
    assert scan(library, root_id, "b.jpg").moved == (photo_id,)
    own, shared = seen_of(library, photo_id, anna), seen_of(library, photo_id)
    assert own is not None
    assert shared is not None
    assert (own.flag, own.stars, shared.stars, shared.file_name) == ("pick", 4, 4, "b.jpg")


def test_a_sidecar_of_the_raw_speaks_for_the_pair(library: Library, root_id: int) -> None:
    scan(library, root_id, "a.cr2", "a.xmp")
    says(library, a=Marks(None, "reject", None, WRITTEN))
    scan(library, root_id, "a.cr2", "a.jpg", "a.xmp")
    (row,) = library.judgements.rank(RankQuery(None, None))
    assert (row.path.name, row.flag) == ("a.jpg", "reject")
    scan(library, root_id, "a.cr2", "a.jpg", "a.png", "a.xmp")  # apart: the sidecar is the RAW's
    flags = {row.path.name: row.flag for row in library.judgements.rank(RankQuery(None, None))}
    assert flags == {"a.cr2": "reject", "a.jpg": None, "a.png": None}
    scan(library, root_id, "a.cr2", "a.jpg", "a.xmp")
    (row,) = library.judgements.rank(RankQuery(None, None))
    assert (row.path.name, row.flag) == ("a.jpg", "reject")

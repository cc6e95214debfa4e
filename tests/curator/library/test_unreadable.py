"""A main file that cannot be read: another file of the photo takes its place, and steps back."""

from pathlib import Path

import pytest

from core import Profile
from curator.library import Library, RankQuery
from curator.library.naming import Group, with_readable_main
from tests.curator.library.samples import ready, scan, seen

_BROKEN = "The picture is cut off."


@pytest.fixture
def root_id(library: Library, tmp_path: Path) -> int:
    folder = tmp_path / "photos"
    folder.mkdir()
    return library.roots.add(folder).id


def main_of(library: Library) -> tuple[str, str | None]:
    (row,) = library.judgements.rank(RankQuery(None, None, include_failed=True))
    return row.path.name, row.error


def files(library: Library) -> list[tuple[str, str, str | None]]:
    (photo_id,) = library.judgements.rank_ids(RankQuery(None, None, include_failed=True))
    return [(one.path.name, one.role, one.error) for one in library.files.of([photo_id])[photo_id]]


def read(library: Library, content: str) -> None:
    (photo,) = library.photos.pending_ingest(None)
    library.photos.store_ready([ready(photo.id, content)])


def test_the_raw_comes_before_an_edit_and_both_before_nothing() -> None:
    one = Group("a.jpg", {"a.jpg": "main", "a.cr2": "raw", "a-edit.jpg": "edit"})
    assert with_readable_main(one, []) == one
    raw = with_readable_main(one, ["a.jpg"])
    assert raw == Group("a.cr2", {"a.jpg": "edit", "a.cr2": "main", "a-edit.jpg": "edit"})
    assert with_readable_main(one, ["a.jpg", "a.cr2"]).main == "a-edit.jpg"
    assert with_readable_main(one, list(one.roles)) == one
    lone = Group("a.cr2", {"a.cr2": "main", "a-edit.jpg": "edit"})
    assert with_readable_main(lone, ["a.cr2"]).roles["a.cr2"] == "raw"


def test_a_raw_stands_in_until_the_jpeg_is_replaced(library: Library, root_id: int) -> None:
    scan(library, root_id, "a.jpg", "a.cr2")
    (photo,) = library.photos.pending_ingest(None)
    anna = library.profiles.add(Profile.from_text("", "Anna")).id
    library.decisions.set([photo.id], anna, stars=4)
    other = library.photos.store_failed(photo.id, _BROKEN)
    assert other is not None
    assert (other.id, other.path.name) == (photo.id, "a.cr2")
    read(library, "RAW")
    assert main_of(library) == ("a.cr2", None)
    assert files(library) == [("a.cr2", "main", None), ("a.jpg", "edit", _BROKEN)]
    assert [(one.path, one.error) for one in library.files.replaced()] == [(photo.path, _BROKEN)]
    assert library.photos.counts().failed == 0
    assert not scan(library, root_id, "a.jpg", "a.cr2")
    root = library.roots.get(root_id).path
    whole = seen(root / "a.jpg", size=200)
    change = library.photos.apply_scan(root_id, [whole, seen(root / "a.cr2")])
    assert change.changed == (photo.id,)
    read(library, "JPEG")
    assert main_of(library) == ("a.jpg", None)
    assert files(library) == [("a.jpg", "main", None), ("a.cr2", "raw", None)]
    assert library.files.replaced() == []
    assert library.decisions.get([photo.id], anna)[photo.id].stars == 4


def test_where_nothing_can_be_read_the_main_file_says_why(library: Library, root_id: int) -> None:
    scan(library, root_id, "a.jpg", "a.cr2")
    for why in (_BROKEN, "The RAW file is damaged."):
        (photo,) = library.photos.pending_ingest(None)
        library.photos.store_failed(photo.id, why)
    assert main_of(library) == ("a.jpg", _BROKEN)
    assert library.files.replaced() == []
    assert library.photos.pending_ingest(None) == []
    library.photos.retry([photo.id])
    (again,) = library.photos.pending_ingest(None)
    assert again.path.name == "a.jpg"


def test_a_file_that_may_be_read_again_is_tried_again(library: Library, root_id: int) -> None:
    scan(library, root_id, "a.jpg", "a.cr2", "b.jpg")
    first = library.photos.pending_ingest(None)[0]
    library.photos.store_failed(first.id, _BROKEN)
    assert [one.path.name for one in library.photos.failed_for(root_id, _BROKEN)] == ["a.jpg"]
    library.photos.retry([first.id])
    names = [one.path.name for one in library.photos.pending_ingest(None)]
    assert names == ["a.jpg", "b.jpg"]

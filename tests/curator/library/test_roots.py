"""Watched folders: one root for each place, nothing lost when one goes."""

from pathlib import Path

import pytest

from curator.errors import UsageError
from curator.library import Library, RankQuery
from tests.curator.library.samples import fill, ready, scan


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "photos" / "2024"
    inner.mkdir(parents=True)
    return inner.parent


def test_add_known_inner_and_linked(library: Library, folder: Path, tmp_path: Path) -> None:
    root = library.roots.add(folder)
    assert root.path == folder.resolve()
    assert library.roots.add(folder) == root
    assert library.roots.add(folder / "2024") == root
    (tmp_path / "link").symlink_to(folder)
    assert library.roots.add(tmp_path / "link") == root
    assert library.roots.list() == [root]
    assert library.roots.covering(folder / "2024" / "x.jpg") == root
    assert library.roots.covering(tmp_path / "link" / "2024") == root
    assert library.roots.covering(tmp_path / "photos2") is None


def test_outer_folder_takes_in_the_roots_inside(library: Library, folder: Path) -> None:
    inner = library.roots.add(folder / "2024")
    ids = fill(library, inner.id, {"a.jpg": "A", "b/c.jpg": "C"})
    outer = library.roots.add(folder)
    assert [root.path for root in library.roots.list()] == [folder.resolve()]
    assert outer.photos == 2
    assert not scan(library, outer.id, "2024/a.jpg", "2024/b/c.jpg")
    photo = library.photos.by_path(folder / "2024" / "b" / "c.jpg")
    assert photo is not None
    assert photo.id == ids["b/c.jpg"]


def test_removed_root_comes_back_with_its_decisions(library: Library, folder: Path) -> None:
    root = library.roots.add(folder)
    ids = fill(library, root.id, {"a.jpg": "A", "2024/b.jpg": "B"})
    library.decisions.set(list(ids.values()), None, stars=3)
    assert set(library.roots.remove(root.id).removed) == set(ids.values())
    assert library.roots.list() == []
    assert library.judgements.rank_ids(RankQuery(None, None)) == []
    assert library.photos.pending_ingest(5) == []
    again = library.roots.add(folder)
    assert set(scan(library, again.id, "a.jpg", "2024/b.jpg").added) == set(ids.values())
    assert len(library.decisions.get(list(ids.values()), None)) == 2


def test_folder_of_a_removed_root_finds_its_decisions(library: Library, folder: Path) -> None:
    root = library.roots.add(folder)
    known = fill(library, root.id, {"2024/b.jpg": "B", "2024/c.jpg": "C"})
    library.roots.remove(root.id)
    inner = library.roots.add(folder / "2024")
    first, second = scan(library, inner.id, "b.jpg", "c.jpg").added
    assert library.photos.store_ready([ready(first, "B")]).moved == (known["2024/b.jpg"],)
    # The second was not read yet when the outer folder, which knows the file, comes back.
    library.decisions.set([second], None, stars=2)
    outer = library.roots.add(folder)
    photo = library.photos.by_path(folder / "2024" / "c.jpg")
    assert photo is not None
    assert (photo.id, photo.root_id) == (known["2024/c.jpg"], outer.id)
    assert library.decisions.get([photo.id], None)[photo.id].stars == 2


def test_offline_is_not_deleted(library: Library, folder: Path) -> None:
    root = library.roots.add(folder)
    ids = fill(library, root.id, {"a.jpg": "A"})
    library.roots.set_online(root.id, False)
    assert not library.roots.get(root.id).online
    assert library.judgements.rank_ids(RankQuery(None, None)) == list(ids.values())


def test_unknown_root(library: Library) -> None:
    with pytest.raises(UsageError, match="no folder number 5"):
        library.roots.get(5)

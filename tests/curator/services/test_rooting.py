import os
import shutil
from pathlib import Path

import pytest

from curator.errors import OperationError
from curator.library import Library
from curator.services.rooting import StoppedError, find_root, is_offline, place_of, scan_root
from curator.worker.reading import NO_PERMISSION
from tests.curator.pictures import save_pictures


def test_a_folder_becomes_a_root_unless_it_is_in_one(library: Library, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    root = find_root(library, tmp_path)
    assert root.path == tmp_path.resolve()
    assert find_root(library, inner) == root
    assert len(library.roots.list()) == 1
    with pytest.raises(OperationError, match="There is no folder"):
        find_root(library, tmp_path / "none")
    (file,) = save_pictures(tmp_path, [1])
    with pytest.raises(OperationError, match="is not a folder"):
        find_root(library, file)


def test_a_scan_tells_the_library(library: Library, tmp_path: Path) -> None:
    _, second = save_pictures(tmp_path, [1, 2])
    root = library.roots.add(tmp_path)
    assert len(scan_root(library, root).change.added) == 2
    assert not scan_root(library, root).change
    second.unlink()
    assert scan_root(library, root).change.removed == (2,)
    with pytest.raises(StoppedError):
        scan_root(library, root, stopped=lambda: True)


def test_a_folder_that_is_gone_or_unplugged_is_offline(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    save_pictures(folder, [1])
    library.roots.add(folder)
    (root,) = library.roots.list()
    place = place_of(root)
    scan_root(library, root)
    shutil.rmtree(folder)
    (root,) = library.roots.list()
    assert scan_root(library, root).offline
    assert not library.roots.list()[0].online
    folder.mkdir()  # the empty place where the disk will be
    assert is_offline(root)
    assert root.photos == 1  # nothing was forgotten
    save_pictures(folder, [1])
    assert not scan_root(library, root).offline
    assert library.roots.list()[0].online
    assert place is not None


def test_a_folder_that_was_emptied_is_not_offline(library: Library, tmp_path: Path) -> None:
    (photo,) = save_pictures(tmp_path / "folder", [1])
    root = library.roots.add(photo.parent)
    scan_root(library, root)
    place = place_of(root)
    photo.unlink()
    (root,) = library.roots.list()
    assert scan_root(library, root, known=place).change.removed == (1,)


def test_a_photo_that_may_be_read_now_is_read_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_pictures(tmp_path, [1, 2])
    root = library.roots.add(tmp_path)
    scan_root(library, root)
    library.photos.store_failed(1, NO_PERMISSION)
    library.photos.store_failed(2, "The file is cut off.")
    with monkeypatch.context() as closed:
        closed.setattr(os, "access", lambda *_: False)
        scan_root(library, root)
        assert library.photos.counts().failed == 2
    scan_root(library, root)
    assert [photo.id for photo in library.photos.pending_ingest(None)] == [1]

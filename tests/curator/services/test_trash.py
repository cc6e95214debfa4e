"""Rejected photos go to a trash with all their files; what cannot stays, with its reason."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core import Profile
from curator.library import Library
from curator.library.records import RankQuery
from curator.services.rooting import scan_root
from curator.services.trash import move_to_trash, plan_trash
from tests.curator.pictures import save_picture


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for number in range(3):
        save_picture(folder / f"{number}.jpg", 40 * number)
    (folder / "1.cr2").write_bytes(b"raw")
    (folder / "1.xmp").write_text("<x/>")
    return folder


@pytest.fixture
def ids(library: Library, photos: Path) -> list[int]:
    scan_root(library, library.roots.add(photos))
    found = [library.photos.by_path(photos / f"{number}.jpg") for number in range(3)]
    return [photo.id for photo in found if photo is not None]


class FolderTrash:
    """A trash that is a folder, and refuses some names."""

    def __init__(self, folder: Path, *refused: str) -> None:
        folder.mkdir()
        self.folder = folder
        self.refused = refused

    def __call__(self, path: Path) -> None:
        if path.name in self.refused:
            raise OSError(13, "Permission denied")
        shutil.move(path, self.folder / path.name)

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


def _shown(library: Library) -> list[int]:
    return library.judgements.rank_ids(RankQuery(None, None, include_failed=True))


def test_a_photo_goes_with_all_its_files_and_its_decisions_stay(
    library: Library, photos: Path, ids: list[int], tmp_path: Path
) -> None:
    profile = library.profiles.add(Profile("Anna"))
    library.decisions.set([ids[1]], profile.id, flag="reject")
    (plan,) = plan_trash(library, [ids[1]], profile_id=profile.id)
    assert [path.name for path, _ in plan.files] == ["1.jpg", "1.cr2", "1.xmp"]
    assert plan.size == sum((photos / name).stat().st_size for name in ("1.jpg", "1.cr2", "1.xmp"))
    trash = FolderTrash(tmp_path / "trash")
    done = list(move_to_trash(library, [plan], trash))
    assert [one.error for one in done] == [None] * 3
    assert trash.names() == {"1.jpg", "1.cr2", "1.xmp"}
    assert sorted(path.name for path in photos.iterdir()) == ["0.jpg", "2.jpg"]
    assert set(_shown(library)) == {ids[0], ids[2]}
    assert [d.flag for d in library.decisions.of_profile(profile.id)] == ["reject"]
    for name in trash.names():  # put back from the trash
        shutil.move(tmp_path / "trash" / name, photos / name)
    scan_root(library, library.roots.list()[0])
    assert set(_shown(library)) == set(ids)
    assert library.decisions.get([ids[1]], profile.id)[ids[1]].flag == "reject"


def test_what_the_trash_refuses_stays_with_its_reason(
    library: Library, photos: Path, ids: list[int], tmp_path: Path
) -> None:
    trash = FolderTrash(tmp_path / "trash", "1.jpg")
    done = list(move_to_trash(library, plan_trash(library, ids, profile_id=None), trash))
    errors = {one.path.name: one.error for one in done}
    assert errors["1.jpg"] == "1.jpg was not moved: Permission denied."
    assert errors["1.cr2"] == "1.jpg stays, so all of it does."
    assert {path.name for path in photos.iterdir()} == {"1.jpg", "1.cr2", "1.xmp"}
    assert _shown(library) == [ids[1]]


def test_a_file_that_changed_since_it_was_listed_stays(
    library: Library, photos: Path, ids: list[int], tmp_path: Path
) -> None:
    plan = plan_trash(library, [ids[0]], profile_id=None)
    (photos / "0.jpg").write_bytes(b"another photo")
    (done,) = move_to_trash(library, plan, FolderTrash(tmp_path / "trash"))
    assert done.error == "0.jpg has changed meanwhile; it was left as it is."


def test_photos_of_a_folder_that_is_not_there_stay(
    library: Library, photos: Path, ids: list[int], tmp_path: Path
) -> None:
    photos.rename(tmp_path / "unplugged")
    plans = plan_trash(library, ids, profile_id=None)
    assert {plan.error for plan in plans} == {f"{photos} is not there now."}
    done = list(move_to_trash(library, plans, FolderTrash(tmp_path / "trash")))
    assert all(one.error for one in done)
    assert set(_shown(library)) == set(ids)


def test_stopping_early_leaves_the_library_true(
    library: Library, photos: Path, ids: list[int], tmp_path: Path
) -> None:
    plans = plan_trash(library, [ids[1], ids[0]], profile_id=None)
    moving = move_to_trash(library, plans, FolderTrash(tmp_path / "trash"))
    next(moving)
    moving.close()  # after the main file of the first
    photo = library.photos.by_path(photos / "1.jpg")
    assert photo is None
    raw = library.photos.by_path(photos / "1.cr2")
    assert raw is not None  # a photo of its own now
    assert ids[0] in _shown(library)


def test_what_others_picked_is_told(library: Library, ids: list[int]) -> None:
    anna, ben = (library.profiles.add(Profile(name)) for name in ("Anna", "Ben"))
    library.decisions.set(ids, anna.id, flag="reject")
    library.decisions.set([ids[0]], ben.id, flag="pick")
    library.decisions.set([ids[1]], ben.id, stars=4)
    library.decisions.set([ids[2]], ben.id, flag="reject", stars=1)
    plans = plan_trash(library, ids, profile_id=anna.id)
    assert [plan.wanted_by for plan in plans] == [("Ben",), ("Ben",), ()]


@pytest.mark.skipif(sys.platform != "linux", reason="the trash of a free desktop")
def test_the_system_has_a_trash(tmp_path: Path) -> None:
    photo = save_picture(tmp_path / "photos" / "a.jpg", 90)
    code = "import sys; from curator.services.trash import send2trash; send2trash(sys.argv[1])"
    place = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")}
    subprocess.run([sys.executable, "-c", code, str(photo)], check=True, env=place, timeout=60)
    assert not photo.exists()

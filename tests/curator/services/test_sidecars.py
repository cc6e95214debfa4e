"""Sidecars on the disk: read, read again, broken, gone; both names that programs give them."""

import os
from pathlib import Path

import pytest

from curator.library import Library
from curator.library.records import RankQuery, Root, StoredProfile
from curator.services.photo_details import details_of
from curator.services.rooting import find_root, scan_root
from curator.services.sidecars import read_all_sidecars, read_sidecars, sidecars_of
from tests.curator.pictures import save_picture
from tests.curator.xmp import packet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_picture(tmp_path / "photos" / "a.jpg", 90)
    return tmp_path / "photos"


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def stars(library: Library) -> dict[str, float | None]:
    rows = library.judgements.rank(RankQuery(None, None, include_failed=True))
    return {row.path.name: row.stars for row in rows}


def take_in(library: Library, folder: Path) -> tuple[Root, list[str]]:
    root = find_root(library, folder)
    scan_root(library, root)
    return root, read_all_sidecars(library, [root.id])


@pytest.mark.parametrize("name", ["a.xmp", "a.jpg.xmp", "a.XMP"])
def test_a_sidecar_becomes_what_is_seen(library: Library, folder: Path, name: str) -> None:
    write(folder / name, packet(xmp_Rating="4"))
    assert take_in(library, folder)[1] == []
    assert stars(library) == {"a.jpg": 4}
    write(folder / name, packet(xmp_Rating="2", xmp_Label="Red"))
    take_in(library, folder)
    assert stars(library) == {"a.jpg": 2}
    os.unlink(folder / name)
    take_in(library, folder)
    assert stars(library) == {"a.jpg": None}


def test_a_broken_sidecar_is_a_sentence_once(
    library: Library, folder: Path, bright: StoredProfile
) -> None:
    sidecar = write(folder / "a.xmp", b"<x:xmpmeta")
    write(folder / "b.xmp", b"of no photo")
    root, (sentence,) = take_in(library, folder)
    assert sentence.startswith(f"{sidecar}: The sidecar is damaged")
    assert take_in(library, folder)[1] == []
    (photo,) = library.photos.pending_ingest(None)
    details = details_of(library, photo.id, bright.id)
    assert details is not None
    assert [one.path.name for one in details.files] == ["a.jpg", "a.xmp"]
    assert details.files[1].error in sentence
    write(sidecar, packet(xmp_Rating="1"))
    take_in(library, folder)
    assert stars(library) == {"a.jpg": 1}
    assert root.failed == 0


def test_a_huge_sidecar_is_not_read(library: Library, folder: Path) -> None:
    with (folder / "a.xmp").open("wb") as file:
        file.truncate(9_000_000)
    (sentence,) = take_in(library, folder)[1]
    assert "too large" in sentence


def test_many_are_read_in_turns_and_those_being_written_wait(
    library: Library, folder: Path
) -> None:
    for number in range(70):
        save_picture(folder / f"{number}.jpg", 90)
        write(folder / f"{number}.xmp", packet(xmp_Rating="3"))
    root = find_root(library, folder)
    scan_root(library, root)
    first = read_sidecars(library, [root.id], lambda path: path.name == "0.xmp")
    assert (len(first.photo_ids), first.more) == (63, False)
    assert read_sidecars(library, [root.id + 1]).photo_ids == ()
    assert read_all_sidecars(library, [root.id]) == []
    assert list(stars(library).values()).count(3) == 70


def test_details_tell_files_places_and_conflict(
    library: Library, folder: Path, bright: StoredProfile
) -> None:
    write(folder / "a.xmp", packet(xmp_Rating="4"))
    take_in(library, folder)
    (photo,) = library.photos.pending_ingest(None)
    details = details_of(library, photo.id, bright.id)
    assert details is not None
    assert details.read is not None
    assert (details.read.stars, details.conflict, details.also_at) == (4, False, ())
    library.decisions.set([photo.id], bright.id, stars=1)
    write(folder / "a.xmp", packet(xmp_Rating="5", xmp_Label="Red"))
    take_in(library, folder)
    details = details_of(library, photo.id, bright.id)
    assert details is not None
    assert details.conflict
    assert details_of(library, 99, bright.id) is None


def test_the_sidecars_beside_a_photo_are_found(folder: Path) -> None:
    photo = folder / "a.jpg"
    assert sidecars_of([photo]) == []
    both = [write(folder / "a.xmp", b"1"), write(folder / "a.jpg.xmp", b"22")]
    assert [(one.path, one.size) for one in sidecars_of([photo, *both])] == [
        (both[0], 1),
        (both[1], 2),
    ]

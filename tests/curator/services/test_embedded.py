"""XMP inside files that are not decoded, or were before it was looked for; conflicts with it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from curator.library import Library
from curator.library.records import PhotoReady, RankQuery, Root, StoredProfile
from curator.services.embedded import Embedded
from curator.services.rooting import find_root, scan_root
from curator.services.sidecars import read_all_sidecars
from curator.settings import Home
from curator.worker.decode import decode
from curator.worker.records import DecodeRequest
from tests.curator.pictures import save_picture
from tests.curator.xmp import packet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_picture(tmp_path / "photos" / "a.jpg", 90)
    return tmp_path / "photos"


def rate(path: Path, stars: int) -> None:
    """Write a rating into a photo file, behind its picture, as another program does."""
    picture = path.read_bytes().partition(b"<x:xmpmeta")[0]
    path.write_bytes(picture + packet(xmp_Rating=str(stars)))
    os.utime(path, ns=(stars * 10**9, stars * 10**9))


def read(library: Library, folder: Path) -> Root:
    """Scan a folder, decode what is new, read the sidecars and what is inside the others."""
    root = find_root(library, folder)
    scan_root(library, root)
    ready = []
    for photo in library.photos.pending_ingest(None):
        done = decode(DecodeRequest(photo.path, pixels_long_side=None))
        ready.append(
            PhotoReady(photo.id, done.content_hash, done.facts, done.thumbnail, marks=done.marks)
        )
    library.photos.store_ready(ready)
    assert read_all_sidecars(library, [root.id]) == []
    embedded = Embedded(library)
    while embedded.waits:
        embedded.read_some([root.id])
    assert library.files.pending_embedded(9) == []
    return root


def seen(library: Library, profile: StoredProfile | None = None) -> tuple[float | None, str | None]:
    """The stars that are shown, and the file that said what is read from files."""
    profile_id = None if profile is None else profile.id
    (row,) = library.judgements.rank(RankQuery(None, profile_id))
    decision = library.decisions.get([row.photo_id], None).get(row.photo_id)
    return row.stars, None if decision is None else decision.file_name


def test_a_photo_that_was_read_before_is_looked_into(
    library: Library, home: Home, folder: Path
) -> None:
    rate(folder / "a.jpg", 4)
    root = read(library, folder)
    assert seen(library) == (4, "a.jpg")
    with closing(sqlite3.connect(home.database)) as connection:  # as an older version left it
        connection.execute("UPDATE file SET marks = NULL")
        connection.execute("DELETE FROM decision")
        connection.commit()
    embedded = Embedded(library)
    assert embedded.read_some([root.id + 1]) == ()
    embedded.again()
    assert embedded.read_some([root.id], lambda _: True) == ()
    embedded.again()
    assert embedded.read_some([root.id]) == (1,)
    assert embedded.read_some([root.id]) == ()
    assert not embedded.waits
    assert seen(library) == (4, "a.jpg")


def test_the_raw_beside_a_jpeg_speaks_and_is_read_again(library: Library, folder: Path) -> None:
    raw = folder / "a.dng"
    raw.write_bytes(bytes(3_000_000) + packet(xmp_Rating="3"))
    read(library, folder)
    assert seen(library) == (3, "a.dng")
    rate(raw, 2)
    scan_root(library, find_root(library, folder))
    assert seen(library) == (3, "a.dng")  # what it said is not forgotten before it is read
    read(library, folder)
    assert seen(library) == (2, "a.dng")
    raw.write_bytes(bytes(1 << 20)[:-30] + packet(xmp_Rating="5"))  # across the part read first
    read(library, folder)
    assert seen(library) == (5, "a.dng")
    raw.unlink()
    read(library, folder)
    assert seen(library) == (None, None)


def test_what_changes_or_is_damaged_costs_nothing(library: Library, folder: Path) -> None:
    raw = folder / "a.dng"
    raw.write_bytes(b"<x:xmpmeta><broken></x:xmpmeta>")
    root = find_root(library, folder)
    scan_root(library, root)
    raw.write_bytes(b"another size now")
    embedded = Embedded(library)
    while embedded.waits:
        assert embedded.read_some([root.id]) == ()
    assert [one.path for one in library.files.pending_embedded(9)] == [raw]
    read(library, folder)
    assert seen(library) == (None, None)


def test_a_sidecar_wins_over_the_photo_and_a_later_rating_is_a_conflict(
    library: Library, folder: Path, bright: StoredProfile
) -> None:
    photo, sidecar = folder / "a.jpg", folder / "a.xmp"
    rate(photo, 4)
    read(library, folder)
    library.decisions.set([1], bright.id, stars=1)
    assert seen(library, bright) == (1, "a.jpg")
    assert list(library.decisions.conflicts([1], bright.id)) == []  # it was said before
    rate(photo, 5)
    read(library, folder)
    assert seen(library, bright) == (1, "a.jpg")  # shown, not taken over
    assert list(library.decisions.conflicts([1], bright.id)) == [1]
    sidecar.write_bytes(packet(xmp_Rating="1"))
    read(library, folder)
    assert seen(library, bright) == (1, "a.xmp")
    assert list(library.decisions.conflicts([1], bright.id)) == []  # both say the same
    rate(photo, 2)
    read(library, folder)
    assert seen(library, bright) == (1, "a.xmp")  # the sidecar still speaks for the photo
    assert list(library.decisions.conflicts([1], bright.id)) == []
    sidecar.unlink()
    read(library, folder)
    assert seen(library, bright) == (1, "a.jpg")
    assert list(library.decisions.conflicts([1], bright.id)) == [1]

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.services.scan import EXPORT_MARK, is_skipped, see, walk


def names(root: Path) -> list[str]:
    return [seen.path.relative_to(root).as_posix() for seen in walk(root)]


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_photos_in_a_fixed_order_without_hidden_and_system_folders(tmp_path: Path) -> None:
    touch(
        tmp_path / "b.JPG",
        tmp_path / "a.jpeg",
        tmp_path / "notes.txt",
        tmp_path / ".hidden.jpg",
        tmp_path / "._b.jpg",
        tmp_path / ".git" / "x.jpg",
        tmp_path / "@eaDir" / "x.jpg",
        tmp_path / "$RECYCLE.BIN" / "x.jpg",
        tmp_path / "sub" / "c.heic",
        tmp_path / "sub" / "deep" / "d.nef",
        tmp_path / "sub" / "deep" / "d.XMP",
    )
    found = ["a.jpeg", "b.JPG", "sub/c.heic", "sub/deep/d.XMP", "sub/deep/d.nef"]
    assert names(tmp_path) == found


def test_a_record_has_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"12345")
    os.utime(path, ns=(0, 1_234_567_890))
    (seen,) = walk(tmp_path)
    assert (seen.path, seen.size, seen.mtime_ns) == (path, 5, 1_234_567_890)
    assert see(path) == seen
    assert see(tmp_path) is None
    assert see(tmp_path / "gone.jpg") is None


def test_loops_end_and_a_linked_folder_is_met_once(tmp_path: Path) -> None:
    touch(tmp_path / "real" / "a.jpg")
    (tmp_path / "real" / "up").symlink_to(tmp_path)
    (tmp_path / "alias").symlink_to(tmp_path / "real")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "dangling.jpg").symlink_to(tmp_path / "nowhere")
    assert names(tmp_path) == ["real/a.jpg"]


def test_a_link_into_another_root_is_left_to_that_one(tmp_path: Path) -> None:
    touch(tmp_path / "one" / "deep" / "a.jpg", tmp_path / "two" / "b.jpg")
    (tmp_path / "two" / "link").symlink_to(tmp_path / "one" / "deep")
    assert names(tmp_path / "two") == ["b.jpg", "link/a.jpg"]
    there = walk(tmp_path / "two", elsewhere=[tmp_path / "one"])
    assert [seen.path.name for seen in there] == ["b.jpg"]


def test_a_folder_of_exported_copies_is_passed_over(tmp_path: Path) -> None:
    touch(tmp_path / "best" / EXPORT_MARK, tmp_path / "best" / "a.jpg", tmp_path / "b.jpg")
    assert names(tmp_path) == ["b.jpg"]


def test_names_that_are_no_text(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/\xff\xfe.jpg"
    try:
        with open(odd, "wb"):
            pass
    except OSError:
        pytest.skip("the file system wants text")
    assert [os.fsencode(seen.path) for seen in walk(tmp_path)] == [odd]


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that this process cannot read, beside one that it can."""
    if sys.platform == "win32":
        pytest.skip("permissions are other ones here")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        touch(folder / "closed" / "a.jpg", folder / "open" / "b.jpg")
        (folder / "closed").chmod(0)
        user = os.geteuid()
        if user == 0:  # root reads everything
            os.seteuid(65534)
        yield folder
        if user == 0:
            os.seteuid(0)
        (folder / "closed").chmod(0o755)


def test_an_unreadable_folder_is_reported_and_the_rest_goes_on(closed: Path) -> None:
    told: list[tuple[Path, str]] = []
    seen = list(walk(closed, on_unreadable=lambda path, why: told.append((path, why))))
    assert [one.path.name for one in seen] == ["b.jpg"]
    ((path, sentence),) = told
    assert path == closed / "closed"
    assert sentence == f"The folder {path} cannot be read: Permission denied."


def test_what_a_walk_would_pass_over(tmp_path: Path) -> None:
    assert is_skipped(tmp_path / ".x" / "a.jpg", tmp_path)
    assert is_skipped(tmp_path / "a" / ".b.jpg", tmp_path)
    assert is_skipped(tmp_path.parent / "a.jpg", tmp_path)
    assert not is_skipped(tmp_path / "a" / "b.jpg", tmp_path)

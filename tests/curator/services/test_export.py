import os
import subprocess
import sys
from pathlib import Path

import pytest

from curator.errors import OperationError, UsageError
from curator.library import Library
from curator.services.export import execute, plan
from curator.services.scan import EXPORT_MARK, is_export, walk

ROOT = Path(__file__).resolve().parents[3]


def photo(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_copies_are_whole_and_keep_their_time(library: Library, tmp_path: Path) -> None:
    one = photo(tmp_path / "in" / "a.jpg", b"12345" * 1000)
    os.utime(one, ns=(10**9, 10**9))
    planned = plan([one], tmp_path / "out" / "deep")
    assert not (tmp_path / "out").exists()  # planning does nothing
    (done,) = execute(planned, library.exports)
    assert (done.action, done.error) == ("copy", None)
    copy = tmp_path / "out" / "deep" / "a.jpg"
    assert done.target == copy
    assert copy.read_bytes() == one.read_bytes()
    assert copy.stat().st_mtime_ns == 10**9
    assert [path.name for path in copy.parent.iterdir()] == ["a.jpg"]
    ((item,),) = [library.exports.items(1)]
    assert (item.source, item.target, item.action, item.error) == (one, copy, "copy", None)
    assert library.exports.unfinished() == []


def test_names_never_collide_and_nothing_is_overwritten(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "out"
    photo(out / "a.jpg", b"somebody else's")
    sources = [
        photo(tmp_path / "one" / "a.jpg", b"1"),
        photo(tmp_path / "two" / "A.JPG", b"2"),
        photo(tmp_path / "three" / "b.jpg", b"3"),
    ]
    names = [item.target.name for item in plan(sources, out).items]
    assert names == ["a (2).jpg", "A (3).JPG", "b.jpg"]
    assert all(one.error is None for one in execute(plan(sources, out), library.exports))
    assert (out / "a.jpg").read_bytes() == b"somebody else's"
    again = plan(sources, out)
    assert [item.action for item in again.items] == ["skip"] * 3
    assert again.bytes_needed == 0


def test_the_files_of_a_photo_stay_together(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "out"
    photo(out / "a.xmp", b"of somebody else's a")
    one = photo(tmp_path / "one" / "a.jpg", b"1")
    names = ("a.cr2", "a-edit.jpg", "a.jpg.xmp", "a.xmp", "IMG_E1.JPG", "gone.dng")
    others = [photo(one.with_name(name), name.encode()) for name in names]
    others[-1].unlink()
    planned = plan([one], out, companions={one: others})
    assert [(item.target.name, item.companion) for item in planned.items] == [
        ("a (2).jpg", False),
        ("a (2).cr2", True),
        ("a (2)-edit.jpg", True),
        ("a (2).jpg.xmp", True),
        ("a (2).xmp", True),
        ("IMG_E1 (2).JPG", True),
        ("gone (2).dng", True),
    ]
    done = list(execute(planned, library.exports))
    assert [item.error is None for item in done] == [True] * 6 + [False]
    assert (out / "a (2)-edit.jpg").read_bytes() == b"a-edit.jpg"
    assert [item.source for item in library.exports.items(1)] == [one, *others]
    again = plan([one], out, companions={one: others})
    assert [item.action for item in again.items[:-1]] == ["skip"] * 6


def test_a_sidecar_that_changed_since_makes_no_second_copy(
    library: Library, tmp_path: Path
) -> None:
    one, sidecar = photo(tmp_path / "in" / "a.jpg", b"1"), photo(tmp_path / "in" / "a.xmp", b"old")
    list(execute(plan([one], tmp_path / "out", companions={one: [sidecar]}), library.exports))
    sidecar.write_bytes(b"new")
    main, other = plan([one], tmp_path / "out", companions={one: [sidecar]}).items
    assert (main.action, main.target.name) == ("skip", "a.jpg")
    assert other.error is not None
    assert "another file" in other.error
    assert (tmp_path / "out" / "a.xmp").read_bytes() == b"old"


def test_a_target_that_comes_meanwhile_is_left(library: Library, tmp_path: Path) -> None:
    planned = plan([photo(tmp_path / "a.jpg")], tmp_path / "out")
    late = photo(tmp_path / "out" / "a.jpg", b"late")
    (done,) = execute(planned, library.exports)
    assert done.error is not None
    assert late.read_bytes() == b"late"
    assert list((tmp_path / "out").iterdir()) == [late]


def test_what_is_gone_fails_and_the_rest_goes_on(library: Library, tmp_path: Path) -> None:
    gone, there = tmp_path / "gone.jpg", photo(tmp_path / "b.jpg")
    done = list(execute(plan([gone, there], tmp_path / "out"), library.exports))
    assert [one.error is None for one in done] == [False, True]
    assert str(done[0].error).startswith(str(gone))


def test_no_room_is_said_before_anything_is_copied(library: Library, tmp_path: Path) -> None:
    planned = plan([photo(tmp_path / "a.jpg")], tmp_path / "out", free=lambda _: 1)
    assert not planned.fits
    with pytest.raises(OperationError, match="not enough room"):
        list(execute(planned, library.exports))
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_fills_up_on_the_way(tmp_path: Path) -> None:
    photo(tmp_path / "in" / "a.jpg", b"x" * 10_000)
    photo(tmp_path / "in" / "b.jpg", b"y" * 3_000_000)
    photo(tmp_path / "in" / "c.jpg", b"z" * 10_000)
    script = f"""
import resource, signal
from pathlib import Path
from curator.library import Library
from curator.services.export import execute, plan
from curator.settings import Home
folder = Path({str(tmp_path)!r})
with Library.open(Home.find(folder / "home")) as library:
    planned = plan(sorted((folder / "in").iterdir()), folder / "out")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
    for one in execute(planned, library.exports):
        print(one.error)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    first, second, third = ran.stdout.splitlines()
    assert first == "None"
    assert "is full" in second
    assert "b.jpg" in second
    assert "is full" in third
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.jpg"]


def test_a_destination_that_cannot_be(library: Library, tmp_path: Path) -> None:
    file = photo(tmp_path / "file")
    with pytest.raises(UsageError, match="is a file"):
        plan([photo(tmp_path / "a.jpg")], file)
    planned = plan([photo(tmp_path / "a.jpg")], tmp_path / "later" / "out")
    photo(tmp_path / "later")
    with pytest.raises(OperationError, match="cannot be made"):
        list(execute(planned, library.exports))


def test_copies_below_a_ranked_folder_are_not_ranked_again(
    library: Library, tmp_path: Path
) -> None:
    one = photo(tmp_path / "a.jpg")
    for _ in range(2):
        list(execute(plan([one], tmp_path / "best", ranked_folders=[tmp_path]), library.exports))
    assert (tmp_path / "best" / EXPORT_MARK).exists()
    assert [seen.path for seen in walk(tmp_path)] == [one]
    copy = tmp_path / "best" / "a.jpg"
    assert [seen.path for seen in walk(copy.parent)] == [copy]  # as one that was named
    assert is_export(copy, tmp_path)
    assert not is_export(copy, copy.parent)
    assert not is_export(one, tmp_path)
    other = photo(tmp_path / "own" / "b.jpg")  # a folder with photos of its own stays ranked
    list(execute(plan([one], tmp_path / "own", ranked_folders=[tmp_path]), library.exports))
    assert other in [seen.path for seen in walk(tmp_path)]


def test_long_names_fit(library: Library, tmp_path: Path) -> None:
    one = photo(tmp_path / f"{'ü' * 125}.jpg")
    (done,) = execute(plan([one], tmp_path / "out"), library.exports)
    assert done.error is None
    assert list((tmp_path / "out").iterdir()) == [done.target]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_failure_with_a_name_that_is_no_text(library: Library, tmp_path: Path) -> None:
    (done,) = execute(plan([tmp_path / "\udcff.jpg"], tmp_path / "out"), library.exports)
    assert library.exports.items(1)[0].error is not None
    assert str(done.source) in str(done.error)


def test_a_disk_without_hard_links(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    one, other = photo(tmp_path / "a.jpg", b"a"), photo(tmp_path / "b.jpg", b"b")
    monkeypatch.setattr(os, "link", refused)
    (done,) = execute(plan([one], tmp_path / "out"), library.exports)
    assert (done.error, done.target.read_bytes()) == (None, b"a")
    monkeypatch.setattr(os, "replace", refused)
    (done,) = execute(plan([other], tmp_path / "out"), library.exports)
    assert done.error is not None
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.jpg"]  # nothing half done

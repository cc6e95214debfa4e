from pathlib import Path

import pytest

from curator.library.mounts import is_network, is_network_mount, is_remote_drive


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "21 1 0:39 / /mnt/größe rw - nfs4 server:/photos rw\n"
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "30 22 0:40 / /mnt/my\\040nas rw - cifs //nas/photos rw\n"
        "31 30 8:2 / /mnt/my\\040nas/disk rw - ext4 /dev/sdb1 rw\n"
        "32 22 0:41 / /mnt/phone rw - fuse.simple-mtpfs phone rw\n"
        "33 22 0:42 / /mnt/remote rw - fuse.sshfs host: rw\n"
        "34 22 8:3 / /mnt/stick rw - fuseblk /dev/sdc1 rw\n"
        "35 22 0:43 / /mnt/pool rw - fuse.mergerfs 1:2 rw\n",
        encoding="utf-8",
    )
    return mounts


@pytest.mark.parametrize(
    "folder", ["/mnt/my nas/photos", "/mnt/größe/2024", "/mnt/phone/DCIM", "/mnt/remote"]
)
def test_network_mounts_are_known(mounts: Path, folder: str) -> None:
    assert is_network(Path(folder), mounts=mounts)


@pytest.mark.parametrize(
    "folder", ["/mnt/my nas/disk/photos", "/home", "/mnt/stick/DCIM", "/mnt/pool", "/mnt/größen"]
)
def test_local_mounts_are_not(mounts: Path, folder: str) -> None:
    assert not is_network(Path(folder), mounts=mounts)


def test_without_a_table_nothing_is_known(mounts: Path) -> None:
    assert not is_network(Path("/mnt/remote"), mounts=mounts.with_name("none"))


# As psutil gives it on macOS 14, with a share, a stick, a phone's program and a mounted image.
MAC = [
    ("/", "apfs"),
    ("/dev", "devfs"),
    ("/System/Volumes/Data", "apfs"),
    ("/System/Volumes/Data/home", "autofs"),
    ("/Volumes/photos", "smbfs"),
    ("/Volumes/old", "afpfs"),
    ("/Volumes/web", "webdav"),
    ("/Volumes/server", "nfs"),
    ("/Volumes/phone", "macfuse"),
    ("/Volumes/STICK", "exfat"),
    ("/Volumes/photos/image", "hfs"),
]


@pytest.mark.parametrize(
    ("folder", "network"),
    [
        ("/Users/ann/Pictures", False),
        ("/Volumes/photos/2024", True),
        ("/Volumes/photos2", False),
        ("/Volumes/old/a", True),
        ("/Volumes/web", True),
        ("/Volumes/server", True),
        ("/Volumes/phone/DCIM", True),
        ("/Volumes/STICK/DCIM", False),
        ("/Volumes/photos/image/a", False),
    ],
)
def test_the_mounts_of_macos(folder: str, network: bool) -> None:
    assert is_network_mount(Path(folder), MAC) == network


def drive_type(root: str) -> int:
    """As Windows answers: C: is a disk, D: a stick, Z: a share; nothing is known of others."""
    return {"C:\\": 3, "D:\\": 2, "Z:\\": 4}.get(root, 1)


@pytest.mark.parametrize(
    ("folder", "network"),
    [
        (r"C:\Users\ann\Pictures", False),
        (r"D:\DCIM", False),
        (r"Z:\photos", True),
        ("z:/photos", True),
        (r"Q:\none", False),
        (r"\\nas\photos\2024", True),
        (r"\\?\UNC\nas\photos", True),
        (r"\\?\Z:\photos", True),
        (r"\\?\C:\photos", False),
        (r"\\.\D:", False),
        ("//nas/photos", True),
        (r"\photos", False),
        ("", False),
    ],
)
def test_the_drives_of_windows(folder: str, network: bool) -> None:
    assert is_remote_drive(folder, drive_type) == network

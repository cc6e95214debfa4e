from pathlib import Path

import pytest

from curator.library.mounts import is_network


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

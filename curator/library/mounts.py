"""What kind of disk a folder lies on, as the system tells: on Linux, macOS and Windows."""

import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

MOUNTS = Path("/proc/self/mountinfo")
"""Linux's table of mounts."""

Mount = tuple[str, str]
"""A mount point and the name of its file system."""

_NETWORK = (
    "9p",
    "acfs",  # Xsan
    "afpfs",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "ftp",
    "fuse_t",
    "glusterfs",
    "lustre",
    "macfuse",  # a program's own, as fuse.NAME on Linux, but which one is not told
    "ncpfs",
    "nfs",
    "osxfuse",
    "prl_fs",
    "smb",
    "vboxsf",
    "vmhgfs",
    "webdav",
)
# A file system of a program of its own, fuse.NAME, is most often a network's; these are not.
_LOCAL_FUSE = ("bindfs", "cryfs", "encfs", "exfat", "gocryptfs", "mergerfs", "ntfs", "unionfs")
_OCTAL = re.compile(rb"\\([0-3][0-7]{2})")  # how Linux writes blanks in mount points
_REMOTE = 4  # what Windows' GetDriveType says of a drive letter that stands for a share


def is_network(folder: Path, *, mounts: Path = MOUNTS) -> bool:
    """Whether other machines may write below a folder: no file events tell of it, and SQLite's
    write-ahead log must not be used there. False where the system does not tell.

    `mounts` is Linux's table.
    """
    if sys.platform == "win32":
        return is_remote_drive(str(folder), _drive_type)
    return is_network_mount(folder, _mac_mounts() if sys.platform == "darwin" else linux(mounts))


def is_network_mount(folder: Path, table: Iterable[Mount]) -> bool:
    """Whether the innermost mount that a folder is in is a network's; the last one counts."""
    best, kind = -1, ""
    for point, name in table:
        if folder.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), name
    if kind.startswith("fuse."):
        return not kind.removeprefix("fuse.").startswith(_LOCAL_FUSE)
    return kind.startswith(_NETWORK)


def is_remote_drive(folder: str, drive_type: Callable[[str], int]) -> bool:
    r"""Whether a path of Windows is on a share: by its own name, or that of its drive letter.

    `drive_type` is asked about a root such as "Z:\", and answers as Windows' GetDriveType does.
    """
    text = folder.replace("/", "\\")
    long = text.startswith("\\\\?\\")  # the prefix of paths that may be longer than usual
    if long:
        text = text[4:]
        if text[:4].upper() == "UNC\\":
            return True
    elif text.startswith("\\\\"):
        return not text.startswith("\\\\.\\")  # a device of this machine
    return text[1:2] == ":" and drive_type(f"{text[0].upper()}:\\") == _REMOTE


def linux(mounts: Path = MOUNTS) -> list[Mount]:
    """Linux's mounts, in their order; none where the table cannot be read."""
    try:
        lines = mounts.read_bytes().split(b"\n")
    except OSError:
        return []
    table = []
    for line in lines:
        left, _, right = line.partition(b" - ")
        fields = left.split()
        if len(fields) >= 5 and right:
            point = _OCTAL.sub(lambda escape: bytes([int(escape[1], 8)]), fields[4])
            table.append((os.fsdecode(point), os.fsdecode(right.split()[0])))
    return table


def _mac_mounts() -> list[Mount]:
    """macOS's mounts, as it remembers them: no disk is asked, so none can keep us waiting."""
    return [(one.mountpoint, one.fstype) for one in psutil.disk_partitions(all=True)]


def _drive_type(root: str) -> int:
    if sys.platform != "win32":
        return 0
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(root))

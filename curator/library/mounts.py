"""What kind of disk a folder lies on, as the system's table of mounts says (known on Linux)."""

import os
import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")

_NETWORK = (
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "glusterfs",
    "lustre",
    "ncpfs",
    "nfs",
    "prl_fs",
    "smb",
    "vboxsf",
    "vmhgfs",
)
# A file system of a program of its own, fuse.NAME, is most often a network's; these are not.
_LOCAL_FUSE = ("bindfs", "cryfs", "encfs", "exfat", "gocryptfs", "mergerfs", "ntfs", "unionfs")
_OCTAL = re.compile(rb"\\([0-3][0-7]{2})")  # how the system writes blanks in mount points


def is_network(folder: Path, *, mounts: Path = MOUNTS) -> bool:
    """Whether other machines may write below a folder: no file events tell of it, and SQLite's
    write-ahead log must not be used there. False where the table cannot be read."""
    kind = _kind(folder, mounts)
    if kind.startswith("fuse."):
        return not kind.removeprefix("fuse.").startswith(_LOCAL_FUSE)
    return kind.startswith(_NETWORK)


def _kind(folder: Path, mounts: Path) -> str:
    """The file system's name of the innermost mount that a folder is in; the last one counts."""
    best, kind = -1, ""
    try:
        lines = mounts.read_bytes().split(b"\n")
    except OSError:
        return ""
    for line in lines:
        left, _, right = line.partition(b" - ")
        fields = left.split()
        if len(fields) < 5 or not right:
            continue
        point = os.fsdecode(_OCTAL.sub(lambda escape: bytes([int(escape[1], 8)]), fields[4]))
        if folder.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), os.fsdecode(right.split()[0])
    return kind

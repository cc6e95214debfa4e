"""Reads a file into memory, once and bounded. Runs in a decoding child."""

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

MAX_FILE_BYTES = 500_000_000


class DecodeError(Exception):
    """A photo that cannot be read; its text is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file's bytes, their SHA-256 in hex, and the file's size and time at that moment."""

    data: bytes
    content_hash: str
    mtime_ns: int


NO_PERMISSION = "The file may not be read: permission is missing."
"""May pass without any change of the file's size or time."""

_REASONS = {
    errno.ENOENT: "The file is not there.",
    errno.ENOTDIR: "The file is not there.",
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.EISDIR: "This is a folder, not a photo.",
    errno.ELOOP: "The symbolic link leads round in a circle.",
    errno.ENAMETOOLONG: "The file's name is too long for this system.",
    errno.EIO: "The disk reported an error while the file was read.",
    errno.ENXIO: "This is not a regular file.",
}


def read_file(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> FileBytes:
    """Read a regular file as a whole. Raises DecodeError with a sentence."""
    try:
        # a pipe would block on opening, so look before it is opened
        _check_regular(os.stat(path))
        with open(path, "rb", buffering=0) as file:
            before = os.fstat(file.fileno())
            _check_regular(before)
            if before.st_size > max_bytes:
                raise DecodeError(
                    f"The file is too large for a photo: {before.st_size / 1e6:,.0f} MB, "
                    f"at most {max_bytes / 1e6:,.0f} MB are read."
                )
            data = _read_all(file.fileno(), before.st_size)
    except OSError as error:
        raise DecodeError(
            _REASONS.get(error.errno or 0) or f"The file cannot be read: {error.strerror}."
        ) from error
    except ValueError as error:  # a NUL in the name
        raise DecodeError("The file's name cannot be used on this system.") from error
    if len(data) != before.st_size:
        raise DecodeError("The file changed while it was being read.")
    if not data:
        raise DecodeError("The file is empty.")
    return FileBytes(data, hashlib.sha256(data).hexdigest(), before.st_mtime_ns)


def _check_regular(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise DecodeError("This is a folder, not a photo.")
    if not stat.S_ISREG(status.st_mode):
        raise DecodeError("This is not a regular file.")


def _read_all(descriptor: int, size: int) -> bytes:
    parts = []
    left = size + 1  # one more, to see a file that grew
    while left > 0:
        part = os.read(descriptor, left)
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)

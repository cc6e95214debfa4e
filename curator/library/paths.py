"""Paths as the database keeps them: below their root, with slashes, always valid text."""

import os
from pathlib import Path

# A file name that is not UTF-8 comes as lone surrogates, which a database cannot store; they are
# kept as these characters, which the standard leaves to private use and nobody types.
_OUT = {0xDC00 + byte: 0x10FE00 + byte for byte in range(128, 256)}
_BACK = {stored: lone for lone, stored in _OUT.items()}


def stored(path: Path | str) -> str:
    """The path as storable text with slashes."""
    text = str(path).replace(os.sep, "/")
    return text if text.isascii() else text.translate(_OUT)


def unstored(text: str) -> str:
    """The path that `stored` was given."""
    return text if text.isascii() else text.translate(_BACK)


def relative_to(root: str, path: Path) -> str:
    """A path below the stored root as stored text; "" for the root itself.

    Raises ValueError for a path that is not below it.
    """
    text = stored(path)
    if text == root:
        return ""
    prefix = root if root.endswith("/") else f"{root}/"
    if not text.startswith(prefix):
        raise ValueError(f"{path} is not below {root}")
    return text[len(prefix) :]


def joined(root: str, relative: str) -> Path:
    """The path of a stored relative path below a stored root."""
    return Path(unstored(root if root.endswith("/") else f"{root}/") + unstored(relative))


def inside(inner: str, outer: str) -> bool:
    """Whether a stored absolute path is another one, or below it."""
    return inner == outer or inner.startswith(outer if outer.endswith("/") else f"{outer}/")

"""Keeps None, True and False alive under PySide6 6.12 on Python 3.11.

That PySide6 is built against the interface of Python 3.12, where these three live for ever, and so
gives back more references to them than it took (one per model value or bool result, for example).
Python 3.11 counts them: after some thousand such calls it ends with "deallocating None".
"""

import ctypes
import sys

_ENOUGH = 1 << 40  # references: hours of a million calls a second


def keep_singletons() -> None:
    """Give the three so many references that they never run out. No effect from 3.12 on."""
    if sys.version_info >= (3, 12):
        return
    for singleton in (None, True, False):
        references = ctypes.c_ssize_t.from_address(id(singleton))
        if references.value < _ENOUGH:
            references.value += _ENOUGH

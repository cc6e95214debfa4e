"""Memory as it is in use, for the runs that look for growth."""

import contextlib
import ctypes
import gc
import sys


def give_back() -> None:
    """Have the allocator give the system what this process has freed, where it can (glibc)."""
    gc.collect()
    if sys.platform.startswith("linux"):
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)

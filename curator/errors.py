"""Failures that a user can understand, each a sentence.

CuratorError
├── UsageError       what was asked for makes no sense: an unknown profile, a name that exists
├── LibraryError     the database cannot be used: locked, damaged, made by a newer version
└── OperationError   an operation failed: disk full, folder not readable
"""


class CuratorError(Exception):
    """A failed operation; its text is a sentence for the user. Anything else is a bug."""


class UsageError(CuratorError):
    """What was asked for cannot be done: an unknown profile, a name that is taken."""


class LibraryError(CuratorError):
    """The library cannot be used: locked, damaged, or made by a newer version."""


class OperationError(CuratorError):
    """An operation failed on the way: a full disk, a folder that cannot be read."""

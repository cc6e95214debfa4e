"""What can go wrong in the model, as sentences for the person who reads them.

CoreError
├── JudgeUnavailableError   a judge, or a file it needs, is not there
├── DataSetError            a data set's folder lacks a file or a column
└── DeviceMemoryError       a batch did not fit on the device; a smaller one may
"""


class CoreError(Exception):
    """A known failure of the model; its text is a sentence for the user."""


class JudgeUnavailableError(CoreError):
    """A judge cannot be made: unknown id, missing or damaged weights."""


class DeviceMemoryError(CoreError):
    """The device ran out of memory on this batch; half of it may fit."""


class DataSetError(CoreError):
    """A data set cannot be read: its folder lacks a file or a column, which the text names."""

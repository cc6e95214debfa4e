"""The versions of the library's tables; `versions/` has one file for each step."""

HEAD = "0007"
"""The version that this program reads and writes; a test compares it with `versions/`."""

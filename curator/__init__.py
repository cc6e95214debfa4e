"""Curator: ranks a person's photos by their own taste."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("curator")
except PackageNotFoundError:  # run from a clone that was never installed
    __version__ = "0+clone"

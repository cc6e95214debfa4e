"""The commands. Only the modules of this package write to the terminal."""

from curator.cli.entry import main

__all__ = ["main"]

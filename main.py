"""Starts Curator: the window, or a command."""

import sys

from curator.cli import main

if __name__ == "__main__":  # child processes import this file again, and must not start anew
    sys.exit(main())

"""Photos on the clipboard when the program ends."""

import subprocess
import sys

import pytest

_PROGRAM = """
from PySide6.QtWidgets import QApplication
from curator.ui.photo_drag import copy_files, leave_clipboard
from tests.curator.ui.conftest import ranked

application = QApplication([])
copy_files([ranked(1, 50.0)])
leave_clipboard()
assert application.clipboard().text() == str(ranked(1, 50.0).path)
"""


@pytest.mark.parametrize("copies", [1, 2])
def test_the_process_ends_well_and_the_paths_stay(copies: int) -> None:
    program = _PROGRAM + "copy_files([ranked(2, 1.0)]); leave_clipboard()\n" * (copies - 1)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

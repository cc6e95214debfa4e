"""The program with a judge that needs no time to load: what the fault script starts and kills."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from curator.cli import main
from tests.curator.cli.conftest import FAKE_JUDGES

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], judges=FAKE_JUDGES))

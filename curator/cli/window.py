"""No command: the window."""

import argparse

from curator.cli.session import Session


def run(session: Session, args: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; with --smoke paint it once."""
    from curator.app import run_window  # late: the only command that loads Qt

    code: int = run_window(session.home(), device=session.device, smoke=args.smoke)
    return code

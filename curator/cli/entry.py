"""Runs a command and turns failures into sentences and exit codes."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from core import CoreError
from curator.cli.arguments import parse
from curator.cli.exit_codes import INTERRUPTED, NOTHING_DONE, WELL
from curator.cli.output import OutputError
from curator.cli.session import CORE_JUDGES, JudgeSource, Session, terminal
from curator.errors import CuratorError

_MODULES = {
    None: "window",
    "profile": "profile",
    "score": "score",
    "rank": "rank",
    "watch": "watch",
    "export": "export",
    "rate": "rate",
    "search": "search",
    "judges": "judges",
    "doctor": "doctor",
}


def main(
    argv: Sequence[str] | None = None,
    *,
    judges: JudgeSource = CORE_JUDGES,
    busy_timeout_s: float = 15.0,
) -> int:
    """Run a command; returns the exit code. `busy_timeout_s`: how long to wait for the library.

    0: all well; 1: some photos failed; 2: wrong usage, or nothing could be done; 130: interrupted.
    """
    try:
        args = parse(argv)
    except SystemExit as wanted:
        return wanted.code if isinstance(wanted.code, int) else NOTHING_DONE
    logging.basicConfig(
        level=logging.INFO if args.verbose else logging.ERROR,
        format="%(name)s: %(message)s",
        stream=sys.stderr,
    )
    output = terminal(json=args.json, quiet=args.quiet, verbose=args.verbose)
    session = Session(output, judges, args.home, args.device, busy_timeout_s)
    try:
        return _run(session, args)
    except (CuratorError, CoreError) as error:
        output.end_progress()
        if isinstance(error, OutputError):
            _forget_standard_output()
        output.problem(str(error))
        return NOTHING_DONE
    except KeyboardInterrupt:
        output.end_progress()
        return INTERRUPTED
    except BrokenPipeError:
        _forget_standard_output()
        return WELL  # the reader has seen enough
    finally:
        output.end_progress()


def _run(session: Session, args: argparse.Namespace) -> int:
    # Late: each command pays only for what it uses.
    module = importlib.import_module(f"curator.cli.{_MODULES[args.command]}")
    code = module.run(session, args)
    assert isinstance(code, int)
    return code


def _forget_standard_output() -> None:
    """Nobody takes it: without this, Python complains again when it flushes at its end."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())

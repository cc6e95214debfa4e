"""`score`: photos straight from their files."""

import argparse
import time
from collections.abc import Iterable

from core import JudgeIdentity, Profile
from curator.cli.exit_codes import SOME_FAILED, WELL
from curator.cli.lines import error_line, score_line
from curator.cli.session import Session
from curator.errors import UsageError
from curator.services.scoring import Scored, ScoreFailure, score_paths


def run(session: Session, args: argparse.Namespace) -> int:
    """Score the given files and folders, one line each, in their order."""
    identity = session.judges.identify(args.judge)
    profile = _profile(session, args)
    with session.workers(args.judge) as workers:
        workers.judge().start()
        results = score_paths(
            args.paths, profile, workers.decode(), workers.judge(), reasons=session.output.json
        )
        return _show(session, identity, results)


def _profile(session: Session, args: argparse.Namespace) -> Profile:
    if args.taste is not None:
        return Profile.from_text(args.taste)
    if args.profile is None:
        return Profile()
    with session.library() as (_, library):
        return library.profiles.get(args.profile).profile


def _show(
    session: Session, identity: JudgeIdentity, results: Iterable[Scored | ScoreFailure]
) -> int:
    output = session.output
    scored = failed = 0
    began = time.monotonic()
    for result in results:
        if isinstance(result, Scored):
            scored += 1
            if output.json:
                output.record(
                    score_line(result.path, result.score, result.levels, result.reasons, identity)
                )
            output.text(f"{result.score:6.2f}  {result.path}")
        else:
            failed += 1
            if output.json:
                output.record(error_line(result.path, result.reason))
            else:
                output.problem(f"{result.path}: {result.reason}")
        per_second = (scored + failed) / max(time.monotonic() - began, 0.001)
        output.count("Scoring", scored + failed, None, per_second)
    output.end_progress()
    if not scored and not failed:
        raise UsageError("There are no photos in what was named.")
    return SOME_FAILED if failed else WELL

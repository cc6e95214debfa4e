"""`doctor`: checks and repairs the library."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack

from core import CoreError, JudgeIdentity
from curator.cli.exit_codes import SOME_FAILED, WELL
from curator.cli.session import Session
from curator.services.doctor import Finding, examine, soundness
from curator.settings import Settings
from curator.worker.decode_pool import DecodePool


def run(session: Session, args: argparse.Namespace) -> int:
    """Print a line for each finding; 1 when a problem is left."""
    with session.library() as (_, library):
        damaged = _told(session, soundness(library))
    with session.library() as (home, library), ExitStack() as stack:
        # One that was found damaged was restored just now, by being opened anew.
        left = _told(session, soundness(library)) if damaged else 0
        identities: list[JudgeIdentity] = []
        left += _told(session, _judges(session, identities))
        left += _told(
            session,
            examine(
                home,
                library,
                lambda: stack.enter_context(DecodePool()),
                identities[0] if identities else None,
                retry=args.retry,
                on_thumbnail=lambda done, all_: session.output.count("Thumbnails", done, all_),
            ),
        )
    return SOME_FAILED if left else WELL


def _judges(session: Session, identities: list[JudgeIdentity]) -> Iterator[Finding]:
    for listing in session.judges.listing(Settings.load(session.home()).judges):
        try:
            identities.append(session.judges.identify(listing.name))
        except CoreError as error:
            yield Finding("judge", "problem", str(error))
        else:
            yield Finding("judge", "ok", f"The judge {listing.name!r} is here and ready.")


def _told(session: Session, findings: Iterator[Finding]) -> int:
    """Print findings; how many problems were among them."""
    problems = 0
    for finding in findings:
        session.output.end_progress()
        _tell(session, finding)
        problems += finding.state == "problem"
    return problems


def _tell(session: Session, finding: Finding) -> None:
    output = session.output
    about = {} if finding.path is None else {"path": str(finding.path)}
    if output.json:
        output.record(
            {
                "check": finding.check,
                "state": finding.state,
                "sentence": finding.sentence,
                **about,
            }
        )
    where = f"{finding.path}: " if finding.path is not None else ""
    output.text(f"{finding.state:8}  {finding.check:10}  {where}{finding.sentence}")

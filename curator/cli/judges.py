"""`judges`: which judges there are."""

import argparse

from curator.cli.exit_codes import NOTHING_DONE, WELL
from curator.cli.session import Session
from curator.settings import Settings


def run(session: Session, args: argparse.Namespace) -> int:
    """List the judges, or make sure that one can be used; from then on it is listed."""
    output = session.output
    if args.action == "get":
        identity = session.judges.identify(args.judge)
        home = session.home()
        Settings.load(home).with_judge(identity.name).save(home)
        if output.json:
            output.record({"name": identity.name, "judge_id": identity.judge_id, "available": True})
        output.text(f"The judge {identity.name!r} is here and ready; nothing was downloaded.")
        return WELL
    listings = session.judges.listing(Settings.load(session.home()).judges)
    for one in listings:
        if output.json:
            output.record(
                {
                    "name": one.name,
                    "description": one.description,
                    "available": one.available,
                    "problem": one.problem,
                }
            )
        output.text(f"{one.name}: {one.description}" + (f" {one.problem}" if one.problem else ""))
    return WELL if any(one.available for one in listings) else NOTHING_DONE

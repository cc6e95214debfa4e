"""`rate`: stars for photos."""

import argparse

from curator.cli.exit_codes import SOME_FAILED, WELL
from curator.cli.session import Session
from curator.errors import UsageError
from curator.services.rating import parse_stars, rate, rate_rows, read_rows


def run(session: Session, args: argparse.Namespace) -> int:
    """Store the stars of one photo, or of all good rows of a file."""
    if (args.csv is None) != (args.path is not None and args.stars is not None):
        raise UsageError("Give either a photo and its stars, or --csv and a file.")
    if args.csv is not None and args.path is not None:
        raise UsageError("Give either a photo and its stars, or --csv and a file.")
    output = session.output
    with session.library() as (_, library):
        profile = library.profiles.get(args.profile)
        if args.csv is None:
            stars = parse_stars(args.stars)
            rate(library, profile.id, args.path, stars)
            output.text(f"{args.path}: {stars:g} stars for {profile.profile.name}.")
            return WELL
        stored = failed = 0
        rows = read_rows(args.csv)
        for row in rate_rows(library, profile.id, rows, base=args.csv.resolve().parent):
            if row.error is None:
                stored += 1
                output.text(f"{row.path}: {row.stars:g} stars")
            else:
                failed += 1
                output.problem(f"Line {row.line}: {row.error}")
    output.note(f"{stored} ratings were stored, {failed} rows were not.")
    return SOME_FAILED if failed else WELL

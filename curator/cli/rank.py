"""`rank`: a folder's photos in the order of a profile."""

import argparse

from curator.cli.exit_codes import SOME_FAILED, WELL
from curator.cli.freshness import Task, folder_within, score_missing
from curator.cli.ranking import ranked_lines, show_failures
from curator.cli.session import Session
from curator.library.records import RankQuery
from curator.services.rooting import find_root


def run(session: Session, args: argparse.Namespace) -> int:
    """Score what is missing in the folder, then print its ranking."""
    identity = session.judges.identify(args.judge)
    with session.library() as (home, library):
        task = Task(home, library, library.profiles.get(args.profile), identity)
        root = find_root(library, args.folder)
        folder = folder_within(root, args.folder)
        with session.workers(args.judge, database=home.database) as workers:
            unreadable = score_missing(session, task, workers, [root], folder)
            query = RankQuery(
                task.key,
                task.profile.id,
                root_id=root.id,
                folder=folder,
                min_score=args.min_score,
                include_unscored=False,
                limit=args.top,
            )
            rows = library.judgements.rank(query)
            for number, line in enumerate(ranked_lines(session, task, workers, rows), 1):
                if session.output.json:
                    session.output.record({**line, "rank": number})
                session.output.text(f"{number:5}  {line['score']:6.2f}  {line['path']}")
        failed = show_failures(session, task, root.id, folder)
        if not rows and not failed and not unreadable:
            few = "no photos" if args.min_score is None else "no photos with such a score"
            session.output.note(f"There are {few} in {args.folder}.")
    return SOME_FAILED if failed or unreadable else WELL

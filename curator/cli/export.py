"""`export`: the best photos, copied into a folder."""

import argparse
from collections.abc import Iterator

from curator.cli.exit_codes import SOME_FAILED, WELL
from curator.cli.freshness import Task, folder_within, score_missing
from curator.cli.session import Session
from curator.errors import OperationError, UsageError
from curator.library.records import RankQuery
from curator.services.choosing import choose_best, companions
from curator.services.export import Exported, ExportPlan, check_room, execute, plan
from curator.services.rooting import find_root


def run(session: Session, args: argparse.Namespace) -> int:
    """Score what is missing, choose, and copy; with --dry-run only say what would be copied."""
    if args.mode != "copy":
        raise UsageError(f"--mode {args.mode} is not there yet: this version only copies.")
    identity = session.judges.identify(args.judge)
    with session.library() as (home, library):
        task = Task(home, library, library.profiles.get(args.profile), identity)
        if args.folder is None:
            roots, root_id, folder = library.roots.list(), None, None
            if not roots:
                raise UsageError("The library has no folders yet; name one to export from.")
        else:
            root = find_root(library, args.folder)
            roots, root_id, folder = [root], root.id, folder_within(root, args.folder)
        unreadable = 0
        if not args.scored_only:
            with session.workers(args.judge, database=home.database) as workers:
                unreadable = score_missing(session, task, workers, roots, folder)
        query = RankQuery(
            task.key,
            task.profile.id,
            root_id=root_id,
            folder=folder,
            min_score=args.min_score,
        )
        chosen = choose_best(library, query, top=args.top)
        if chosen.rejected:
            session.output.note(
                f"Photos that {args.profile} rejected are left out: {chosen.rejected}."
            )
        if not chosen.rows:
            raise OperationError("There is no photo to export: none has such a score.")
        planned = plan(
            [row.path for row in chosen.rows],
            args.to,
            companions={} if args.main_only else companions(library, chosen.rows),
            ranked_folders=[root.path for root in library.roots.list()],
        )
        failed = _carry_out(session, task, planned, dry_run=args.dry_run)
    return SOME_FAILED if failed or unreadable else WELL


def _carry_out(session: Session, task: Task, planned: ExportPlan, *, dry_run: bool) -> int:
    output = session.output
    check_room(planned)
    done: Iterator[Exported]
    if dry_run:
        done = (
            Exported(one.source, one.target, one.action, one.error, one.companion)
            for one in planned.items
        )
    else:
        done = execute(planned, task.library.exports)
    copied = together = failed = 0
    for number, one in enumerate(done, 1):
        failed += one.error is not None
        if one.error is None and one.action == "copy":
            copied += not one.companion
            together += one.companion
        if output.json:
            line = {"source": str(one.source), "target": str(one.target), "action": one.action}
            output.record(line if one.error is None else {**line, "error": one.error})
        elif one.error is not None:
            output.problem(one.error)
        else:
            there = " (is there already)" if one.action == "skip" else ""
            output.text(f"{one.source} -> {one.target}{there}")
        if not dry_run:
            output.count("Copying", number, len(planned.items))
    output.end_progress()
    what = f"{copied} photos"
    if together:
        what += f" and {together} files that belong to them"
    if dry_run:
        output.note(f"{what} would be copied to {planned.destination}; nothing was done.")
    else:
        output.note(f"{what} were copied to {planned.destination}.")
    return failed

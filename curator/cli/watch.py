"""`watch`: a folder's photos as they come and are ranked."""

import argparse
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from curator.cli.exit_codes import INTERRUPTED, SOME_FAILED, WELL
from curator.cli.freshness import Task, folder_within, make_pipeline, tell
from curator.cli.lines import error_line
from curator.cli.ranking import ranked_lines
from curator.cli.session import Session, Workers
from curator.library import Library
from curator.services.events import (
    PhotoFailed,
    PhotosJudged,
    Problem,
    Progress,
    RootOffline,
    RootOnline,
)
from curator.services.rooting import find_root


def run(session: Session, args: argparse.Namespace) -> int:
    """Print a line for each photo that is newly ranked, until interrupted or nothing is left."""
    identity = session.judges.identify(args.judge)
    with session.library() as (home, library):
        task = Task(home, library, library.profiles.get(args.profile), identity)
        root = find_root(library, args.folder)
        folder = folder_within(root, args.folder)
        with session.workers(args.judge, database=home.database) as workers:
            try:
                with _interruptible():
                    failed = _follow(session, task, workers, root.id, folder, once=args.once)
            except KeyboardInterrupt:
                session.output.end_progress()
                return INTERRUPTED if args.once else WELL
    return SOME_FAILED if failed else WELL


def _follow(
    session: Session,
    task: Task,
    workers: Workers,
    root_id: int,
    folder: Path | None,
    *,
    once: bool,
) -> int:
    output = session.output
    pipeline = make_pipeline(task, workers, [root_id], folder)
    failed = 0
    if not once:
        output.note("Watching; interrupt with Ctrl+C.")
    with closing(pipeline.run(watch=not once)) as events:
        for event in events:
            match event:
                case Progress():
                    output.progress(event)
                case PhotosJudged():
                    _print_ranked(session, task, workers, event.photo_ids, root_id, folder)
                case PhotoFailed():
                    failed += 1
                    if output.json:
                        output.record({**error_line(event.path, event.reason), "event": "failed"})
                    else:
                        output.problem(f"{event.path}: {event.reason}")
                case RootOffline():
                    output.note("The folder is empty or not there now; its scores are kept.")
                case RootOnline():
                    output.note("The folder is back.")
                case Problem():
                    failed += event.unread
                    tell(session, event)
    return failed


def _print_ranked(
    session: Session,
    task: Task,
    workers: Workers,
    photo_ids: Sequence[int],
    root_id: int,
    folder: Path | None,
) -> None:
    ids = set(_in_folder(task.library, photo_ids, root_id, folder))
    found = task.library.judgements.rows(list(ids), task.key, task.profile.id).values()
    rows = [row for row in found if row.score is not None]
    rows.sort(key=lambda row: (-(row.score or 0.0), str(row.path)))
    for line in ranked_lines(session, task, workers, rows):
        if session.output.json:
            session.output.record({**line, "event": "ranked"})
        session.output.text(f"{line['score']:6.2f}  {line['path']}")


def _in_folder(
    library: Library, photo_ids: Sequence[int], root_id: int, folder: Path | None
) -> Iterator[int]:
    """Copies of a photo in other folders are judged with it, and not of interest here."""
    for photo in library.photos.get(photo_ids):
        if photo.root_id == root_id and (folder is None or photo.path.is_relative_to(folder)):
            yield photo.id


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ends as cleanly when it is told to terminate, as a service is, as when it is interrupted.

    A shell starts what a script puts in the background deaf to interrupts; here they are meant.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

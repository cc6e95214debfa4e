"""Scores what a command is about to show and the library lacks."""

import os
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core import JudgeIdentity
from curator.cli.session import Session, Workers
from curator.errors import OperationError
from curator.library import Library
from curator.library.records import JudgementKey, Root, StoredProfile
from curator.services.events import PhotoFailed, Problem, Progress
from curator.services.pipeline import Pipeline
from curator.services.rooting import scan_root
from curator.services.scope import Scope
from curator.services.scoring_lock import ScoringLock
from curator.services.sidecars import read_all_sidecars
from curator.settings import Home


@dataclass(frozen=True, slots=True)
class Task:
    """What is ranked, for whom, by which judge."""

    home: Home
    library: Library
    profile: StoredProfile
    identity: JudgeIdentity

    @property
    def key(self) -> JudgementKey:
        """What the scores depend on besides the photos."""
        return JudgementKey(self.profile.digest, self.identity.judge_id, self.identity.vision_id)


def folder_within(root: Root, folder: Path) -> Path | None:
    """The folder where it is only a part of its root, else None."""
    folder = Path(os.path.expanduser(folder)).resolve()
    return None if folder == root.path else folder


def score_missing(
    session: Session, task: Task, workers: Workers, roots: list[Root], folder: Path | None
) -> int:
    """Scan, then score what has no score yet; how many folders could not be read.

    Starts child processes only when something is missing. Raises OperationError when the judge
    cannot be used.
    """
    problems: dict[str, None] = {}
    online = []
    for root in roots:
        scan = scan_root(task.library, root, within=folder)
        problems.update(dict.fromkeys(scan.problems))
        if scan.offline:
            session.output.note(
                f"The folder {root.path} is empty or not there now; its scores are kept."
            )
        else:
            online.append(root.id)
    for problem in problems:
        session.output.problem(problem)
    for sentence in read_all_sidecars(task.library, online):
        session.output.note(sentence)
    if Scope(tuple(online), folder).is_complete(task.library, task.key):
        return len(problems)
    pipeline = make_pipeline(task, workers, online, folder)
    with closing(pipeline.run(watch=False)) as events:
        for event in events:
            match event:
                case Progress():
                    session.output.progress(event)
                case PhotoFailed():
                    session.output.detail(f"{event.path}: {event.reason}")
                case Problem():
                    tell(session, event, known=problems)
    session.output.end_progress()
    return len(problems)


def make_pipeline(
    task: Task, workers: Workers, root_ids: list[int], folder: Path | None
) -> Pipeline:
    """The pipeline for a command: the only one of its library that scores at a time."""
    pipeline = Pipeline(
        task.library,
        workers.decode(),
        workers.judge(),
        identity=task.identity,
        roots=root_ids,
        folder=folder,
        lock=ScoringLock(task.home.scoring_lock),
    )
    pipeline.set_profile(task.profile)
    return pipeline


def tell(session: Session, problem: Problem, *, known: Collection[str] = ()) -> None:
    """Say what the pipeline reports, unless it is known. OperationError: nothing can be judged."""
    if problem.judging_stopped:
        raise OperationError(problem.sentence)
    if problem.sentence not in known:
        session.output.note(problem.sentence)

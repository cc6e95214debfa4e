"""Scores photos straight from their files, without a library."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from core import LOOK_LONG_SIDE, Look, Picture, Profile, Reason
from curator.services.scan import walk
from curator.worker.decode_pool import DecodePool
from curator.worker.formats import photo_suffixes
from curator.worker.judge_process import JudgeProcess
from curator.worker.records import Decoded, DecodeRequest, PhotoFailure

_LOOKAHEAD = 6  # files being decoded; each may hold a picture of some 13 MB
_BATCH = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """A photo's score (0 to 100), level probabilities (ascending) and reasons, if asked for."""

    path: Path
    score: float
    generic: float
    levels: tuple[float, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ScoreFailure:
    """A photo or folder that could not be scored; `reason` is a sentence."""

    path: Path
    reason: str


def expand(paths: Sequence[Path]) -> Iterator[Path | ScoreFailure]:
    """The files to score: a file is itself, whatever its name; a folder is its photos, by name."""
    for path in paths:
        if not os.path.isdir(path):  # unlike Path.is_dir, raises for no path
            yield path
            continue
        unreadable: list[tuple[Path, str]] = []
        photos = walk(
            path,
            suffixes=photo_suffixes(),
            on_unreadable=lambda *found, to=unreadable: to.append(found),
        )
        for file in photos:
            yield file.path
        yield from (ScoreFailure(at, why) for at, why in unreadable)


def score_paths(
    paths: Sequence[Path],
    profile: Profile,
    decode: DecodePool,
    judge: JudgeProcess,
    *,
    reasons: bool = True,
) -> Iterator[Scored | ScoreFailure]:
    """Score files and folders in the given order, one result each; memory stays bounded.

    Raises OperationError when the judge cannot be used at all.
    """
    waiting: deque[ScoreFailure | tuple[Path, Future[Decoded | PhotoFailure]]] = deque()
    batch: list[tuple[Path, Decoded | ScoreFailure]] = []
    files = expand(paths)
    ended = False
    while True:
        while not ended and len(waiting) < _LOOKAHEAD:
            file = next(files, None)
            if file is None:
                ended = True
            elif isinstance(file, ScoreFailure):
                waiting.append(file)
            else:
                waiting.append((file, decode.submit(_request(file))))
        if not waiting:
            break
        one = waiting.popleft()
        if isinstance(one, ScoreFailure):
            batch.append((one.path, one))
        else:
            path, future = one
            result = future.result()
            if isinstance(result, PhotoFailure):
                batch.append((path, ScoreFailure(path, result.reason)))
            else:
                batch.append((path, result))
        if len(batch) >= _BATCH:
            yield from _score(batch, profile, judge, reasons=reasons)
            batch = []
    yield from _score(batch, profile, judge, reasons=reasons)


def _request(path: Path) -> DecodeRequest:
    absolute = Path(os.path.abspath(path))  # the child process may stand elsewhere
    return DecodeRequest(absolute, pixels_long_side=LOOK_LONG_SIDE, thumbnail=False)


def _score(
    batch: Sequence[tuple[Path, Decoded | ScoreFailure]],
    profile: Profile,
    judge: JudgeProcess,
    *,
    reasons: bool,
) -> Iterator[Scored | ScoreFailure]:
    pictures = {
        one.content_hash: Picture(one.content_hash, one.pixels)
        for _, one in batch
        if isinstance(one, Decoded) and one.pixels is not None
    }
    seen = judge.look(list(pictures.values())).result() if pictures else []
    looks = [look for look in seen if isinstance(look, Look)]
    failed = {one.photo: one.reason for one in seen if isinstance(one, PhotoFailure)}
    scored: dict[str, tuple[float, float, tuple[float, ...], tuple[Reason, ...]]] = {}
    if looks:
        results = judge.judge_looks(profile, looks).result()
        explained = judge.explain(profile, looks).result() if reasons else [[] for _ in looks]
        for index, look in enumerate(looks):
            scored[look.content_hash] = (
                float(results.score[index]),
                float(results.generic[index]),
                tuple(float(level) for level in results.levels[index]),
                tuple(explained[index]),
            )
    for path, one in batch:
        if isinstance(one, ScoreFailure):
            yield one
        elif one.content_hash in scored:
            yield Scored(path, *scored[one.content_hash])
        else:
            reason = failed.get(one.content_hash, "The judge gave no result for this photo.")
            yield ScoreFailure(path, reason)

"""`search`: photos that match any words, by the looks stored in the library."""

import argparse
import math

from core import JudgeIdentity
from curator.cli.exit_codes import WELL
from curator.cli.session import Session
from curator.errors import OperationError
from curator.library import Library
from curator.library.records import JudgementKey, Ranked, RankQuery
from curator.services.rooting import is_offline
from curator.services.searching import Search


def run(session: Session, args: argparse.Namespace) -> int:
    """Print the looked-at photos of the library, the best matches first."""
    identity = session.judges.identify(args.judge)
    output = session.output
    with session.library() as (home, library):
        rows = _photos(library, identity)
        with session.workers(args.judge, database=home.database) as workers:
            found = Search(library, workers.judge(), identity, args.text).matches(list(rows))
        if not found:
            raise OperationError(
                "There is nothing to search: the library has no photos that this judge has looked "
                "at. Rank a folder first, with 'rank FOLDER --profile NAME', or open the window."
            )
        _note_what_is_missing(session, library, len(rows) - len(found))
    matches = {photo: match for photo, match in found.items() if not math.isnan(match)}
    if not matches:
        raise OperationError("None of the looked-at photos can be compared with words.")
    if len(matches) < len(found):
        output.note(
            f"Left out, as they cannot be compared with words: {len(found) - len(matches)} of "
            f"{len(found)} photos."
        )
    best = sorted(matches, key=lambda photo: (-matches[photo], str(rows[photo].path)))
    for rank, photo in enumerate(best[: args.top], 1):
        path, match = rows[photo].path, matches[photo]
        if output.json:
            output.record({"path": str(path), "match": round(match, 4), "rank": rank})
        output.text(f"{rank:5}  {match:+6.2f}  {path}")
    return WELL


def _photos(library: Library, identity: JudgeIdentity) -> dict[int, Ranked]:
    """All photos that could be read and looked at, or that still wait for it."""
    key = JudgementKey("", identity.judge_id, identity.vision_id)  # of no profile
    return {row.photo_id: row for row in library.judgements.rank(RankQuery(key, None))}


def _note_what_is_missing(session: Session, library: Library, unseen: int) -> None:
    for root in library.roots.list():
        if is_offline(root):
            session.output.note(
                f"The folder {root.path} is empty or not there now; its photos are searched as "
                "they were."
            )
    if unseen:
        photos = "1 photo has" if unseen == 1 else f"{unseen} photos have"
        session.output.note(
            f"{photos} not been looked at yet and cannot be found; 'rank' looks at them."
        )

"""A file that vanished and whose content appears elsewhere was moved: it stays the same photo."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, literal_column, select, update
from sqlalchemy.orm import aliased

from curator.library.connection import among
from curator.library.models import DecisionRow, ExportItemRow, FileRow, PhotoRow, StackPhotoRow
from curator.library.queries import MAIN

STEPPED_DOWN = "edit"
"""The role of a file that was its photo's main one until another took its place."""

LATE = timedelta(minutes=10)
"""How long after a file's arrival at its new place its disappearance from the old may be noted."""


def missing_twins(
    connection: Connection, arrivals: Mapping[int, tuple[str, str]]
) -> dict[int, int]:
    """Which photos that were just read for the first time are missing ones, as new id: old id.

    `arrivals` has the content hash and relative path of each. A missing photo of the same content
    is it when there is only one, or only one of the same file name; each is found once.
    """
    hashes = {content_hash for content_hash, _ in arrivals.values()}
    missing: dict[str, list[tuple[int, str]]] = defaultdict(list)
    # Any file tells: of a pair that vanished one by one, the RAW was the main file in the end.
    main = aliased(FileRow)
    for row in connection.execute(
        select(FileRow.photo_id, FileRow.relative, FileRow.content_hash)
        .join(main, (main.photo_id == FileRow.photo_id) & (main.role == literal_column("'main'")))
        .where(
            FileRow.content_hash.in_(among(hashes)),
            FileRow.missing_since.is_not(None),
            main.missing_since.is_not(None),
        )
    ):
        missing[row.content_hash].append((row.photo_id, row.relative))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for newcomer, (content_hash, relative) in arrivals.items():
        free = [known for known in missing.get(content_hash, ()) if known[0] not in taken]
        known = _only(free, relative)
        if known is not None:
            found[newcomer] = known
            taken.add(known)
    return found


def late_moves(connection: Connection, gone: Sequence[int], now: datetime) -> list[tuple[int, int]]:
    """Which of the photos that just went missing had arrived elsewhere before, as (new, old) ids.

    Only a photo counts that came a short while ago, after the old one, and that nobody has decided
    about: an old duplicate stays a photo of its own.
    """
    old, old_photo, new, new_photo = (
        aliased(FileRow),
        aliased(PhotoRow),
        aliased(FileRow),
        aliased(PhotoRow),
    )
    pairs = connection.execute(
        select(new.photo_id, new.relative, old.photo_id.label("old_id"), old.relative.label("was"))
        .join_from(old, old_photo, old_photo.id == old.photo_id)
        .join(new, new.content_hash == old.content_hash)
        .join(new_photo, new_photo.id == new.photo_id)
        .where(
            old.photo_id.in_(among(gone)),
            new.role == literal_column("'main'"),
            new.missing_since.is_(None),
            new.state == "ready",
            new_photo.added_at > old_photo.added_at,
            new_photo.added_at > now - LATE,
            ~exists().where(DecisionRow.photo_id == new.photo_id, DecisionRow.read_at.is_(None)),
        )
    ).all()
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    was: dict[int, str] = {}
    for pair in pairs:
        arrival = (pair.photo_id, pair.relative)
        if arrival not in found[pair.old_id]:
            found[pair.old_id].append(arrival)
        was[pair.old_id] = pair.was
    moves: dict[int, int] = {}
    for old_id, arrivals in sorted(found.items()):
        new_id = _only([a for a in arrivals if a[0] not in moves], was[old_id])
        if new_id is not None:
            moves[new_id] = old_id
    return list(moves.items())


def take_over(connection: Connection, *, newcomer: int, known: int) -> None:
    """Make the newcomer's files those of the known photo; the newcomer is no photo any more.

    The known photo keeps its id, decisions and stack; of two decisions the later one counts.
    """
    connection.execute(delete(FileRow).where(FileRow.photo_id == known))
    connection.execute(update(FileRow).where(FileRow.photo_id == newcomer).values(photo_id=known))
    _hand_over(connection, newcomer, known)


def merge(connection: Connection, other: int, keep: int) -> None:
    """Make two photos one, with the files of both; the main one stays that of `keep`."""
    connection.execute(
        update(FileRow).where(FileRow.photo_id == other, MAIN).values(role=STEPPED_DOWN)
    )
    connection.execute(update(FileRow).where(FileRow.photo_id == other).values(photo_id=keep))
    _hand_over(connection, other, keep)


def _hand_over(connection: Connection, gone: int, kept: int) -> None:
    """Give a photo that is no more one's decisions, exports and place in a stack to another."""
    later = aliased(DecisionRow)
    for loser, winner in ((kept, gone), (gone, kept)):
        connection.execute(
            delete(DecisionRow).where(
                DecisionRow.photo_id == loser,
                exists().where(
                    later.photo_id == winner,
                    later.profile_id.is_not_distinct_from(DecisionRow.profile_id),
                    later.decided_at >= DecisionRow.decided_at,
                ),
            )
        )
    for table in (DecisionRow, ExportItemRow):
        connection.execute(update(table).where(table.photo_id == gone).values(photo_id=kept))
    connection.execute(
        update(StackPhotoRow)
        .where(
            StackPhotoRow.photo_id == gone,
            ~exists().where(aliased(StackPhotoRow).photo_id == kept),
        )
        .values(photo_id=kept)
    )
    connection.execute(delete(PhotoRow).where(PhotoRow.id == gone))


def _only(candidates: Iterable[tuple[int, str]], relative: str) -> int | None:
    """The only candidate, else the only one with the same file name."""
    all_of_them = list(candidates)
    if len(all_of_them) > 1:
        name = relative.rpartition("/")[2]
        all_of_them = [c for c in all_of_them if c[1].rpartition("/")[2] == name]
    return all_of_them[0][0] if len(all_of_them) == 1 else None

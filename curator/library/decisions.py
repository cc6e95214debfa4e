"""What people decided about the photos: stars, flags, colours."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from curator.errors import UsageError
from curator.library.connection import Database, among
from curator.library.models import DecisionRow, PhotoRow, ProfileRow
from curator.library.records import KEEP, Decision, Flag, Keep

_COLUMNS = (
    DecisionRow.photo_id,
    DecisionRow.stars,
    DecisionRow.flag,
    DecisionRow.colour,
    DecisionRow.source,
    DecisionRow.decided_at,
    DecisionRow.score_was_shown,
    DecisionRow.profile_id,
    DecisionRow.read_at,
)


class Decisions:
    """The decisions. One without a profile was read from the file, and is seen by all until they
    decide themselves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(
        self,
        photo_ids: Sequence[int],
        profile_id: int | None,
        *,
        stars: float | Keep | None = KEEP,
        flag: Flag | Keep | None = KEEP,
        colour: str | Keep | None = KEEP,
        source: str = "user",
        score_was_shown: bool = False,
    ) -> list[Decision]:
        """Decide about photos; what was decided before, in their order, for `restore`.

        None clears a part, KEEP leaves it: as this profile had it, else as read from the file. Ids
        of photos that do not exist are passed over. Raises UsageError for stars outside 0.5 to 5,
        or a profile that is not there any more.
        """
        if isinstance(stars, (int, float)) and not 0.5 <= stars <= 5:
            raise UsageError(f"Stars go from 0.5 to 5, not {stars:g}.")
        now = datetime.now(UTC)
        with self._database.write() as connection:
            _check_profile(connection, profile_id)
            there = _existing(connection, photo_ids)
            ids = [number for number in dict.fromkeys(photo_ids) if number in there]
            own = of_photos(connection, ids, profile_id)
            shared = {} if profile_id is None else of_photos(connection, ids, None)
            previous = [own.get(n) or _undecided(n, profile_id) for n in ids]
            seen = [own.get(n) or shared.get(n) or _undecided(n, profile_id) for n in ids]
            put(
                connection,
                [
                    Decision(
                        photo_id=was.photo_id,
                        stars=was.stars if isinstance(stars, Keep) else stars,
                        flag=was.flag if isinstance(flag, Keep) else flag,
                        colour=was.colour if isinstance(colour, Keep) else colour,
                        source=source,
                        decided_at=now,
                        score_was_shown=score_was_shown,
                        profile_id=profile_id,
                    )
                    for was in seen
                ],
            )
        return previous

    def restore(self, previous: Sequence[Decision]) -> None:
        """Put decisions back as `set` gave them; those without a time become undecided again."""
        with self._database.write() as connection:
            for profile_id in {decision.profile_id for decision in previous}:
                _check_profile(connection, profile_id)
            there = _existing(connection, [decision.photo_id for decision in previous])
            put(connection, [d for d in previous if d.photo_id in there])

    def get(self, photo_ids: Sequence[int], profile_id: int | None) -> dict[int, Decision]:
        """The decisions on these photos as this profile's person sees them, by photo id.

        Their own, else the one read from the file (`profile_id` None); undecided photos are left
        out.
        """
        with self._database.read() as connection:
            shared = of_photos(connection, photo_ids, None)
            own = {} if profile_id is None else of_photos(connection, photo_ids, profile_id)
        return {**shared, **own}

    def conflicts(self, photo_ids: Sequence[int], profile_id: int) -> dict[int, Decision]:
        """What files say otherwise than this profile's person, and said so after they decided.

        The person's own decision counts; what was read from a file is by photo id here, so that it
        can be shown. Deciding anew, even for the same, settles it.
        """
        with self._database.read() as connection:
            shared = of_photos(connection, photo_ids, None)
            own = of_photos(connection, list(shared), profile_id)
        return {
            number: file
            for number, file in shared.items()
            if number in own and _contradicts(file, own[number])
        }

    def clear(self, photo_ids: Sequence[int], profile_id: int) -> list[Decision]:
        """Take a person's decisions back, so that those of the files count; as `set` gives them."""
        with self._database.write() as connection:
            own = of_photos(connection, photo_ids, profile_id)
            put(connection, [_undecided(number, profile_id) for number in own])
        return list(own.values())

    def of_profile(self, profile_id: int) -> list[Decision]:
        """All decisions of a profile's person, by photo id, missing photos' as well."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(*_COLUMNS)
                .where(DecisionRow.profile_id == profile_id)
                .order_by(DecisionRow.photo_id)
            )
            return [_decision(row) for row in rows]


def _check_profile(connection: Connection, profile_id: int | None) -> None:
    known = select(ProfileRow.id).where(ProfileRow.id == profile_id)
    if profile_id is not None and connection.scalar(known) is None:
        raise UsageError("This profile is not in the library any more; nothing was changed.")


def _existing(connection: Connection, photo_ids: Sequence[int]) -> set[int]:
    return set(connection.scalars(select(PhotoRow.id).where(PhotoRow.id.in_(among(photo_ids)))))


def of_photos(
    connection: Connection, photo_ids: Sequence[int], profile_id: int | None
) -> dict[int, Decision]:
    """The decisions of one profile, or those read from files (None), by photo id."""
    rows = connection.execute(
        select(*_COLUMNS).where(
            DecisionRow.photo_id.in_(among(photo_ids)),
            DecisionRow.profile_id.is_not_distinct_from(profile_id),
        )
    )
    return {row.photo_id: _decision(row) for row in rows}


def _contradicts(file: Decision, own: Decision) -> bool:
    later = file.read_at and own.decided_at and file.read_at > own.decided_at
    stars = file.stars is not None and file.stars != own.stars
    flag = file.flag is not None and file.flag != own.flag
    return bool(later and (stars or flag))


def _decision(row: Row[*tuple[Any, ...]]) -> Decision:
    return Decision(*row)


def _undecided(photo_id: int, profile_id: int | None) -> Decision:
    return Decision(photo_id, None, None, None, "", None, False, profile_id)


def put(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Replace the decisions of these photos and profiles; those without a time are only deleted."""
    for profile_id in {decision.profile_id for decision in decisions}:
        ids = [d.photo_id for d in decisions if d.profile_id == profile_id]
        connection.execute(
            delete(DecisionRow).where(
                DecisionRow.photo_id.in_(among(ids)),
                DecisionRow.profile_id.is_not_distinct_from(profile_id),
            )
        )
    rows = [
        {
            "photo_id": decision.photo_id,
            "profile_id": decision.profile_id,
            "stars": decision.stars,
            "flag": decision.flag,
            "colour": decision.colour,
            "source": decision.source,
            "decided_at": decision.decided_at,
            "score_was_shown": decision.score_was_shown,
            "read_at": decision.read_at,
        }
        for decision in decisions
        if decision.decided_at is not None
    ]
    if rows:
        connection.execute(insert(DecisionRow), rows)

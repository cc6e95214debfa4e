"""The profiles of the library's people."""

import builtins
from pathlib import Path
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Row, delete, insert, select, union, update

from core import Correction, Profile, Statement
from curator.errors import UsageError
from curator.library.connection import Database
from curator.library.keepsake import keep_decisions
from curator.library.models import JudgementKeyRow, ProfileRow
from curator.library.records import StoredProfile

_COLUMNS = (
    ProfileRow.id,
    ProfileRow.name,
    ProfileRow.traits,
    ProfileRow.statements,
    ProfileRow.digest,
)


class Profiles:
    """The profiles; a name belongs to one only, whether in capitals or not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, profile: Profile) -> StoredProfile:
        """Add a profile. Raises UsageError when it has no name, or one that is taken."""
        with self._database.write() as connection:
            name = _free_name(connection, profile.name)
            number = connection.execute(
                insert(ProfileRow)
                .values(name=name, digest=profile.digest(), **_parts(profile))
                .returning(ProfileRow.id)
            ).scalar_one()
            return _one(connection, number)

    def edit(self, name: str, profile: Profile) -> StoredProfile:
        """Put a profile in another one's place; it keeps its id and decisions.

        The judgements of the present and the last version are kept, so that undoing the edit finds
        them; a change of name only keeps all. Raises UsageError for an unknown name, or a new name
        that is taken.
        """
        with self._database.write() as connection:
            known = _find(connection, name)
            new_name = _free_name(connection, profile.name, but=known.id)
            digest = profile.digest()
            values = {"name": new_name, "digest": digest, **_parts(profile)}
            if digest != known.digest:
                values["last_digest"] = known.digest
            connection.execute(update(ProfileRow).where(ProfileRow.id == known.id).values(**values))
            _forget_other_versions(connection)
            return _one(connection, known.id)

    def list(self) -> builtins.list[StoredProfile]:
        """All profiles, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(*_COLUMNS).order_by(ProfileRow.name)).all()
        return [_profile(row) for row in rows]

    def get(self, name: str) -> StoredProfile:
        """The profile of a name. Raises UsageError, naming those that exist, when there is none."""
        with self._database.read() as connection:
            return _find(connection, name)

    def by_id(self, profile_id: int) -> StoredProfile | None:
        """The profile of an id, if it is still there."""
        with self._database.read() as connection:
            row = connection.execute(
                select(*_COLUMNS).where(ProfileRow.id == profile_id)
            ).one_or_none()
        return None if row is None else _profile(row)

    def remove(self, name: str, *, backup_to: Path) -> Path:
        """Remove a profile and its judgements; its decisions are kept in a JSON file.

        The file is made in the folder `backup_to` and given back. Raises UsageError for an unknown
        name, OperationError when the file cannot be written; then nothing is removed.
        """
        with self._database.write() as connection:
            known = _find(connection, name)
            kept = keep_decisions(connection, known, backup_to)
            connection.execute(delete(ProfileRow).where(ProfileRow.id == known.id))
            _forget_other_versions(connection)
        return kept


def _parts(profile: Profile) -> dict[str, Any]:
    return {
        "traits": dict(profile.traits),
        "statements": [
            [s.text, None if s.correction is None else dict(s.correction.wishes)]
            for s in profile.statements
        ],
    }


def _profile(row: Row[*tuple[Any, ...]]) -> StoredProfile:
    statements = tuple(
        Statement(text, None if wishes is None else Correction(tuple(wishes.items())))
        for text, wishes in row.statements
    )
    return StoredProfile(row.id, Profile(row.name, row.traits, statements), row.digest)


def _one(connection: Connection, profile_id: int) -> StoredProfile:
    return _profile(connection.execute(select(*_COLUMNS).where(ProfileRow.id == profile_id)).one())


def _find(connection: Connection, name: str) -> StoredProfile:
    row = connection.execute(select(*_COLUMNS).where(ProfileRow.name == _tidy(name))).one_or_none()
    if row is not None:
        return _profile(row)
    names = connection.scalars(select(ProfileRow.name).order_by(ProfileRow.name)).all()
    there = (
        f"There are: {', '.join(names)}."
        if names
        else "There is none yet; make one with 'profile add NAME --taste TEXT'."
    )
    raise UsageError(f"There is no profile {name!r}. {there}")


def _tidy(name: str) -> str:
    """A name as it is stored and looked for: one blank between words, none around them."""
    return " ".join(name.split())


def _free_name(connection: Connection, name: str, *, but: int | None = None) -> str:
    """The tidy name, when it can be given."""
    name = _tidy(name)
    if not name:
        raise UsageError("A profile needs a name.")
    taken = select(ProfileRow.name).where(ProfileRow.name == name)
    if but is not None:
        taken = taken.where(ProfileRow.id != but)
    if connection.scalar(taken) is not None:
        raise UsageError(f"There is a profile {name!r} already. Edit it, or take another name.")
    return name


def _forget_other_versions(connection: Connection) -> None:
    """Delete judgements of versions that are no profile's present or last one."""
    kept: CompoundSelect[str | None] = union(
        select(ProfileRow.digest),
        select(ProfileRow.last_digest).where(ProfileRow.last_digest.is_not(None)),
    )
    connection.execute(delete(JudgementKeyRow).where(JudgementKeyRow.profile_digest.not_in(kept)))

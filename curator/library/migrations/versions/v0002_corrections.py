"""Corrections name attributes: those that scaled a whole statement are dropped.

The digests of their profiles are computed anew, or no judgement would ever fit them.
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PROFILE = sa.table(
    "profile",
    sa.column("id", sa.Integer),
    sa.column("traits", sa.JSON),
    sa.column("statements", sa.JSON),
    sa.column("digest", sa.Text),
)


def upgrade() -> None:
    """Drop the old corrections."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(_PROFILE)).all():
        statements = [[text, None] for text, _ in row.statements]
        if statements != row.statements:
            values = {"statements": statements, "digest": _digest(row.traits, statements)}
            change = sa.update(_PROFILE).where(_PROFILE.c.id == row.id).values(**values)
            connection.execute(change)


def _digest(traits: dict[str, str], statements: list[list[str | None]]) -> str:
    """A profile's digest as this version computes it; later ones must not change this step."""
    seen = {"traits": dict(sorted(traits.items())), "statements": statements}
    text = json.dumps(seen, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]

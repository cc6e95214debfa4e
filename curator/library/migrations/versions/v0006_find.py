"""What finding photos needs: lenses, and how often each table has changed.

Looks are asked once more what they show, since they tell how photos look by now; the lens is known
of photos that are read from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A file's columns that say where it is; those that say what it shows change far more often.
_PLACE = "photo_id, root_id, relative, role, missing_since"
_CONTENT = "state, content_hash, mtime_ns, width, height, taken_at, camera, lens"
_WATCHED = {
    "place": ("INSERT ON file", "DELETE ON file", f"UPDATE OF {_PLACE} ON file"),
    "root": ("INSERT ON root", "DELETE ON root", "UPDATE ON root"),
    "content": ("INSERT ON file", "DELETE ON file", f"UPDATE OF {_CONTENT} ON file"),
    **{
        table: (f"INSERT ON {table}", f"DELETE ON {table}", f"UPDATE ON {table}")
        for table in ("judgement", "decision", "shown", "look_failure")
    },
}


def upgrade() -> None:
    """Add the column, and a counter for each kind of change, counted by the database itself."""
    op.add_column("file", sa.Column("lens", sa.Text()))
    change = op.create_table(
        "change",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_change"),
    )
    op.bulk_insert(change, [{"name": name, "number": 0} for name in _WATCHED])
    for name, events in _WATCHED.items():
        for place, event in enumerate(events):
            op.execute(
                f"CREATE TRIGGER change_{name}_{place} AFTER {event} BEGIN "
                f"UPDATE change SET number = number + 1 WHERE name = '{name}'; END"
            )
    op.execute("UPDATE look SET told = 0")

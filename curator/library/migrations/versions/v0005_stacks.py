"""What stacks are found by, and which of them a person made.

Photos that are there already are stacked by time and hash; how they were exposed is known of those
that are read from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and the table of the small grey pictures."""
    for name in ("exposure_s", "aperture", "iso", "bias"):
        op.add_column("file", sa.Column(name, sa.Double()))
    op.add_column(
        "file", sa.Column("stacked", sa.Boolean(), server_default=sa.text("0"), nullable=False)
    )
    op.create_index(
        "ix_file_unstacked",
        "file",
        ["photo_id"],
        sqlite_where=sa.text("stacked = 0 AND state = 'ready' AND role = 'main'"),
    )
    op.add_column(
        "stack", sa.Column("by_hand", sa.Boolean(), server_default=sa.text("0"), nullable=False)
    )
    op.create_table(
        "sketch",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("grey", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name="fk_sketch_file_id_file", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", name="pk_sketch"),
    )

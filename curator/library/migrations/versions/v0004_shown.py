"""What photos show, word by word, beside the looks that tell it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the looks that are there are still to be asked."""
    op.create_table(
        "shown",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("vision_id", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", "vision_id", "word", name="pk_shown"),
        sqlite_with_rowid=False,
    )
    op.add_column(
        "look", sa.Column("told", sa.Boolean(), server_default=sa.text("0"), nullable=False)
    )
    op.create_index("ix_look_untold", "look", ["vision_id"], sqlite_where=sa.text("told = 0"))

"""Files know what they have in common with the others of their photo, and what their XMP says.

The next scan works out `group_key` of the files that are there already.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("file", sa.Column("group_key", sa.Text))
    op.add_column("file", sa.Column("marks", sa.JSON(none_as_null=True)))
    op.create_index("ix_file_group", "file", ["root_id", "group_key"])
    op.add_column("decision", sa.Column("read_at", sa.DateTime))

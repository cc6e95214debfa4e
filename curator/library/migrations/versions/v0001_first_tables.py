"""The first tables: everything that the design names, empty where a later version fills it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_export"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "judgement_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_digest", sa.Text(), nullable=False),
        sa.Column("judge_id", sa.Text(), nullable=False),
        sa.Column("vision_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_judgement_key"),
        sa.UniqueConstraint(
            "profile_digest",
            "judge_id",
            "vision_id",
            name="uq_judgement_key_profile_digest_judge_id_vision_id",
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "look",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("vision_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", "vision_id", name="pk_look"),
    )
    op.create_table(
        "look_failure",
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("vision_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", "vision_id", name="pk_look_failure"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=False),
        sa.Column("traits", sa.JSON(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("last_digest", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_profile"),
        sa.UniqueConstraint("name", name="uq_profile_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "root",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("online", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_root"),
        sa.UniqueConstraint("path", name="uq_root_path"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stack"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Double(), nullable=True),
        sa.Column("flag", sa.Text(), nullable=True),
        sa.Column("colour", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("score_was_shown", sa.Boolean(), nullable=False),
        sa.CheckConstraint("flag IN ('pick', 'reject')", name="ck_decision_flag"),
        sa.CheckConstraint("stars BETWEEN 0.5 AND 5", name="ck_decision_stars"),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name="fk_decision_photo_id_photo", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["profile.id"],
            name="fk_decision_profile_id_profile",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.UniqueConstraint("photo_id", "profile_id", name="uq_decision_photo_id_profile_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_profile_id", "decision", ["profile_id"], unique=False)
    op.create_index(
        "ix_decision_shared",
        "decision",
        ["photo_id"],
        unique=True,
        sqlite_where=sa.text("profile_id IS NULL"),
    )
    op.create_table(
        "export_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["export.id"], name="fk_export_item_export_id_export", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_export_item"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_export_item_export_id", "export_item", ["export_id"], unique=False)
    op.create_table(
        "file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("relative", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default=sa.text("'main'"), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'new'"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("missing_since", sa.DateTime(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("camera", sa.Text(), nullable=True),
        sa.Column("phash", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("role IN ('main', 'raw', 'edit', 'sidecar')", name="ck_file_role"),
        sa.CheckConstraint("state IN ('new', 'ready', 'failed')", name="ck_file_state"),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name="fk_file_photo_id_photo", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["root.id"], name="fk_file_root_id_root", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
        sa.UniqueConstraint("root_id", "relative", name="uq_file_root_id_relative"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_file_content_hash", "file", ["content_hash"], unique=False)
    op.create_index(
        "ix_file_main", "file", ["photo_id"], unique=True, sqlite_where=sa.text("role = 'main'")
    )
    op.create_index(
        "ix_file_new",
        "file",
        ["photo_id"],
        unique=False,
        sqlite_where=sa.text("state = 'new' AND missing_since IS NULL"),
    )
    op.create_index("ix_file_photo_id", "file", ["photo_id"], unique=False)
    op.create_index("ix_file_state", "file", ["root_id", "missing_since", "state"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("key_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("generic", sa.Double(), nullable=False),
        sa.Column("levels", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["judgement_key.id"],
            name="fk_judgement_key_id_judgement_key",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key_id", "content_hash", name="pk_judgement"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stack_photo",
        sa.Column("photo_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stack_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name="fk_stack_photo_photo_id_photo", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stack_id"], ["stack.id"], name="fk_stack_photo_stack_id_stack", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("photo_id", name="pk_stack_photo"),
    )
    op.create_index("ix_stack_photo_stack_id", "stack_photo", ["stack_id"], unique=False)

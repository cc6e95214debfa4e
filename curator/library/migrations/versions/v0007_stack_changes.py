"""How often the stacks have changed is counted, as of the other tables since 0006."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_EVENTS = ("INSERT", "DELETE", "UPDATE")


def upgrade() -> None:
    """Add the counter, counted by the database itself."""
    op.execute("INSERT INTO change (name, number) VALUES ('stack', 0)")
    for place, event in enumerate(
        f"{what} ON {table}" for table in ("stack", "stack_photo") for what in _EVENTS
    ):
        op.execute(
            f"CREATE TRIGGER change_stack_{place} AFTER {event} BEGIN "
            "UPDATE change SET number = number + 1 WHERE name = 'stack'; END"
        )

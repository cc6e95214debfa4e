"""Run by Alembic for each migration, on the connection and transaction that schema.py hands it."""

from alembic import context

from curator.library.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by building it anew
)
with context.begin_transaction():
    context.run_migrations()

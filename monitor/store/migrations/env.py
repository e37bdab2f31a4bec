# ruff: noqa: INP001
"""What Alembic runs; the connection and its transaction are `monitor.store.migrate`'s."""

from alembic import context

from monitor.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()

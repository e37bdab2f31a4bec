# ruff: noqa: INP001
"""A delivery holds what it is to say instead of its text. What was written as text before stays as it was worded."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE deliveries RENAME COLUMN message TO content")
    op.add_column("deliveries", sa.Column("is_silent", sa.Boolean(), nullable=False, server_default=sa.false()))
    table = sa.table(
        "deliveries",
        sa.column("id", sa.Text()),
        sa.column("thread_id", sa.Text()),
        sa.column("content", sa.JSON()),
        sa.column("is_silent", sa.Boolean()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).all():
        content = row.content | {"kind": "text", "version": 1, "thread_id": row.thread_id}
        is_silent = content.pop("is_silent", False)
        connection.execute(table.update().where(table.c.id == row.id).values(content=content, is_silent=is_silent))

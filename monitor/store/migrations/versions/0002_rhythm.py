# ruff: noqa: INP001
"""When in the week a feed publishes, as learnt from what it brought."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("rhythm", sa.LargeBinary(), nullable=False, server_default=""))
    feeds = sa.table("feeds", sa.column("rhythm", sa.LargeBinary()))
    op.execute(feeds.update().values(rhythm=b""))  # SQLite's default is a text

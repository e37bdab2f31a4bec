# ruff: noqa: INP001
"""The hubs that a feed names. Each is asked once for its whole document, for what it named before is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("hubs", sa.JSON(), nullable=True))
    op.execute("UPDATE feeds SET etag = '', last_modified = '', body_hash = ''")

# ruff: noqa: INP001
"""An index in the very order in which feeds are claimed: of very many that are due at one instant, none need be sorted."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("feeds_due", "feeds")
    op.create_index("feeds_due", "feeds", ["next_poll_at", "feed_id"])

# ruff: noqa: INP001
"""What readers know of stories is named as the record that holds it."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("tellings_of_story", "tellings")
    op.rename_table("tellings", "reader_states")
    op.create_index("reader_states_of_story", "reader_states", ["story_id"])

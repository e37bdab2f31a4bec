# ruff: noqa: INP001
"""What the index of stories knows of the entries of open stories. Those of the last week are read again at the next start."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WEEK = 7 * 24 * 3600 * 1_000_000  # microseconds; no story stays open for so long without growing, as the program was shipped


def upgrade() -> None:
    op.create_table(
        "open_entries",
        sa.Column("judged_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("judged_no"),
    )
    op.create_index("open_entries_of_story", "open_entries", ["story_id"])
    op.execute(
        sa.text(
            "INSERT INTO open_entries (judged_no, entry_id, story_id, kept_at, rules, headline)"
            " SELECT entries.judged_no, entries.id, entries.story_id, entries.fetched_at, '', ''"
            " FROM entries JOIN stories ON stories.id = entries.story_id"
            " WHERE entries.judged_no IS NOT NULL AND stories.last_at >= (SELECT max(last_at) FROM stories) - :week"
        ).bindparams(week=_WEEK)
    )

"""The tables, on SQLite and PostgreSQL alike. A change here needs a migration; a test compares the two.

Columns bear the names of the records' fields (`model`), so that `rows.py` can move one to the other.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)

from monitor.model import (
    AlertKind,
    Content,
    DeliveryState,
    Development,
    Facts,
    Health,
    Hubs,
    Joined,
    Line,
    Missing,
    Reason,
    Report,
    SubscriptionState,
    Toll,
)
from monitor.store.columns import Counter, Duration, Moment, Packed, Plain, Word

metadata = MetaData()

feeds = Table(
    "feeds",
    metadata,
    Column("feed_id", Plain, primary_key=True),
    Column("is_configured", Boolean, nullable=False),  # feeds the user has removed keep their entries
    Column("configured_url", Plain, nullable=False),  # to notice that the user changed it
    Column("url", Plain, nullable=False),
    Column("next_poll_at", Moment, nullable=False),
    Column("etag", Plain, nullable=False),
    Column("last_modified", Plain, nullable=False),
    Column("body_hash", Plain, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("polled_at", Moment),
    Column("succeeded_at", Moment),
    Column("new_entry_at", Moment),
    Column("problem", Plain, nullable=False),
    Column("moved_to", Plain, nullable=False),
    Column("moved_count", Integer, nullable=False),
    Column("is_gone", Boolean, nullable=False),
    Column("rate", Double, nullable=False),
    Column("interval", Duration, nullable=False),
    Column("hint", Duration, nullable=False),
    Column("skips", BigInteger, nullable=False),
    Column("rhythm", LargeBinary, nullable=False),
    Column("hubs", Packed(Hubs)),
    Column("marks", LargeBinary, nullable=False),
    Column("told_health", Word(Health)),  # what the operator was told last
    Column("lease_owner", Plain),
    Column("lease_until", Moment),
    Index("feeds_due", "next_poll_at", "feed_id"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("key", LargeBinary, primary_key=True),  # this and the secret as bytes: not to be read off a copy of the file
    Column("secret", LargeBinary, nullable=False),
    Column("feed_id", Plain, ForeignKey("feeds.feed_id"), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("hub", Plain, nullable=False),
    Column("topic", Plain, nullable=False),
    Column("base", Plain, nullable=False),
    Column("callback", Plain, nullable=False),
    Column("state", Word(SubscriptionState), nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("setbacks", Integer, nullable=False),
    Column("problem", Plain, nullable=False),
    Column("verified_at", Moment),
    Column("expires_at", Moment),
    Column("refused", Integer, nullable=False),
    Column("pushed", Packed(tuple[str, ...]), nullable=False),
    Column("awaited", Packed(tuple[str, ...]), nullable=False),
    Column("awaited_at", Moment),
    Column("proofs", Integer, nullable=False),
    Column("misses", Integer, nullable=False),
    Index("subscriptions_due", "next_at"),
    Index("subscriptions_of_feed", "feed_id"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("title", Plain, nullable=False),
    Column("url", Plain, nullable=False),
    Column("language", Plain, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),
    Column("independent", Integer, nullable=False),
    Column("reports", Packed(tuple[Report, ...]), nullable=False),
    Column("tolls", Packed(tuple[Toll, ...]), nullable=False),
    Column("facts", Packed(Facts), nullable=False),
    Column("follows", Plain),  # not a foreign key: a story may outlive the one it follows
    Column("follows_title", Plain, nullable=False),
    Column("follows_at", Moment),
    Index("stories_open", "last_at"),
)

entries = Table(
    "entries",
    metadata,
    Column("no", Counter, primary_key=True),  # order of arrival within one transaction, nothing more
    Column("id", Plain, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("feed_id", Plain, ForeignKey("feeds.feed_id"), nullable=False),
    Column("outlet", Plain, nullable=False),
    Column("title", Plain, nullable=False),
    Column("summary", Plain, nullable=False),
    Column("url", Plain, nullable=False),
    Column("published_at", Moment),
    Column("fetched_at", Moment, nullable=False),
    Column("language", Plain, nullable=False),
    Column("tier", Integer, nullable=False),
    Column("agency", Boolean, nullable=False),
    Column("is_backlog", Boolean, nullable=False),
    Column("judged_no", BigInteger),  # null: not judged yet
    Column("story_id", Plain, ForeignKey("stories.id")),
    Column("joined", Word(Joined)),
    Column("probability", Double),
    Column("follows", Plain),
    Column("evidence", Packed(tuple[tuple[str, float], ...])),
    UniqueConstraint("id", "revision"),
    Index("entries_fetched", "fetched_at"),
    Index("entries_of_story", "story_id"),
)
_WAITS, _IS_JUDGED = entries.c.judged_no.is_(None), entries.c.judged_no.is_not(None)
Index("entries_unjudged", entries.c.fetched_at, entries.c.no, sqlite_where=_WAITS, postgresql_where=_WAITS)
Index("entries_judged", entries.c.judged_no, unique=True, sqlite_where=_IS_JUDGED, postgresql_where=_IS_JUDGED)

open_entries = Table(
    "open_entries",
    metadata,
    Column("judged_no", Counter, primary_key=True, autoincrement=False),
    Column("entry_id", Plain, nullable=False),
    Column("story_id", Plain, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("rules", Plain, nullable=False),  # by which the text was read
    Column("headline", Plain, nullable=False),
    Index("open_entries_of_story", "story_id"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("entry_id", Plain, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("watch_id", Plain, primary_key=True),
    Column("story_id", Plain, ForeignKey("stories.id"), nullable=False),
    Column("reason", Word(Reason), nullable=False),
    Column("score", Double, nullable=False),
    Column("level", Plain),
    Column("lines", Packed(tuple[Line, ...]), nullable=False),
    Column("terms", Packed(tuple[str, ...]), nullable=False),
    Column("missing", Packed(tuple[Missing, ...]), nullable=False),
    Column("alert_id", Plain),
    ForeignKeyConstraint(["entry_id", "revision"], ["entries.id", "entries.revision"]),
    Index("verdicts_of_story", "story_id"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("kind", Word(AlertKind), nullable=False),
    Column("watch_id", Plain, nullable=False),
    Column("story_id", Plain, ForeignKey("stories.id"), nullable=False),
    Column("entry_key", Plain, nullable=False),
    Column("level", Plain, nullable=False),
    Column("reason", Word(Reason), nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("rose_from", Plain, nullable=False),
    Column("developments", Packed(tuple[Development, ...]), nullable=False),
    Column("held_until", Moment),
    Column("is_urgent", Boolean, nullable=False),
    Column("score", Double, nullable=False),  # this and the rest: the story as it stood when the alert was raised
    Column("title", Plain, nullable=False),
    Column("outlets", Integer, nullable=False),
    Column("independent", Integer, nullable=False),
    Index("alerts_raised", "raised_at"),
    Index("alerts_of_story", "story_id"),
)

reader_states = Table(
    "reader_states",
    metadata,
    Column("watch_id", Plain, primary_key=True),
    Column("story_id", Plain, ForeignKey("stories.id"), primary_key=True),
    Column("level", Plain, nullable=False),
    Column("score", Double, nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("facts", Packed(Facts), nullable=False),
    Column("tolls", Packed(tuple[Toll, ...]), nullable=False),
    Column("shown_tolls", Packed(tuple[Toll, ...]), nullable=False),
    Column("outlets", Integer, nullable=False),
    Column("independent", Integer, nullable=False),
    Column("title", Plain, nullable=False),
    Index("reader_states_of_story", "story_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Plain, primary_key=True),
    Column("thread_id", Plain, nullable=False),
    Column("channel_id", Plain, nullable=False),
    Column("alert_id", Plain, nullable=False),  # not a foreign key: the daemon's own messages have no alert
    Column("kind", Word(AlertKind), nullable=False),
    Column("content", Packed(Content), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("is_urgent", Boolean, nullable=False),
    Column("is_held", Boolean, nullable=False),
    Column("is_silent", Boolean, nullable=False),
    Column("state", Word(DeliveryState), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    Column("problem", Plain, nullable=False),
    Column("receipt", Plain, nullable=False),
    Column("sent_at", Moment),
    Column("is_changed", Boolean, nullable=False),  # the content was replaced while the old one was being sent
    Index("deliveries_due", "state", "due_at"),
    Index("deliveries_of_thread", "thread_id"),
    Index("deliveries_of_alert", "alert_id"),
)

channels = Table(
    "channels",
    metadata,
    Column("channel_id", Plain, primary_key=True),
    Column("wait_until", Moment, nullable=False),
)

leader = Table(
    "leader",
    metadata,
    Column("name", Plain, primary_key=True),  # one row, written by the first migration
    Column("owner", Plain, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("lease_until", Moment, nullable=False),  # by the database's clock
)

mutes = Table(
    "mutes",
    metadata,
    Column("no", Counter, primary_key=True),
    Column("target", Plain, nullable=False),
    Column("start_at", Moment, nullable=False),
    Column("end_at", Moment, nullable=False),
    Column("author", Plain, nullable=False),
    Column("reason", Plain, nullable=False),
    Index("mutes_until", "end_at"),
)

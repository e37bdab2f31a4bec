"""What the world said: entries, and how feeds fare."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of one feed, plain text only. A corrected headline is a new `revision` of the same entry."""

    id: str  # derived_id(feed_id, guid), or given by a replay file
    revision: int = 0
    feed_id: str
    outlet: str
    title: str
    summary: str = ""
    url: str = ""  # http(s) or ""
    published_at: datetime | None = None
    fetched_at: datetime  # the instant at which everything about it is decided
    language: str = "en"
    tier: int = 2
    agency: bool = False
    is_backlog: bool = False  # stood in the feed when it was first polled: learnt, never alerted

    @property
    def key(self) -> str:
        """Unique among all entries and revisions."""
        return f"{self.id}.{self.revision}"


class Health(StrEnum):
    """How a feed fares."""

    NEW = "new"  # not polled yet
    FRESH = "fresh"
    DELAYED = "delayed"
    STALE = "stale"
    DOWN = "down"
    SILENT = "silent"  # answers, but nothing new for far longer than usual
    GONE = "gone"  # 410: not polled any more


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of a feed between two polls."""

    feed_id: str
    url: str  # where it is polled: the configured address, or where it has moved for good
    next_poll_at: datetime
    etag: str = ""  # opaque, sent back as it came
    last_modified: str = ""  # opaque
    body_hash: str = ""
    failures: int = 0  # in a row
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    new_entry_at: datetime | None = None  # when a poll last brought something new
    problem: str = ""  # why the last poll failed, in words; "" if it did not
    moved_to: str = ""  # target of a permanent redirect seen lately
    moved_count: int = 0  # on how many days in a row
    is_gone: bool = False
    rate: float = 0.0  # new entries per day, learnt
    interval: timedelta = timedelta(minutes=10)  # what the last decision about the schedule gave
    hint: timedelta = timedelta(0)  # how seldom the publisher asks to be read (ttl, sy:update*), 0 if it does not say
    rhythm: bytes = field(default=b"", repr=False)  # when in the week it publishes (`core.rhythm.Rhythm`), b"" not known
    skips: int = 0  # skipHours and skipDays as bits: 0 to 23 for hours (UTC), from 24 on for days, Monday first
    marks: bytes = field(default=b"", repr=False)  # of the items of its last document (`feeds.cutting.Marks`)

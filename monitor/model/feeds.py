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
    language: str = ""  # ISO 639-1, as the feed says; "" or "mul" if it does not
    tier: int = 2
    agency: bool = False
    is_backlog: bool = False  # stood in the feed when it was first polled: learnt, never alerted

    @property
    def key(self) -> str:
        """Unique among all entries and revisions."""
        return f"{self.id}.{self.revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request on the way to a feed, and what the server said; secrets are cut out."""

    url: str
    status: int
    phrase: str = ""
    headers: tuple[tuple[str, str], ...] = ()  # those that matter, names in lower case
    took: timedelta = timedelta(0)  # until the headers were there

    def __str__(self) -> str:
        return f"{self.status} {self.phrase} {self.url}".replace("  ", " ")


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
class Hubs:
    """Who pushes a feed (WebSub), as it says itself."""

    urls: tuple[str, ...]  # one is enough to be pushed
    topic: str  # the feed's address as hubs know it
    base: str  # where the document was found


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
    rhythm: bytes = field(default=b"", repr=False)  # when in the week it publishes (`core.polling.rhythm.Rhythm`), b"" not known
    skips: int = 0  # skipHours and skipDays as bits: 0 to 23 for hours (UTC), from 24 on for days, Monday first
    hubs: Hubs | None = None  # that its last document named
    marks: bytes = field(default=b"", repr=False)  # of the items of its last document (`feeds.parse.item_hashes.Marks`)


class SubscriptionState(StrEnum):
    """Where we stand with a hub."""

    ASKED = "asked"  # not verified by the hub yet
    ACTIVE = "active"  # verified, until its lease ends
    RESTING = "resting"  # denied, or brought nothing: asked again later
    LEAVING = "leaving"  # not wanted any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What is agreed with a hub that pushes a feed (WebSub), and what it has shown of itself."""

    key: bytes = field(repr=False)  # random; who knows it can speak in the hub's name
    secret: bytes = field(repr=False)  # random; signs what the hub sends
    feed_id: str
    private: bool = False  # the feed's permission for addresses that are not public
    hub: str
    topic: str  # the feed's address by which the hub knows it
    base: str  # the address that polls found it at: entries are known by the same ids either way
    callback: str  # the public address that was in force
    state: SubscriptionState = SubscriptionState.ASKED
    next_at: datetime  # when the hub is to be asked, or asked again
    failures: int = 0  # requests in a row that led to nothing
    setbacks: int = 0  # times it went to rest since it was last found good
    problem: str = ""  # in words
    verified_at: datetime | None = None  # since when it is active without a break
    expires_at: datetime | None = None  # end of the lease
    refused: int = 0  # documents with a wrong signature
    pushed: tuple[str, ...] = ()  # ids of new entries it brought, that no poll has confirmed yet
    awaited: tuple[str, ...] = ()  # ids of entries that a poll found first and that it has not brought yet
    awaited_at: datetime | None = None  # since when
    proofs: int = 0  # polls in a row that confirmed it and found nothing more
    misses: int = 0  # times it left out what a poll found, since it was last right

    @property
    def token(self) -> str:
        """The last part of the callback's path; a secret, in a form that logs cut out."""
        return _token(self.key)

    @property
    def signing_key(self) -> str:
        """`hub.secret`, in a form that logs cut out."""
        return _token(self.secret)

    def is_active(self, now: datetime) -> bool:
        """Whether the hub has to push at `now`."""
        return self.state is SubscriptionState.ACTIVE and self.expires_at is not None and now < self.expires_at


def _token(secret: bytes) -> str:
    return f"wsub_{secret.hex()}"

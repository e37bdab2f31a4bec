"""Every record of the product and every reason for a decision: read this file first.

Records are frozen; collections inside are tuples and frozensets. Times are UTC-aware datetimes (`*_at`), durations
timedeltas, keys `*_id`. A story is what a reader would call one piece of news; in the literature on topic detection
and tracking it is the event, and our entry is their story.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


def derived_id(*parts: str) -> str:
    """16 hex digits that depend on `parts` alone, so that a replay gives the ids of the live run."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


# ── What the user wrote ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of `feeds.yaml`."""

    id: str
    url: str
    outlet: str  # the publisher's name, as a reader knows it
    language: str = "en"  # ISO 639-1
    country: str = ""  # ISO 3166-1 alpha-2 of the publisher, "" unknown
    tier: int = 2  # 1 reference outlet, 2 solid, 3 partisan, state-controlled or thin
    agency: bool = False  # others copy its text
    private: bool = False  # may resolve to an address that is not public
    every: timedelta | None = None  # fixed poll interval instead of the learnt one
    group: str = ""  # OPML folder, "a/b" for nested ones


class NumberKind(StrEnum):
    """What a number in the text counts."""

    KILLED = "killed"
    INJURED = "injured"
    MAGNITUDE = "magnitude"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row. Each word is folded (`core.text`); one that ends in `*` stands for all words with that beginning."""

    words: tuple[str, ...]
    text: str  # as the user wrote it


@dataclass(frozen=True, slots=True)
class Near:
    """Two phrases with at most `within` words from one to the other, in either order, in one field."""

    left: Phrase
    right: Phrase
    within: int
    text: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number of one kind read from the text, `value` or more."""

    kind: NumberKind
    value: float
    text: str


Term = Phrase | Near | AtLeast


@dataclass(frozen=True, slots=True)
class Concept:
    """A `find` line: any one of its terms is enough."""

    name: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Adjust:
    """An `adjust` line: points, once per story, if any of its terms is found."""

    points: int
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A step of a watch-list; reached by a score of at least `score` from at least `outlets` independent outlets."""

    name: str
    score: int
    outlets: int = 1


LEVELS = (Level("watch", 40), Level("alert", 60), Level("critical", 85, 3))


@dataclass(frozen=True, slots=True)
class SourceRule:
    """Restricts entries by outlet name, feed id, `tier N` or language; all folded."""

    only: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Example:
    """A headline (and summary) under the level it must reach; `level` None is `quiet`."""

    level: str | None
    title: str
    summary: str = ""
    line: int = 0  # where it stands in the file, 1-based


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One watch-list."""

    id: str  # the file's name without .yaml
    name: str
    find: tuple[Concept, ...]
    note: str = ""
    ignore: tuple[Phrase, ...] = ()
    adjust: tuple[Adjust, ...] = ()
    levels: tuple[Level, ...] = LEVELS  # by rising score
    send: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (level, channel ids); a level is told to lower levels' channels too
    fresh: timedelta = timedelta(hours=48)
    languages: frozenset[str] = frozenset()  # empty: all
    sources: SourceRule = SourceRule()
    examples: tuple[Example, ...] = ()


class ChannelKind(StrEnum):
    CONSOLE = "console"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """Where a secret is kept, never the secret: one of `credential` (systemd), `file`, `env`."""

    source: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """Where alerts go."""

    id: str
    kind: ChannelKind
    token: Secret | None = None
    chat: str = ""  # telegram: chat id or @name
    topic: int | None = None  # telegram: message_thread_id
    api: str = ""  # telegram: base address of the Bot API, "" the public one


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Between `start` and `end` (may run over midnight) in `zone` nothing below an escalation is delivered."""

    start: time
    end: time
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettings:
    every: timedelta = timedelta(minutes=10)  # before a feed's own rhythm is known
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=24)
    timeout: timedelta = timedelta(seconds=30)  # for a whole poll, redirects included
    max_bytes: int = 10_000_000  # after decompression
    concurrency: int = 64
    per_host: int = 1
    contact: str = ""  # for the User-Agent: an address or URL


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySettings:
    """The three settings of grouping that a user may change."""

    window: timedelta = timedelta(hours=72)  # how long a story stays open after it last grew
    same: float = 0.6  # from this probability an entry joins silently
    likely: float = 0.2  # from this one it joins and the reader is told


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    cooldown: timedelta = timedelta(minutes=10)  # between audible messages about one story, escalations apart
    per_hour: int = 20  # new alerts of one watch-list in an hour; more are held for a digest
    quiet_hours: QuietHours | None = None
    send: tuple[str, ...] = ("console",)  # for watch-lists without `send`, from level `alert` on


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything the user wrote, checked. `words` is kept for `check` and `explain`."""

    database: str = "sqlite:///data/monitor.db"
    poll: PollSettings = PollSettings()
    stories: StorySettings = StorySettings()
    alerts: AlertSettings = AlertSettings()
    feeds: tuple[Feed, ...] = ()
    watches: tuple[Watch, ...] = ()
    channels: tuple[ChannelConfig, ...] = ()
    operator: str = ""  # channel for the daemon's own messages, "" the first one
    report: time | None = None  # when the operator gets the daily report, by the clock of `zone`; None: never
    zone: ZoneInfo = ZoneInfo("UTC")
    log_format: str = "text"  # text or json


# ── What the world said ──────────────────────────────────────────────────────────────────────────────────────────────


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
    skips: int = 0  # skipHours and skipDays as bits: 0 to 23 for hours (UTC), from 24 on for days, Monday first
    marks: bytes = field(default=b"", repr=False)  # of the items of its last document (`feeds.cutting.Marks`)


# ── What we made of it ───────────────────────────────────────────────────────────────────────────────────────────────


class Joined(StrEnum):
    """How an entry came to its story."""

    NEW = "new"  # it founded the story
    SAME = "same"  # silently
    LIKELY = "likely"  # in doubt: the reader is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a text states that can change while a story grows. A number is None where none is stated."""

    killed: int | None = None
    injured: int | None = None
    magnitude: float | None = None
    records: int | None = None
    places: frozenset[str] = frozenset()  # specific places, folded
    statements: frozenset[str] = frozenset()  # "confirmed", "denied", "claimed", "withdrawn", "arrest", "ceasefire", …


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """The range of a number over the outlets of a story, newest statement of each outlet."""

    kind: NumberKind
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Where an entry belongs, and why."""

    story_id: str
    joined: Joined
    probability: float  # of being about the same event as the story; 0 for a founder without candidates
    follows: str | None = None  # for a founder: the story it continues
    evidence: tuple[tuple[str, float], ...] = ()  # (feature or guard, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Who printed an entry and whose text it is."""

    outlet: str
    origin: str  # entries with equal origins are copies of one text


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One line of a story's list of sources."""

    outlet: str
    at: datetime
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Entries about one event, as they stand after the latest of them."""

    id: str
    title: str
    url: str
    language: str
    first_at: datetime
    last_at: datetime  # when it last grew
    entries: int
    outlets: int  # publishers
    independent: int  # origins: copies of one text count once
    reports: tuple[Report, ...]  # the first of each outlet, oldest first
    tolls: tuple[Toll, ...] = ()
    facts: Facts = Facts()
    follows: str | None = None
    follows_title: str = ""
    follows_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One summand of a score and what it is for."""

    points: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMatch:
    """One entry against one watch-list, before other outlets are counted. `lines` add up to the unclamped score."""

    watch_id: str
    points: float
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()  # concepts not found; if any, there is no match
    terms: tuple[str, ...] = ()  # what was found, as written in the text, for the alert's "Matched" line


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A story against one watch-list: its best entry, plus corroboration. `lines` add up to `score`, 0 to 100."""

    watch_id: str
    score: float
    level: str | None
    lines: tuple[Line, ...]
    terms: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Reason(StrEnum):
    """Why a (story, watch-list) pair was or was not told: every evaluation ends in exactly one."""

    FIRST_MATCH = "first_match"
    LEVEL_ROSE = "level_rose"
    DEVELOPMENT = "development"
    CORROBORATED = "corroborated"  # the message is edited, nothing rings
    NO_MATCH = "no_match"
    BELOW_THRESHOLD = "below_threshold"
    TOO_OLD = "too_old"
    LEARNT = "learnt"  # stood in the feed at its first poll
    COOLING_DOWN = "cooling_down"
    MUTED = "muted"  # held
    QUIET_HOURS = "quiet_hours"  # held
    CAPPED = "capped"  # held
    DUPLICATE = "duplicate"  # adds nothing to what was told


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """What is new within a story, in words a reader understands."""

    kind: str  # killed, injured, magnitude, records, place, statement, likely
    text: str  # "9 killed (was 7)"


class AlertKind(StrEnum):
    NEW = "new"  # a message of its own
    REPLY = "reply"  # audible, under the living message
    EDIT = "edit"  # silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something to tell. Its id is derived from watch, story and reason, so raising it twice is harmless."""

    id: str
    kind: AlertKind
    watch_id: str
    story_id: str
    entry_key: str
    level: str
    reason: Reason
    raised_at: datetime
    rose_from: str = ""  # the level told before
    developments: tuple[Development, ...] = ()
    held_until: datetime | None = None  # quiet hours, a mute or the cap: told in a digest then
    is_urgent: bool = False  # the list's highest level is reached: passes cooldown, mutes and quiet hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the reader of a watch-list knows of a story: what rang, and what the living message shows."""

    watch_id: str
    story_id: str
    level: str
    score: float
    told_at: datetime  # last audible message
    first_at: datetime
    facts: Facts  # as of the last audible message
    tolls: tuple[Toll, ...]  # as of the last audible message
    shown_tolls: tuple[Toll, ...] = ()
    outlets: int
    independent: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Holds a watch-list's or a story's alerts below critical until it ends; `target` is a watch id, a story id or "*"."""

    target: str
    start_at: datetime
    end_at: datetime
    author: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The decision about one (story, watch-list) pair on the arrival of one entry."""

    watch_id: str
    story_id: str
    match: Match
    reason: Reason
    alert: Alert | None = None
    telling: Telling | None = None  # what the reader knows afterwards, if that changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The whole answer about one entry."""

    entry: Entry
    assignment: Assignment
    story: Story
    verdicts: tuple[Verdict, ...]


# ── What we must do ──────────────────────────────────────────────────────────────────────────────────────────────────


class ButtonKind(StrEnum):
    WHY = "why"
    MUTE = "mute"
    NOT_THIS = "not_this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a reader sees, as plain text by parts; a channel only marks it up. No part contains a line break."""

    heading: str  # "🔴 CRITICAL · Iran–Pakistan border strikes · 92"
    title: str
    url: str = ""
    lines: tuple[str, ...] = ()
    buttons: tuple[ButtonKind, ...] = ()
    is_silent: bool = False
    links: tuple[str, ...] = ()  # addresses of the first lines, "" for none
    thread_id: str = ""  # what the buttons act on; filled in on the way out


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"  # handed to the channel; after a crash, nobody knows
    SENT = "sent"
    FAILED = "failed"  # permanently
    UNCERTAIN = "uncertain"  # sent up to three times without an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message on its way to one channel: a row of the outbox."""

    id: str
    thread_id: str  # derived from watch, story and channel: the living message
    channel_id: str
    alert_id: str
    kind: AlertKind
    message: Message
    due_at: datetime
    created_at: datetime
    is_urgent: bool = False
    is_held: bool = False  # comes as part of a digest
    state: DeliveryState = DeliveryState.PENDING
    tries: int = 0
    doubts: int = 0  # how many of the tries may have arrived although nobody answered
    problem: str = ""
    receipt: str = ""  # the channel's own id of the message
    reply_to: str = field(default="")  # receipt of the living message, filled in when it is read for sending

"""What the user wrote: configuration, feeds, watch-lists."""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of `feeds.yaml`."""

    id: str
    url: str
    outlet: str  # the publisher's name, as a reader knows it
    language: str = ""  # ISO 639-1; "" or "mul": as each headline is recognised
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
    """Words in a row. Each word is folded (`core.text.folding`); one ending in `*` stands for all words with that beginning."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """Where a secret is kept, never the secret: one of `credential` (systemd), `file`, `env`."""

    source: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """Where alerts go. What else a kind of channel asks for, it adds (`delivery.channels`)."""

    id: str
    kind: str  # a key of `delivery.channels.KINDS`
    token: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Between `start` and `end` (may run over midnight) in `zone` nothing below an escalation is delivered."""

    start: time
    end: time
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettings:
    every: timedelta = timedelta(minutes=10)  # in the mean over the feeds without a pace of their own
    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=24)
    timeout: timedelta = timedelta(seconds=30)  # for a whole poll, redirects included
    max_bytes: int = 10_000_000  # after decompression
    concurrency: int = 64
    per_host: int = 1
    contact: str = ""  # for the User-Agent: an address or URL


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSub:
    """Where hubs reach us, and where we listen for what a proxy in front passes on."""

    callback: str  # public address, without a slash at its end
    host: str = "127.0.0.1"
    port: int = 8085


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySettings:
    """What a user may change of how entries become stories."""

    window: timedelta = timedelta(hours=72)  # how long a story stays open after it last grew
    same: float = 0.55  # from this probability an entry joins silently
    likely: float = 0.2  # from this one it joins and the reader is told
    titles: tuple[str, ...] = ("en",)  # languages of titles, best first; any other is as good as another


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
    websub: WebSub | None = None  # None: feeds are only polled
    stories: StorySettings = StorySettings()
    alerts: AlertSettings = AlertSettings()
    feeds: tuple[Feed, ...] = ()
    watches: tuple[Watch, ...] = ()
    channels: tuple[ChannelConfig, ...] = ()
    operator: str = ""  # channel for the daemon's own messages, "" the first one
    report: time | None = None  # when the operator gets the daily report, by the clock of `zone`; None: never
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009 - immutable
    log_format: str = "text"  # text or json

"""What we made of it: stories, matches, verdicts, alerts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.config import NumberKind
from monitor.model.feeds import Entry


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


class LineKind(StrEnum):
    """What a summand of a score is for. `Line.text` has the words of each."""

    CONCEPT = "concept"
    ADJUST = "adjust"
    IGNORED = "ignored"  # a phrase that counts for nothing; shown where a concept is missing
    TIER = "tier"
    OUTLETS = "outlets"
    NEVER = "never"  # cancels the sum: an `adjust` line says never
    CEILING = "ceiling"
    FLOOR = "floor"
    TEXT = "text"  # stored by a version that kept words only


_LINE_TEXTS = {
    LineKind.CONCEPT: "{0.name}: “{0.term}” in {0.where}",
    LineKind.ADJUST: "“{0.term}” in {0.where}",
    LineKind.IGNORED: "ignored: “{0.term}” in {0.where}",
    LineKind.TIER: "outlet of tier {0.number}",
    LineKind.OUTLETS: "{0.number} independent outlets",
    LineKind.NEVER: "{0.number} is never",
    LineKind.CEILING: "capped at {0.number}",
    LineKind.FLOOR: "not below {0.number}",
    LineKind.TEXT: "{0.term}",
}


class Where(StrEnum):
    """The part of an entry in which a term was found."""

    HEADLINE = "headline"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One summand of a score and what it is for. Conclusions are drawn from its fields, never from its text."""

    points: float
    kind: LineKind
    name: str = ""  # of the concept
    term: str = ""  # the words found, folded; of a TEXT, all of it
    where: Where | None = None
    number: int = 0  # the tier, how many outlets, or the limit

    @property
    def text(self) -> str:
        """What a reader sees beside the points."""
        return _LINE_TEXTS[self.kind].format(self)


class MissingKind(StrEnum):
    """Why a watch-list does not match: a concept was not found, or it does not look at such entries."""

    CONCEPT = "concept"
    LANGUAGE = "language"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that an entry lacks of a match."""

    name: str  # of the concept; else the entry's language, or its outlet and tier
    kind: MissingKind = MissingKind.CONCEPT

    @property
    def text(self) -> str:
        """The name, and what it is the name of unless that is a concept."""
        return self.name if self.kind is MissingKind.CONCEPT else f"{self.kind}: {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMatch:
    """One entry against one watch-list, before other outlets are counted. `lines` add up to the unclamped score."""

    watch_id: str
    points: float
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...] = ()  # if any, there is no match
    terms: tuple[str, ...] = ()  # what was found, as written in the text, for the alert's "Matched" line


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A story against one watch-list: its best entry, plus corroboration. `lines` add up to `score`, 0 to 100."""

    watch_id: str
    score: float
    level: str | None
    lines: tuple[Line, ...]
    terms: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()


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
class ReaderState:
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
    reader_state: ReaderState | None = None  # what the reader knows afterwards, if that changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An entry of an open story as the index of stories knows it, so that no text need be read again after a restart."""

    entry_id: str
    story_id: str
    kept_at: datetime  # when it was judged
    headline: str  # its text as it was read (`core.stories.headline_codec`)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is recorded of an open story; entries in the order in which they were judged."""

    entries: tuple[Entry, ...]
    reader_states: tuple[ReaderState, ...]
    follows: Story | None  # as it stood when it was followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The whole answer about one entry."""

    entry: Entry
    assignment: Assignment
    story: Story
    verdicts: tuple[Verdict, ...]
    kept: Kept | None = None
    closed: tuple[str, ...] = ()  # stories that had not grown for the window when the entry came

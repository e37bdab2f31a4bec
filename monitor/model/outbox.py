"""What we must do: deliveries, what each is to say, and how that reads.

A delivery holds its content, not its text: each channel renders it its own way when it sends. The kinds of content are
told apart by `kind` in the database; `store.packing` has the rule by which they may change.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model.decisions import AlertKind, Development, Match, Reason, Report, Story


class ButtonKind(StrEnum):
    WHY = "why"
    MUTE = "mute"
    NOT_THIS = "not_this"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContent:
    """A story as the readers of a watch-list are to know it now: the living message."""

    kind: str = "story"
    version: int = 2
    thread_id: str  # of its living message in one channel: what an edit changes, and what a button acts on
    watch_id: str
    watch_name: str
    level: str
    levels_above: int  # of the watch-list; 0 for its highest level
    score: float  # the highest that the readers were told
    reason: Reason  # of the decision that brought it to this state
    match: Match  # as it stands now; `lines` add up to its own score
    story: Story


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyContent:
    """What is new in a story that was told before: it rings under the living message."""

    kind: str = "reply"
    version: int = 1
    about: StoryContent
    rose_from: str  # the level told before
    developments: tuple[Development, ...]
    report: Report  # that brought it
    seen_at: datetime  # when that was fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContent:
    """The daemon's own words to whoever runs it."""

    kind: str = "notice"
    version: int = 1
    about: str  # "feeds", "channel desk", "daily report"
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a reader sees, as plain text by parts; a channel only marks it up. No part contains a line break.

    Every content is rendered as one; where there is nothing but a text to begin with, it is the content itself.
    """

    kind: str = "text"
    version: int = 1
    heading: str  # "🔴 CRITICAL · Iran–Pakistan border strikes · 92"
    title: str
    url: str = ""
    lines: tuple[str, ...] = ()
    buttons: tuple[ButtonKind, ...] = ()
    links: tuple[str, ...] = ()  # addresses of the first lines, "" for none
    thread_id: str = ""  # what the buttons act on


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Several contents that were held, told at once."""

    kind: str = "digest"
    version: int = 1
    contents: tuple["Content", ...]


Content = StoryContent | ReplyContent | NoticeContent | Digest | Message


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"  # handed to the channel; after a crash, nobody knows
    SENT = "sent"
    FAILED = "failed"  # permanently
    UNCERTAIN = "uncertain"  # sent up to three times without an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something to say on its way to one channel: a row of the outbox."""

    id: str
    thread_id: str  # derived from watch, story and channel: the living message
    channel_id: str
    alert_id: str
    kind: AlertKind
    content: Content
    due_at: datetime
    created_at: datetime
    is_urgent: bool = False
    is_held: bool = False  # comes as part of a digest
    is_silent: bool = False
    state: DeliveryState = DeliveryState.PENDING
    tries: int = 0
    doubts: int = 0  # how many of the tries may have arrived although nobody answered
    problem: str = ""
    receipt: str = ""  # the channel's own id of the message
    reply_to: str = field(default="")  # receipt of the living message, filled in when it is read for sending

"""What we must do: messages and their deliveries."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model.decisions import AlertKind


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

"""What the courier hands over in one call, and how long it waits after a failure: decisions without any sending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.alerts.messages import render
from monitor.core.alerts.operator_notices import notice
from monitor.model import AlertKind, Content, Delivery, Digest, derived_id

DIGEST_LINES = 20  # alerts in one digest: each keeps a line that can be read, and all fit into one message
MOST_DOUBTS = 3  # sends that may each have arrived
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=1)
_FIRST_DOUBT = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Batch:
    """One call to a channel: a delivery, or several held ones as a digest."""

    channel_id: str
    kind: AlertKind
    content: Content
    deliveries: tuple[Delivery, ...]
    reply_to: str = ""

    @property
    def is_digest(self) -> bool:
        return len(self.deliveries) > 1

    @property
    def is_silent(self) -> bool:
        return all(delivery.is_silent for delivery in self.deliveries)

    @property
    def doubts(self) -> int:
        """How many sends of its deliveries may have arrived already."""
        return max(delivery.doubts for delivery in self.deliveries)


def batches(claimed: Sequence[Delivery]) -> list[Batch]:
    """`claimed` in its order; held deliveries of one channel make digests that stand where their first one stood."""
    held: dict[str, list[Delivery]] = {}
    made: list[list[Delivery]] = []
    for delivery in claimed:
        if not delivery.is_held:
            made.append([delivery])
            continue
        digest = held.get(delivery.channel_id)
        if digest is None or len(digest) == DIGEST_LINES:
            digest = held[delivery.channel_id] = []
            made.append(digest)
        digest.append(delivery)
    return [_batch(tuple(group)) for group in made]


def failure_wait(failures: int) -> timedelta:
    """How long a channel rests after so many failures in a row (1, 2, …): 2 s, doubled each time, at most a minute."""
    return min(_FIRST_WAIT * (1 << min(failures - 1, 10)), _LONGEST_WAIT)


def doubt_wait(doubts: int) -> timedelta:
    """How long a message rests that may have arrived so many times (1, 2): 15 s, then a minute."""
    return _FIRST_DOUBT * int(4 ** (doubts - 1))


def sent_afresh(edit: Delivery, now: datetime) -> Delivery:
    """A silent message in place of one that cannot be edited any more; it becomes the thread's living message."""
    return Delivery(
        id=derived_id("afresh", edit.id, edit.reply_to),
        thread_id=edit.thread_id,
        channel_id=edit.channel_id,
        alert_id=edit.alert_id,
        kind=AlertKind.NEW,
        content=edit.content,
        due_at=now,
        created_at=now,
        is_silent=True,
    )


def to_operator(channel_id: str, about: Batch, problem: str, now: datetime) -> Delivery:
    """Tells the operator, on `channel_id`, that a channel does not take messages."""
    lines = (f"First concerned: {render(about.content).title}", "See `monitor deliveries` for all that was not delivered.")
    return notice(channel_id, f"channel {about.channel_id}", problem, lines, now)


def _batch(deliveries: tuple[Delivery, ...]) -> Batch:
    first = deliveries[0]
    if len(deliveries) == 1:
        return Batch(first.channel_id, first.kind, first.content, deliveries, first.reply_to)
    digest = Digest(contents=tuple(delivery.content for delivery in deliveries))
    return Batch(first.channel_id, AlertKind.NEW, digest, deliveries)

"""What a poll says about the hub of its feed, and what the hub means for the next poll."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from monitor.core import push
from monitor.feeds.hubs import Hub
from monitor.model import Entry, Feed, FeedState, PollSettings, Subscription
from monitor.store import subscriptions
from monitor.store.database import Connection


@dataclass(frozen=True, slots=True)
class Shown:
    """What a document said: the ids of its entries but for those that its feed's marks knew, and who pushes it."""

    ids: tuple[str, ...]
    hub: Hub | None
    url: str  # where it was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """A poll that succeeded, to be held against what the hub has brought."""

    feed: Feed
    before: FeedState
    shown: Shown | None  # None if there was nothing to read
    at: datetime
    settings: PollSettings
    callback: str

    def __call__(self, c: Connection, new: Sequence[Entry], after: FeedState) -> FeedState:
        """Keep to the hub that the feed names, judge it by the `new` entries, and give `after` the pace that it has earned."""
        if self.shown:
            subscriptions.want(c, self.feed.id, _wanted(self, self.shown), self.at)
        known = subscriptions.of_feed(c, self.feed.id)
        if known and self.shown:
            found = tuple(entry.id for entry in new if not entry.revision)
            judge = partial(push.polled, seen=self.shown.ids, new=found, since=self.before.succeeded_at, now=self.at)
            known = subscriptions.change(c, known.key, judge, self.at)
        return push.paced(after, self.feed, self.settings, known, self.at) if known else after


def _wanted(poll: Weighing, shown: Shown) -> Subscription | None:
    """A new subscription to the hub that is named, if one is."""
    if shown.hub is None:
        return None
    return Subscription(
        key=secrets.token_bytes(24),
        secret=secrets.token_bytes(32),
        feed_id=poll.feed.id,
        private=poll.feed.private,
        hub=shown.hub.url,
        topic=shown.hub.topic,
        base=shown.url,
        callback=poll.callback,
        next_at=poll.at,
    )

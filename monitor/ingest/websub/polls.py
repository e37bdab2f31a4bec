"""What a poll shows about its feed's hub, and the hub's effect on the next poll."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from monitor.core.polling import hub_trust
from monitor.model import Entry, Feed, FeedState, Hubs, PollSettings, Subscription
from monitor.store import subscriptions
from monitor.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """A successful poll, to be compared with what the hub has pushed."""

    feed: Feed
    before: FeedState
    shown: Sequence[str] | None  # ids of the entries in its document but for those that the feed's marks knew; None if unchanged
    at: datetime
    settings: PollSettings
    callback: str

    def __call__(self, c: Connection, new: Sequence[Entry], after: FeedState) -> FeedState:
        """Choose a hub that the feed names, judge it by the `new` entries, and adapt the interval of `after`."""
        fresh = self._fresh(after.hubs) if after.hubs else None
        urls = after.hubs.urls if after.hubs else ()
        choose = partial(hub_trust.chosen, fresh=fresh, hubs=urls, now=self.at)
        known = subscriptions.want(c, self.feed.id, choose, self.at)
        if known and self.shown is not None:
            found = tuple(entry.id for entry in new if not entry.revision)
            judge = partial(hub_trust.polled, seen=self.shown, new=found, since=self.before.succeeded_at, now=self.at)
            known = subscriptions.change(c, known.key, judge, self.at)
        return hub_trust.paced(after, self.feed, self.settings, known, self.at) if known else after

    def _fresh(self, hubs: Hubs) -> Subscription:
        """A new one, to the first hub."""
        return Subscription(
            key=secrets.token_bytes(24),
            secret=secrets.token_bytes(32),
            feed_id=self.feed.id,
            private=self.feed.private,
            hub=hubs.urls[0],
            topic=hubs.topic,
            base=hubs.base,
            callback=self.callback,
            next_at=self.at,
        )

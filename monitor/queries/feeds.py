"""Feeds and how they fare."""

from dataclasses import dataclass
from datetime import datetime

from monitor.core.polling.budget import stakes
from monitor.core.polling.hub_trust import told
from monitor.core.polling.schedule import health, pace
from monitor.logs import redact
from monitor.model import Config, Feed, FeedState, Health
from monitor.store import feeds, subscriptions
from monitor.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A configured feed and how it fares. `why`, `url` and `push` are free of secrets; `feed` and `state` are not."""

    feed: Feed
    state: FeedState | None  # None until the daemon has seen it in the configuration
    health: Health
    why: str  # "" if there is nothing to say
    pace: str  # how often it is polled, and why; "" before it is known
    url: str  # where it is read, which is not where it was configured if it has moved
    push: str | None  # how its hub fares; None without one


def feed_rows(c: Connection, config: Config, now: datetime) -> tuple[FeedRow, ...]:
    """Every configured feed, in the order of the configuration."""
    states = {state.feed_id: state for state in feeds.feed_states(c)}
    hubs = {each.feed_id: redact(told(each, now)) for each in subscriptions.listed(c)}
    worth = stakes(config.feeds, config.watches)
    rows = []
    for feed in config.feeds:
        state = states.get(feed.id)
        how, why = health(feed, state, now) if state else (Health.NEW, "not polled yet")
        rows.append(
            FeedRow(
                feed=feed,
                state=state,
                health=how,
                why=redact(why),
                pace=pace(feed, state, worth[feed.id]) if state else "",
                url=redact(state.url if state else feed.url),
                push=hubs.get(feed.id),
            )
        )
    return tuple(rows)

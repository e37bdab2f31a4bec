"""Subscriptions to hubs: who is to be asked, what came of it, and the pace of the feeds that depend on it.

What an event makes of a subscription is decided by `hub_trust`; here it is read, decided and written in one transaction, for a
poll and a push of one feed may come at the same time.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, or_, select

from monitor.model import Entry, Feed, FeedState, Subscription, SubscriptionState
from monitor.store.rows import AnyRow, columns, insert_new, slices, to_record, to_row, upsert
from monitor.store.schema import entries, feeds, subscriptions

Decide = Callable[[Subscription], Subscription | None]
Choose = Callable[[Subscription | None], Subscription | None]

_ALL = select(*columns(Subscription, subscriptions))
_WANTED = subscriptions.c.state != SubscriptionState.LEAVING
_BEYOND = timedelta(days=60)  # nothing is ever planned so far ahead: the clock was set back


def listed(c: Connection) -> list[Subscription]:
    """All that are wanted, one a feed at most, by feed."""
    return [_record(row) for row in c.execute(_ALL.where(_WANTED).order_by(subscriptions.c.feed_id))]


def find(c: Connection, key: bytes) -> Subscription | None:
    row = c.execute(_ALL.where(subscriptions.c.key == key)).first()
    return _record(row) if row else None


def of_feed(c: Connection, feed_id: str) -> Subscription | None:
    """The wanted one of a feed."""
    row = c.execute(_ALL.where(subscriptions.c.feed_id == feed_id, _WANTED)).first()
    return _record(row) if row else None


def change(c: Connection, key: bytes, decide: Decide, now: datetime) -> Subscription | None:
    """Make of a subscription what `decide` says; None deletes it. One that ceases to be active has its feed polled as usual."""
    row = c.execute(_ALL.where(subscriptions.c.key == key).with_for_update()).first()
    if row is None:
        return None
    before = _record(row)
    after = decide(before)
    if after is None:
        c.execute(delete(subscriptions).where(subscriptions.c.key == key))
    elif after != before:
        upsert(c, subscriptions, [to_row(after, subscriptions)])
    if before.is_active(now) and not (after and after.is_active(now)):
        poll_as_usual(c, [before.feed_id])
    return after


def want(c: Connection, feed_id: str, choose: Choose, now: datetime) -> Subscription | None:
    """Make what `choose` makes of the feed's subscription, if it has one, the only one that is wanted; what that is."""
    known = of_feed(c, feed_id)
    wanted = choose(known)
    if known and not (wanted and wanted.key == known.key):
        _leave(c, [feed_id], now)
    if wanted and wanted != known:
        upsert(c, subscriptions, [to_row(wanted, subscriptions)])
    return wanted


def follow(c: Connection, configured: Sequence[Feed], callback: str, now: datetime) -> None:
    """At the start: leave what belongs to feeds or a callback that are not configured any more, and poll all as usual.

    While nobody listened, hubs may have pushed in vain.
    """
    known = {feed.id for feed in configured}
    wanted = listed(c)
    poll_as_usual(c, [each.feed_id for each in wanted if each.proofs])
    _leave(c, [each.feed_id for each in wanted if each.feed_id not in known or each.callback != callback], now)


def forget(c: Connection) -> None:
    """When nobody listens any more: all feeds are polled as usual, and hubs will notice that nobody answers."""
    known = listed(c)
    if known:
        poll_as_usual(c, [each.feed_id for each in known])
        c.execute(delete(subscriptions))


def claim_due(c: Connection, now: datetime, limit: int, lease: timedelta, decide: Decide) -> list[Subscription]:
    """Up to `limit` whose hub is to be asked now, as `decide` makes them; nobody else gets them before `now + lease`."""
    due = or_(subscriptions.c.next_at <= now, subscriptions.c.next_at > now + _BEYOND)
    rows = c.execute(_ALL.where(due).order_by(subscriptions.c.next_at).limit(limit).with_for_update(skip_locked=True))
    claimed = [replace(begun, next_at=now + lease) for row in rows if (begun := decide(_record(row)))]
    upsert(c, subscriptions, [to_row(each, subscriptions) for each in claimed])
    return claimed


def record_push(c: Connection, state: FeedState, found: Sequence[Entry], key: bytes, decide: Decide, now: datetime) -> int:
    """Keep those entries that are not there yet, as a poll would, with what the push says about feed and hub.

    Of the feed's `state` only what is learnt about its rhythm is kept: the rest is a poll's. Returns how many entries were new.
    """
    change(c, key, decide, now)  # first, as a poll does: the other way round the two might wait for each other
    learnt = {"rate": state.rate, "rhythm": state.rhythm, "new_entry_at": state.new_entry_at}
    c.execute(feeds.update().where(feeds.c.feed_id == state.feed_id).values(learnt))
    return insert_new(c, entries, [to_row(entry, entries) for entry in found])


def poll_as_usual(c: Connection, feed_ids: Sequence[str]) -> None:
    """Take back what a hub's pushes have put off."""
    usual = feeds.c.polled_at + feeds.c.interval
    is_put_off = and_(feeds.c.failures == 0, feeds.c.skips == 0, feeds.c.next_poll_at > usual)
    for part in slices(feed_ids):
        c.execute(feeds.update().where(feeds.c.feed_id.in_(part), is_put_off).values(next_poll_at=usual))


def _leave(c: Connection, feed_ids: Sequence[str], now: datetime) -> None:
    poll_as_usual(c, feed_ids)
    leaving = {"state": SubscriptionState.LEAVING, "failures": 0, "next_at": now}
    for part in slices(feed_ids):
        c.execute(subscriptions.update().where(subscriptions.c.feed_id.in_(part), _WANTED).values(leaving))


def _record(row: AnyRow) -> Subscription:
    return to_record(Subscription, row, subscriptions)

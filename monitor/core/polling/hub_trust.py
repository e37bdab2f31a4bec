"""Subscriptions to hubs (WebSub, W3C Recommendation of 23 January 2018): state transitions, trust,
and the effect on polling. Pure: a subscription and an event give the next subscription.

Trust is won and lost at polls. A poll that shows what the hub pushed and nothing that it did not is a proof; an entry that a
poll finds first and the hub does not bring within a grace is a miss. Only a proven hub slows polling down, and one miss undoes
that.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.text.urls import host_of
from monitor.model import Feed, FeedState, PollSettings, Subscription, SubscriptionState

LEASE = timedelta(days=10)  # requested lease
SLOWER = 4  # times the usual interval between two polls of a feed whose hub is proven
GRACE = timedelta(minutes=5)  # for a hub to bring what a poll found first
PROOFS = 3  # in a row until a hub is proven
MISSES = 3  # misses in a row after which a hub is not used for a while
TRIES = 3  # failed requests, after which the next hub is used or the hub is given up
WANTED = frozenset({SubscriptionState.ASKED, SubscriptionState.ACTIVE})  # when a hub may verify, deny and push
_LONGEST_LEASE = timedelta(days=30)
_SOONEST = timedelta(minutes=5)  # until a renewal, however short a lease the hub gives
_AGAIN, _LATEST = timedelta(minutes=10), timedelta(days=1)  # until a request is repeated; doubles from one to the next
_REST, _LONGEST_REST = timedelta(hours=6), timedelta(days=7)  # doubles too
_REMEMBERED = 200  # ids


def chosen(known: Subscription | None, fresh: Subscription | None, hubs: Sequence[str], now: datetime) -> Subscription | None:
    """The subscription of a feed that names these `hubs`: the one it has, or `fresh`, to the hub whose turn it is.

    The next hub's turn comes when one rests or was asked `TRIES` times in vain. After the last it is the first one's again, but
    after a rest. None (and `fresh` is None) if the feed names no hub.
    """
    if known is None or fresh is None or known.hub not in hubs or _terms(known) != _terms(fresh):
        return fresh
    is_in_vain = known.state is SubscriptionState.ASKED and known.failures >= TRIES
    if len(hubs) == 1 or not (is_in_vain or known.state is SubscriptionState.RESTING):
        return replace(known, base=fresh.base)
    turn = hubs.index(known.hub) + 1
    if turn < len(hubs):
        return replace(fresh, hub=hubs[turn], setbacks=known.setbacks)
    rested = _resting(known, known.problem, now) if is_in_vain else known
    return replace(fresh, hub=hubs[0], setbacks=rested.setbacks, problem=rested.problem, next_at=rested.next_at)


def begun(subscription: Subscription, now: datetime) -> Subscription:
    """The state before the hub is asked: its verification may arrive before its response."""
    if subscription.state is SubscriptionState.LEAVING or subscription.is_active(now):
        return subscription
    return replace(subscription, state=SubscriptionState.ASKED, expires_at=None)


def asked(subscription: Subscription, since: datetime, problem: str, now: datetime) -> Subscription | None:
    """The state after a request, failed if there is a `problem`; None if there is nothing more to do.

    `since` was its `next_at` when the request was sent: if that has changed, the hub has verified or denied it already.
    """
    if subscription.next_at != since:
        return subscription
    failures = subscription.failures + 1
    if subscription.state is SubscriptionState.LEAVING and failures >= TRIES:
        return None
    wait = min(_AGAIN * 2 ** min(failures - 1, 20), _LATEST)
    return replace(subscription, failures=failures, next_at=now + wait, problem=problem or "not yet verified by the hub")


def verified(subscription: Subscription, lease_seconds: str, now: datetime) -> Subscription:
    """The hub has granted a lease; it is renewed after 60 to 80 % of it."""
    if subscription.state not in WANTED:
        return subscription
    said = int(lease_seconds) if lease_seconds.isascii() and lease_seconds.isdecimal() and len(lease_seconds) < 10 else 0
    lease = min(timedelta(seconds=said) or LEASE, _LONGEST_LEASE)
    share = 0.6 + 0.2 * subscription.key[0] / 255
    return replace(
        subscription,
        state=SubscriptionState.ACTIVE,
        verified_at=subscription.verified_at if subscription.is_active(now) else now,
        expires_at=now + lease,
        next_at=now + max(lease * share, _SOONEST),
        failures=0,
        problem="",
    )


def denied(subscription: Subscription, reason: str, now: datetime) -> Subscription:
    """The hub has denied or ended the subscription."""
    if subscription.state not in WANTED:
        return subscription
    return _resting(subscription, f"denied by the hub: {reason}" if reason else "denied by the hub", now)


def pushed(subscription: Subscription, ids: Collection[str], new: Sequence[str], now: datetime) -> Subscription:
    """The hub has pushed entries with these `ids`, of which `new` were not known."""
    settled = _settled(subscription, now)
    awaited = tuple(each for each in settled.awaited if each not in ids)
    return replace(
        settled,
        pushed=(*settled.pushed, *new)[-_REMEMBERED:],
        awaited=awaited,
        misses=settled.misses if awaited == settled.awaited else 0,
    )


def polled(
    subscription: Subscription, seen: Collection[str], new: Sequence[str], since: datetime | None, now: datetime
) -> Subscription:
    """A poll has read entries with the ids `seen`, of which `new` were not known; the poll before it succeeded at `since`."""
    settled = _settled(subscription, now)
    if not settled.is_active(now):
        return settled
    unconfirmed = tuple(each for each in settled.pushed if each not in seen)
    is_right = len(unconfirmed) < len(settled.pushed)
    settled = replace(settled, pushed=unconfirmed, misses=0 if is_right else settled.misses)
    missing = [each for each in new if each not in subscription.pushed]  # some may have come while the poll was under way
    if missing:
        was_told = since is not None and settled.verified_at is not None and since >= settled.verified_at
        return _awaiting(settled, missing, now) if was_told else settled
    proofs = min(settled.proofs + is_right, PROOFS)
    return replace(settled, proofs=proofs, setbacks=0 if proofs == PROOFS else settled.setbacks)


def is_proven(subscription: Subscription, now: datetime) -> bool:
    """Whether it is active, has pushed everything recently, and owes no entry."""
    return subscription.is_active(now) and subscription.proofs >= PROOFS and not subscription.awaited


def paced(state: FeedState, feed: Feed, settings: PollSettings, subscription: Subscription, now: datetime) -> FeedState:
    """`state` after a poll, with the next one put off if the hub is proven: never beyond its lease or `settings.longest`.

    Intervals set by the user or the publisher, and waits after failures, are unchanged.
    """
    if feed.every or state.failures or state.skips or not is_proven(subscription, now) or subscription.expires_at is None:
        return state
    usual = state.next_poll_at - now
    latest = min(now + settings.longest, subscription.expires_at)
    return replace(state, next_poll_at=max(state.next_poll_at, min(now + SLOWER * usual, latest)))


def told(subscription: Subscription, now: datetime) -> str:
    """The state of the subscription, in words."""
    hub, until = host_of(subscription.hub), subscription.expires_at
    if not subscription.is_active(now) or until is None:
        return f"not pushed by {hub}: {subscription.problem or 'not requested yet'}"
    ignored = f"; pushes without a valid signature: {subscription.refused}" if subscription.refused else ""
    return f"pushed by {hub} (until {until:%Y-%m-%d %H:%M} UTC{'' if is_proven(subscription, now) else ', on trial'}){ignored}"


def _terms(subscription: Subscription) -> tuple[str, str, bool]:
    return subscription.topic, subscription.callback, subscription.private


def _awaiting(subscription: Subscription, new: Sequence[str], now: datetime) -> Subscription:
    awaited = (*subscription.awaited, *new)[-_REMEMBERED:]
    return replace(subscription, awaited=awaited, awaited_at=subscription.awaited_at if subscription.awaited else now)


def _settled(subscription: Subscription, now: datetime) -> Subscription:
    """An entry awaited for longer than the grace is a miss. A clock set back does not extend the grace."""
    since = subscription.awaited_at
    if not subscription.awaited or since is None or since <= now < since + GRACE:
        return subscription
    misses = subscription.misses + 1
    settled = replace(subscription, awaited=(), awaited_at=None, proofs=0, misses=misses)
    if misses < MISSES or subscription.state is not SubscriptionState.ACTIVE:
        return settled
    return _resting(settled, "polls found entries that it did not push", now)


def _resting(subscription: Subscription, problem: str, now: datetime) -> Subscription:
    wait = min(_REST * 2 ** min(subscription.setbacks, 10), _LONGEST_REST)
    return replace(
        subscription,
        state=SubscriptionState.RESTING,
        setbacks=subscription.setbacks + 1,
        problem=problem,
        next_at=now + wait,
        expires_at=None,
        failures=0,
        proofs=0,
        misses=0,
        pushed=(),
        awaited=(),
        awaited_at=None,
    )

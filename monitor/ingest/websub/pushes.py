"""Requests of hubs to a callback: verification of our requests, denials, and documents (WebSub §5.2, §5.3, §7, §8)."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from urllib.parse import parse_qsl

import structlog

from monitor.clock import Clock
from monitor.core.polling import hub_trust
from monitor.core.polling.schedule import Answer, after_push
from monitor.errors import StoreError
from monitor.feeds.parse.parser import ParsedFeed, Received
from monitor.feeds.parse.worker import Parsers
from monitor.feeds.plain import plain
from monitor.ingest.recorder import news, without_renamed
from monitor.ingest.websub.hubs import is_signed
from monitor.logs import redact
from monitor.model import Config, Subscription, SubscriptionState
from monitor.store import feeds, subscriptions
from monitor.store.database import Connection, Database
from monitor.web.server import Asked, ReadBody, Reply

_TOKEN = re.compile(r"wsub_([0-9a-f]{48})")  # the last part of the path; a proxy may change the rest
_FIELDS = 32  # of a query
_AT_ONCE = 2  # documents of one subscription
_REASON = 200  # characters

OK, UNKNOWN, REFUSED, GONE, BUSY = map(Reply, (200, 404, 405, 410, 503))

log = structlog.get_logger("websub")


class Pushes:
    """Handles requests to callbacks. `wake` is called when there are new entries."""

    def __init__(self, config: Config, database: Database, clock: Clock, parsers: Parsers, wake: Callable[[], None]) -> None:
        self._feeds = {feed.id: feed for feed in config.feeds}
        self._database, self._clock = database, clock
        self._parsers, self._wake = parsers, wake
        self._under_way: Counter[bytes] = Counter()

    async def answer(self, asked: Asked, read_body: ReadBody) -> Reply:
        """The handler for `Listener`. Requests for an unknown callback only get 404."""
        path, _, query = asked.target.partition("?")
        token = _TOKEN.fullmatch(path.rpartition("/")[2])
        if not token:
            return UNKNOWN
        try:
            subscription = await self._database.read(subscriptions.find, bytes.fromhex(token[1]))
            if asked.method == "POST":
                return await self._take_in_turn(subscription, asked.headers, read_body) if subscription else GONE
            if asked.method != "GET":
                return REFUSED
            return await self._confirm(subscription, _fields(query)) if subscription else UNKNOWN
        except StoreError:
            return BUSY

    async def _confirm(self, subscription: Subscription, query: dict[str, str]) -> Reply:
        """Confirm only what we have requested from the hub."""
        mode, challenge = query.get("hub.mode", ""), query.get("hub.challenge", "")
        if query.get("hub.topic") != subscription.topic:
            return UNKNOWN
        now, is_leaving = self._clock.now(), subscription.state is SubscriptionState.LEAVING
        decide: subscriptions.Decide
        match mode:
            case "subscribe" if challenge and subscription.state in hub_trust.WANTED:
                decide = partial(hub_trust.verified, lease_seconds=query.get("hub.lease_seconds", ""), now=now)
            case "unsubscribe" if challenge and is_leaving:
                decide = _over
            case "denied":
                decide = partial(hub_trust.denied, reason=redact(plain(query.get("hub.reason", ""), _REASON)), now=now)
            case _:
                return UNKNOWN
        after = await self._database.run(subscriptions.change, subscription.key, decide, now)
        stand = hub_trust.told(after, now) if after else "not subscribed any more"
        log.info("hub answered", feed=subscription.feed_id, mode=mode, stand=redact(stand))
        return Reply(200, challenge.encode())

    async def _take_in_turn(self, subscription: Subscription, headers: Mapping[str, str], read_body: ReadBody) -> Reply:
        """Accept a document if we are subscribed (410 ends a subscription) and the hub does not send too many at once."""
        if subscription.state not in hub_trust.WANTED or subscription.feed_id not in self._feeds:
            return GONE
        if self._under_way[subscription.key] >= _AT_ONCE:
            return BUSY
        self._under_way[subscription.key] += 1
        try:
            return await self._take(subscription, headers, await read_body())
        finally:
            self._under_way -= Counter([subscription.key])

    async def _take(self, subscription: Subscription, headers: Mapping[str, str], body: bytes) -> Reply:
        """Store new entries of a document signed by the hub; committed before the hub gets its response."""
        now, feed = self._clock.now(), self._feeds[subscription.feed_id]
        if not is_signed(headers.get("x-hub-signature", ""), subscription.signing_key, body):
            await self._database.run(subscriptions.change, subscription.key, _refused, now)
            log.warning("push ignored: not signed by the hub", feed=feed.id, hub=redact(subscription.hub))
            return OK
        received = Received(body, headers.get("content-type", ""), subscription.base, feed, now)
        parsed = await self._parsers.parse(received)
        if parsed.failed or parsed.has_shared_ids:
            problem = redact(str(parsed.failed or "entries that share an id"))
            log.warning("push not understood", feed=feed.id, hub=redact(subscription.hub), problem=problem)
            return OK
        found = await self._database.run(_keep, subscription, parsed, now)
        if found:
            log.info("pushed", feed=feed.id, hub=redact(subscription.hub), entries=found)
            self._wake()
        return OK


def _fields(query: str) -> dict[str, str]:
    """The fields of a query; none if there are too many."""
    try:
        return dict(parse_qsl(query, max_num_fields=_FIELDS))
    except ValueError:
        return {}


def _keep(c: Connection, subscription: Subscription, parsed: ParsedFeed, now: datetime) -> int:
    """Treat the entries as a poll does, but not the document: it may be only a part of the feed."""
    state = feeds.feed_state(c, subscription.feed_id)
    if state is None:
        return 0
    ids = [entry.id for entry in parsed.entries]
    earlier = feeds.revisions(c, ids)
    known = {entry_id: each[-1] for entry_id, each in earlier.items()}
    unlisted = without_renamed(c, parsed.entries, known, subscription.base)
    found = [
        entry
        for entry in news(unlisted, known, is_backlog=state.succeeded_at is None)
        if entry.title not in {title for _, title in earlier.get(entry.id, ())}  # a late push does not undo a correction
    ]
    new = [entry for entry in found if not entry.revision]
    answer = Answer(new_entries=len(new), dates=tuple(entry.published_at for entry in new if entry.published_at))
    decide = partial(hub_trust.pushed, ids=frozenset(ids), new=[entry.id for entry in new], now=now)
    return subscriptions.record_push(c, after_push(state, answer, now), found, subscription.key, decide, now)


def _refused(subscription: Subscription) -> Subscription:
    return replace(subscription, refused=subscription.refused + 1)


def _over(_: Subscription) -> None:
    """The hub has ended the subscription."""

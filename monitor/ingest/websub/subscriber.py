"""Subscribes to the hubs that feeds name, renews before a lease ends, and listens for pushes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import structlog

from monitor import __version__
from monitor.clock import Clock, wait
from monitor.core.polling import hub_trust
from monitor.feeds.fetch.fetcher import Fetcher, HeldBack
from monitor.feeds.fetch.hosts import Hosts
from monitor.feeds.parse.worker import Parsers
from monitor.ingest.websub.pushes import Pushes
from monitor.logs import redact
from monitor.model import Config, Subscription, SubscriptionState, WebSub
from monitor.store import subscriptions
from monitor.store.database import Database
from monitor.web.server import Listener

_TICK = timedelta(seconds=2)  # clock time between two checks for due feeds
_FLOOR = 0.05  # seconds of real time between two checks, however fast the clock
_RETRY = timedelta(seconds=10)  # until an address in use by another program, or daemon, is tried again
_LEASE = timedelta(minutes=5)  # for asking a hub; then another daemon may
_AT_ONCE = 256  # requests started, most of them waiting for their host

log = structlog.get_logger("websub")


class Subscriber:
    """Of the daemons on one computer, the one that can listen subscribes, renews and accepts pushes; the others stand by.

    Daemons on several computers may all listen: any of them can respond to a hub, because subscriptions are in the store.
    """

    def __init__(self, config: Config, websub: WebSub, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        """`wake` is called when there are new entries."""
        self._config, self._websub = config, websub
        self._database, self._clock, self._wake = database, clock, wake
        self._fetcher = Fetcher(config.poll, __version__, Hosts(config.poll.per_host, clock))
        self._asking: dict[bytes, asyncio.Task[None]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Listen and subscribe until `stop` is set. Raises StoreError."""
        is_told = False
        while not stop.is_set():
            try:
                async with self.listening():
                    is_told = False
                    await self._ask_until(stop)
            except OSError as error:
                if not is_told:
                    log.warning("cannot listen for hubs; feeds are polled", address=self._address(), problem=str(error))
                is_told = True
                await wait(self._clock, stop, _RETRY)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """Accept pushes; yields the port. Raises OSError if the address is not available, StoreError."""
        async with Parsers() as parsers:
            pushes = Pushes(self._config, self._database, self._clock, parsers, self._wake)
            listener = Listener(pushes.answer, self._config.poll.max_bytes)
            async with listener.listening(self._websub.host, self._websub.port) as port, self._fetcher:
                log.info("listening for hubs", address=self._address())
                now, callback = self._clock.now(), self._websub.callback
                await self._database.run(subscriptions.follow, self._config.feeds, callback, now)
                try:
                    yield port
                finally:
                    for task in self._asking.values():
                        task.cancel()
                    await asyncio.gather(*self._asking.values(), return_exceptions=True)

    async def ask_due(self) -> int:
        """Send the requests to hubs that are due; returns their number. Raises StoreError."""
        begun = await self._begin_due()
        await asyncio.gather(*begun)
        return len(begun)

    async def _ask_until(self, stop: asyncio.Event) -> None:
        asking, ended = asyncio.create_task(self._ask_always()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({asking, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asking.cancel()
            ended.cancel()
            await asyncio.wait({asking, ended})
        if not asking.cancelled():
            asking.result()

    async def _ask_always(self) -> None:
        while True:
            await self._begin_due()
            await asyncio.gather(self._clock.sleep(_TICK), asyncio.sleep(_FLOOR))

    async def _begin_due(self) -> list[asyncio.Task[None]]:
        now = self._clock.now()
        room = _AT_ONCE - len(self._asking)
        due = await self._database.run(subscriptions.claim_due, now, room, _LEASE, partial(hub_trust.begun, now=now))
        return [self._begin(subscription) for subscription in due if subscription.key not in self._asking]

    def _begin(self, subscription: Subscription) -> asyncio.Task[None]:
        task = self._asking[subscription.key] = asyncio.create_task(self._ask(subscription))

        def finish(done: asyncio.Task[None]) -> None:
            self._asking.pop(subscription.key)
            if not done.cancelled() and (error := done.exception()):
                log.error("hub not asked", feed=subscription.feed_id, problem=str(error))

        task.add_done_callback(finish)
        return task

    async def _ask(self, subscription: Subscription) -> None:
        is_leaving = subscription.state is SubscriptionState.LEAVING
        form = {
            "hub.mode": "unsubscribe" if is_leaving else "subscribe",
            "hub.topic": subscription.topic,
            "hub.callback": f"{subscription.callback}/{subscription.token}",
        }
        if not is_leaving:
            form |= {"hub.lease_seconds": f"{hub_trust.LEASE.total_seconds():.0f}", "hub.secret": subscription.signing_key}
        answer = await self._fetcher.submit(subscription.hub, form, private=subscription.private)
        problem = "the host asked us to back off" if isinstance(answer, HeldBack) else redact(answer.what) if answer else ""
        now = self._clock.now()
        decide = partial(hub_trust.asked, since=subscription.next_at, problem=problem, now=now)
        await self._database.run(subscriptions.change, subscription.key, decide, now)
        if problem and not subscription.failures:
            log.warning("hub does not take our request", feed=subscription.feed_id, hub=redact(subscription.hub), problem=problem)

    def _address(self) -> str:
        return f"{self._websub.host}:{self._websub.port}"

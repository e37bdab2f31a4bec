"""Composition root: the one place where the parts are assembled. No container, no registry."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.clock import Clock, SystemClock
from monitor.config import read_secret
from monitor.daemon import identity
from monitor.delivery.channels import open_channels
from monitor.delivery.channels.base import Channel
from monitor.delivery.courier import Courier
from monitor.desk import Desk
from monitor.ingest.poller import Poller
from monitor.ingest.websub.subscriber import Subscriber
from monitor.model import Config
from monitor.store import feeds, leader, outbox, subscriptions
from monitor.store.database import Database

LEASE = timedelta(seconds=15)  # how long a daemon leads without renewing; by the database's clock


@dataclass(frozen=True, slots=True)
class Lead:
    """The parts that only the leader has."""

    lease: leader.Lease
    desk: Desk
    courier: Courier


@dataclass(frozen=True, slots=True)
class App:
    """The parts of a daemon, ready to run."""

    config: Config
    database: Database
    clock: Clock
    channels: Mapping[str, Channel]
    poller: Poller
    owner: str
    subscriber: Subscriber | None  # if hubs may push feeds
    arrived: asyncio.Event = field(default_factory=asyncio.Event)  # entries wait for the desk

    async def take_lead(self) -> Lead | None:
        """Become the leader, rebuild the desk and resume interrupted deliveries; None while another daemon leads."""
        lease = await self.database.run(leader.acquire, self.owner, LEASE, identity.is_dead)
        if lease is None:
            return None
        await self.database.run(outbox.recover, self.clock.now())
        courier = Courier(self.database, self.channels, self.clock, self.config.operator)
        desk = Desk(self.config, self.database, self.clock, lease, courier.wake)
        await desk.restore()
        return Lead(lease, desk, courier)

    async def resign(self, lead: Lead) -> None:
        """Let another daemon lead at once."""
        await self.database.run(leader.release, lead.lease)

    async def round(self, lead: Lead, feed_ids: Collection[str] = ()) -> int:
        """Poll what is due, or `feed_ids`, judge new entries and deliver alerts; returns the number of new entries."""
        found = await (self.poller.poll_now(feed_ids) if feed_ids else self.poller.poll_due())
        await lead.desk.judge_pending()
        await lead.courier.deliver_due()
        return found


@asynccontextmanager
async def build(
    config: Config, *, clock: Clock | None = None, channels: Mapping[str, Channel] | None = None
) -> AsyncIterator[App]:
    """An App over `config`, closed at the end. `channels` stand in for the configured ones. Raises ConfigError, StoreError."""
    clock = clock or SystemClock()
    opened = channels if channels is not None else open_channels(config.channels, read_secret)
    database = Database.open(config.database)
    try:
        await database.run(feeds.sync_feeds, config.feeds, clock.now())
        arrived = asyncio.Event()
        poller = Poller(config, database, clock, arrived.set, identity.own())
        subscriber = Subscriber(config, config.websub, database, clock, arrived.set) if config.websub else None
        if subscriber is None:
            await database.run(subscriptions.forget)
        yield App(config, database, clock, opened, poller, identity.own(), subscriber, arrived)
    finally:
        for channel in opened.values():
            await channel.close()
        database.close()

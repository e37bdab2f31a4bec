"""A feed that names a hub, and the parts of a daemon that poll it and are pushed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from support.clocks import JumpClock
from support.feed_server import FeedServer, Page, rss
from support.hub import PUBLIC, Hub

from monitor.core.polling import hub_trust
from monitor.ingest.poller import Poller
from monitor.ingest.websub.subscriber import Subscriber
from monitor.model import Config, Entry, Feed, FeedState, PollSettings, Subscription, WebSub
from monitor.store import feeds as store
from monitor.store import subscriptions
from monitor.store.database import Database
from monitor.store.entries import unjudged

TOPIC = "https://dawn.example/topic"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class World:
    """The feed is `dawn`; its clock moves when told."""

    server: FeedServer
    hub: Hub
    database: Database
    clock: JumpClock = field(default_factory=JumpClock)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    feeds: tuple[Feed, ...] = ()

    def publish(self, *titles: str, hub: str | None = "", topic: str = TOPIC, etag: str = "") -> None:
        """The feed with these entries, the newest first. `hub` is another hub's address, or several, or None."""
        self.server.put("/dawn", Page(self.document(*titles, hub=hub, topic=topic), etag=etag))
        self.feeds = (Feed(id="dawn", url=f"{self.server.url}/dawn", outlet="Dawn", private=True),)

    def document(self, *titles: str, hub: str | None = "", topic: str = TOPIC) -> bytes:
        hubs = (hub or self.hub.url).split() if hub is not None else ()
        links = "".join(f"<a:link rel='hub' href='{each}'/>" for each in hubs)
        channel = f"<a:x xmlns:a='http://www.w3.org/2005/Atom'>{links}<a:link rel='self' href='{topic}'/></a:x>"
        return rss(channel=channel, **{title.partition(" ")[0]: f"<title>{title}</title>" for title in titles})

    @property
    def config(self) -> Config:
        poll = PollSettings(timeout=timedelta(seconds=10))
        return Config(feeds=self.feeds, poll=poll, websub=WebSub(callback=PUBLIC, port=0))

    def subscriber(self) -> Subscriber:
        config = self.config
        assert config.websub
        return Subscriber(config, config.websub, self.database, self.clock, self.woken.set)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Subscriber]:
        """A daemon's life."""
        await self.database.run(store.sync_feeds, self.feeds, self.clock.now())
        subscriber = self.subscriber()
        async with subscriber.listening() as port:
            self.hub.behind = f"http://127.0.0.1:{port}/behind/the/proxy"
            yield subscriber
            await self.hub.settled()

    @asynccontextmanager
    async def subscribed(self) -> AsyncIterator[Subscriber]:
        async with self.listening() as subscriber:
            await self.poll()
            await subscriber.ask_due()
            await self.hub.settled()
            yield subscriber

    async def poll(self, config: Config | None = None) -> int:
        return await Poller(config or self.config, self.database, self.clock, self.woken.set, "test").poll_now(["dawn"])

    async def push(self, *titles: str) -> list[int]:
        return await self.hub.distribute(self.document(*titles))

    async def titles(self) -> list[str]:
        """Of all entries and revisions, in order of arrival."""
        return [entry.title for entry in await self.entries()]

    async def entries(self) -> list[Entry]:
        return await self.database.read(unjudged, 1000)

    async def state(self) -> FeedState:
        state = await self.database.read(store.feed_state, "dawn")
        assert state
        return state

    async def subscription(self) -> Subscription:
        known = await self.database.read(subscriptions.of_feed, "dawn")
        assert known
        return known

    async def prove(self) -> None:
        """Polls that find what the hub has pushed, until it is trusted."""
        for number in range(hub_trust.PROOFS):
            titles = [f"{each} proof" for each in range(number, -1, -1)]
            await self.push(titles[0])
            self.publish(*titles, "A")
            self.clock.advance(MINUTE)
            assert await self.poll() == 0

    async def wait_until_next_poll(self) -> timedelta:
        return (await self.state()).next_poll_at - self.clock.now()


@asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[World]:
    database = Database.open(f"sqlite:///{folder}/monitor.db")
    try:
        async with FeedServer().serving() as server, Hub().serving() as hub:
            made = World(server, hub, database)
            made.publish("A")
            yield made
    finally:
        database.close()

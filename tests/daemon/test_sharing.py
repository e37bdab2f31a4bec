"""A day of the real Poller over real HTTP: who is polled how often, and what a start and an outage look like."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.clocks import START, JumpClock
from support.feed_server import FeedServer, Page, rss

from monitor.ingest.poller import Poller
from monitor.model import Config, Feed, PollSettings, SourceRule, Watch
from monitor.store import feeds as store
from monitor.store.database import Database

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURLY = PollSettings(every=HOUR, per_host=99)
NAMING = Watch(id="w", name="W", find=(), sources=SourceRule(only=frozenset({"named"})))


@dataclass
class World:
    database: Database
    server: FeedServer
    clock: JumpClock = field(default_factory=JumpClock)

    def feed(self, name: str, **more: object) -> Feed:
        url = self.server.put(f"/{name}", Page(rss("A"), etag='"1"'))
        return Feed(id=name, url=url, outlet=name, private=True, **more)  # type: ignore[arg-type]

    async def poller(self, feeds: Sequence[Feed], settings: PollSettings = HOURLY) -> Poller:
        await self.database.run(store.sync_feeds, feeds, self.clock.now())
        return Poller(
            Config(feeds=tuple(feeds), watches=(NAMING,), poll=settings), self.database, self.clock, lambda: None, "test"
        )

    async def live(self, poller: Poller, duration: timedelta) -> Counter[str]:
        """Polls by feed, in a time in which whatever is due is polled."""
        self.server.asked.clear()
        end = self.clock.now() + duration
        while (due := await self.database.read(store.next_due_at)) and due < end:
            self.clock.advance(max(due - self.clock.now(), timedelta(0)))
            await poller.poll_due()
        return Counter(asked.path[1:] for asked in self.server.asked)

    async def learnt(self, rates: dict[str, float]) -> None:
        """As if these rates had been learnt, and the last entry had just come."""
        for state in await self.database.read(store.feed_states):
            known = replace(state, rate=rates[state.feed_id], new_entry_at=self.clock.now(), succeeded_at=self.clock.now())
            await self.database.run(store.record_poll, known, ())


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    try:
        async with FeedServer().serving() as server:
            yield World(database, server)
    finally:
        database.close()


async def test_feeds_share_the_requests_by_what_they_publish_and_who_names_them(world: World) -> None:
    feeds = [world.feed("busy"), world.feed("plain"), world.feed("named"), world.feed("slow"), world.feed("own", every=HOUR / 2)]
    poller = await world.poller(feeds)
    await world.learnt({"busy": 48.0, "plain": 12.0, "named": 12.0, "slow": 3.0, "own": 500.0})
    polls = await world.live(poller, 6 * HOUR)  # so short that the silence says nothing yet
    assert polls["own"] in {12, 13}
    assert sum(polls.values()) - polls["own"] == pytest.approx(4 * 6, abs=4)
    assert polls["busy"] > polls["named"] > polls["plain"] > polls["slow"] > 0


async def test_a_restart_changes_nothing_of_what_was_learnt(world: World) -> None:
    feeds = [world.feed("busy"), world.feed("slow")]
    await world.live(await world.poller(feeds), HOUR)
    world.server.put("/busy", Page(rss("A", "B", "C"), etag='"2"'))
    await world.live(await world.poller(feeds), 3 * HOUR)
    before = await world.database.read(store.feed_states)
    assert before[0].rhythm != before[1].rhythm
    await world.poller(feeds)
    assert await world.database.read(store.feed_states) == before


@pytest.mark.parametrize("down", [timedelta(0), 8 * HOUR], ids=["first start", "after an outage"])
async def test_what_is_due_at_once_is_polled_at_a_measured_pace(world: World, down: timedelta) -> None:
    feeds = [world.feed(f"f{number}") for number in range(120)]
    settings = replace(HOURLY, every=timedelta(minutes=10), concurrency=10)
    poller = await world.poller(feeds, settings)
    if down:
        await world.learnt({feed.id: 24.0 for feed in feeds})
        world.clock.advance(down)
    begun, stop = world.clock.now(), asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    for feed in feeds:
        await world.server.until(f"/{feed.id}")
    stop.set()
    await running
    polled = sorted(state.polled_at for state in await world.database.read(store.feed_states) if state.polled_at)
    assert len(polled) >= 110  # the last ones may have been given up
    assert all(later - earlier >= timedelta(milliseconds=900) for earlier, later in zip(polled, polled[25:], strict=False))
    assert polled[0] >= begun >= START

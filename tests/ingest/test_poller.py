"""The Poller over real HTTP and a real database: what is new gets in once, and nobody is in another's way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.clocks import START, JumpClock
from support.feed_server import FeedServer, Page, drip, redirect, rss

from monitor import logs
from monitor.feeds.parse.parser import ParsedFeed, Received
from monitor.feeds.parse.worker import Parsers
from monitor.ingest.poller import Poller
from monitor.model import Config, Entry, Feed, FeedState, PollSettings
from monitor.store import feeds as store
from monitor.store.database import Database
from monitor.store.entries import unjudged


@dataclass
class World:
    server: FeedServer
    database: Database
    clock: JumpClock
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def poller(self, *feeds: Feed, **settings: object) -> Poller:
        config = Config(feeds=feeds, poll=replace(PollSettings(timeout=timedelta(seconds=10)), **settings))  # type: ignore[arg-type]
        await self.database.run(store.sync_feeds, feeds, self.clock.now())
        return Poller(config, self.database, self.clock, self.woken.set, "test")

    def feed(self, name: str, page: object, **more: object) -> Feed:
        url = self.server.put(f"/{name}", page)  # type: ignore[arg-type]
        return Feed(id=name, url=url, outlet=name.title(), private=True, **more)  # type: ignore[arg-type]

    async def entries(self) -> list[Entry]:
        return await self.database.read(unjudged, 1000)

    async def state(self, feed_id: str) -> FeedState:
        return {state.feed_id: state for state in await self.database.read(store.feed_states)}[feed_id]


@asynccontextmanager
async def _world(folder: Path) -> AsyncIterator[World]:
    database = Database.open(f"sqlite:///{folder}/monitor.db")
    try:
        async with FeedServer().serving() as server:
            yield World(server, database, JumpClock())
    finally:
        database.close()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    logs.configure()  # as in the daemon: to draw a traceback in colours takes a busy computer longer than a poll may
    async with _world(tmp_path) as made:
        yield made


async def test_the_first_poll_learns_and_later_ones_bring_what_is_new(world: World) -> None:
    feed = world.feed("dawn", Page(rss("B", "A")))
    poller = await world.poller(feed)
    assert await poller.poll_due() == 2
    assert [(entry.title, entry.is_backlog) for entry in await world.entries()] == [("A", True), ("B", True)]
    world.server.put("/dawn", Page(rss("B", "A", new="<title>C</title>")))
    world.clock.advance(timedelta(hours=1))
    assert await poller.poll_due() == 1
    newest = (await world.entries())[-1]
    assert (newest.title, newest.is_backlog, newest.fetched_at) == ("C", False, START + timedelta(hours=1))
    assert world.woken.is_set()


async def test_nothing_is_polled_before_it_is_due_not_even_after_a_restart(world: World) -> None:
    feed = world.feed("dawn", Page(rss("A")))
    await (await world.poller(feed)).poll_due()
    world.clock.advance(timedelta(minutes=4))
    assert await (await world.poller(feed)).poll_due() == 0
    assert world.server.times("/dawn") == 1


async def test_a_changed_headline_is_a_revision_and_an_unchanged_one_nothing(world: World) -> None:
    feed = world.feed("dawn", Page(rss("Seven killed", "Other")))
    poller = await world.poller(feed)
    await poller.poll_due()
    world.server.put("/dawn", Page(rss("Nine killed", "Other")))
    assert await poller.poll_now(["dawn"]) == 1
    assert await poller.poll_now(["dawn"]) == 0
    revised = (await world.entries())[-1]
    assert (revised.title, revised.revision) == ("Nine killed", 1)
    assert revised.id in {entry.id for entry in (await world.entries())[:-1]}


async def test_an_unchanged_feed_is_asked_for_conditionally(world: World) -> None:
    feed = world.feed("dawn", Page(rss("A", channel="<ttl>45</ttl>"), etag='"1"'))
    poller = await world.poller(feed)
    await poller.poll_due()
    await poller.poll_now(["dawn"])
    assert world.server.asked[1].headers["if-none-match"] == '"1"'
    state = await world.state("dawn")
    assert (state.failures, state.interval) == (0, timedelta(minutes=45))


async def test_validators_are_kept_only_with_a_body_that_was_read(world: World) -> None:
    feed = world.feed("dawn", Page(b"<html>Down for maintenance</html>", etag='"bad"'))
    poller = await world.poller(feed)
    await poller.poll_due()
    state = await world.state("dawn")
    assert (state.etag, state.body_hash, state.succeeded_at) == ("", "", None)
    assert state.problem.startswith("an HTML page, not a feed")
    whole = rss("A", "B")
    world.server.put("/dawn", Page(whole[: whole.index(b"<title>B")], etag='"cut"'))
    await poller.poll_now(["dawn"])
    assert (await world.state("dawn")).etag == ""
    world.server.put("/dawn", Page(whole, etag='"cut"'))
    await poller.poll_now(["dawn"])
    assert {"A", "B"} <= {entry.title for entry in await world.entries()}


async def test_gone_feeds_are_left_alone(world: World) -> None:
    poller = await world.poller(world.feed("dawn", Page(b"", 410)))
    await poller.poll_due()
    world.clock.advance(timedelta(days=400))
    await poller.poll_due()
    assert world.server.times("/dawn") == 1


async def test_a_move_is_followed_for_good_on_the_third_day(world: World) -> None:
    world.server.put("/new", Page(rss("A"), etag='"1"'))
    poller = await world.poller(world.feed("dawn", redirect("/new", 301)))
    for _ in range(3):
        assert (await world.state("dawn")).url.endswith("/dawn")
        await poller.poll_now(["dawn"])
        world.clock.advance(timedelta(days=1))
    await poller.poll_now(["dawn"])
    assert (await world.state("dawn")).url.endswith("/new")
    assert world.server.times("/dawn") == 3
    assert world.server.asked[-1].headers["if-none-match"] == '"1"'


async def test_run_polls_on_time_and_ends_at_once_leaving_feeds_as_they_were(world: World) -> None:
    slow = world.feed("slow", drip())
    quick = replace(world.feed("quick", Page(rss("A"), etag='"1"')), url=world.server.url + "/quick", every=timedelta(seconds=10))
    poller = await world.poller(slow, quick, per_host=4, timeout=timedelta(minutes=10))
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))
    await world.server.until("/quick", 4)
    stop.set()
    await asyncio.wait_for(running, 5)
    assert world.server.times("/slow") == 1
    state = await world.state("slow")
    assert (state.polled_at, state.next_poll_at) == (None, START)
    due = await world.database.run(store.claim_due, world.clock.now(), 9, timedelta(minutes=1), "other")
    assert "slow" in {each.feed_id for each in due}
    assert world.server.times("/quick") <= (world.clock.now() - START) / timedelta(seconds=10) + 1


async def test_a_mistake_of_ours_costs_one_feed_not_the_loop(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = Parsers.parse

    async def broken(self: Parsers, received: Received) -> ParsedFeed:
        if b"poison" in received.body:
            raise AttributeError("unheard of")
        return await parse(self, received)

    monkeypatch.setattr(Parsers, "parse", broken)
    poller = await world.poller(world.feed("bad", Page(rss("poison"))), world.feed("good", Page(rss("A"))))
    assert await poller.poll_due() == 1
    assert "internal error" in (await world.state("bad")).problem


async def test_what_cannot_be_stored_costs_one_feed_not_those_stored_with_it(world: World) -> None:
    bad = world.feed("bad", Page(rss("A")), tier=2**70)
    poller = await world.poller(bad, *(world.feed(f"good{number}", Page(rss("A"))) for number in range(9)))
    assert await poller.poll_due() == 9
    assert "internal error" in (await world.state("bad")).problem

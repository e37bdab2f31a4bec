"""A day of polling against publishers who keep count: nobody has reason to complain."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from support.clocks import START, JumpClock
from support.feed_server import Asked, FeedServer, Page, redirect, rss

from monitor.core.schedule import Answer, after_success, health
from monitor.feeds.hints import interval_of, skips_of
from monitor.feeds.hosts import Hosts
from monitor.model import Config, Feed, FeedState, Health, PollSettings
from monitor.polling import Poller
from monitor.store import feeds as store
from monitor.store.database import Database

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NIGHT = "".join(f"<hour>{hour}</hour>" for hour in (22, 23, 0, 1, 2, 3))


@dataclass
class Publisher:
    """Notes when it was asked for what, by the clock of the poller."""

    clock: JumpClock
    server: FeedServer
    notes: list[tuple[datetime, Asked]] = field(default_factory=list)

    def put(self, path: str, *pages: Page) -> Feed:
        """Answers in turn, the last one for ever."""

        async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
            page = pages[min(len(self.times(path)), len(pages) - 1)]
            self.notes.append((self.clock.now(), asked))
            writer.write(page.encoded(asked))

        return Feed(id=path.strip("/"), url=self.server.put(path, answer), outlet="News", private=True)

    def times(self, path: str) -> list[datetime]:
        return [at for at, asked in self.notes if asked.path == path]


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with FeedServer().serving() as server:
        yield Publisher(JumpClock(), server)


@pytest.fixture
def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    yield database
    database.close()


async def live(publisher: Publisher, database: Database, feeds: list[Feed], duration: timedelta) -> None:
    """Poll whatever is due, whenever it is."""
    clock = publisher.clock
    await database.run(store.sync_feeds, feeds, clock.now())
    poller = Poller(Config(feeds=tuple(feeds)), database, clock, lambda: None, "test")
    while (due := await database.read(store.next_due_at)) and due < START + duration:
        clock.advance(max(due - clock.now(), timedelta(0)))
        await poller.poll_due()


async def test_a_day_of_good_manners(publisher: Publisher, database: Database) -> None:
    busy = Page(status=429, headers=(("retry-after", "7200"),))
    feeds = [
        publisher.put("/plain", Page(rss("A"), etag='"1"')),
        publisher.put("/hourly", Page(rss("A", channel="<ttl>60</ttl>"), etag='"1"')),
        publisher.put("/cached", Page(rss("A"), headers=(("cache-control", "max-age=1800"),))),
        publisher.put("/asleep", Page(rss("A", channel=f"<skipHours>{NIGHT}</skipHours>"), etag='"1"')),
        publisher.put("/gone", Page(rss("A")), Page(b"", 410)),
        publisher.put("/missing", Page(b"", 404)),
        publisher.put("/old", redirect("/plain", 301)),
        publisher.put("/crowded", Page(rss("A"), etag='"1"'), Page(rss("A"), etag='"1"'), busy, Page(rss("A"), etag='"1"')),
    ]
    await live(publisher, database, feeds, DAY)
    known = [asked for _, asked in publisher.notes if asked.path in {"/hourly", "/asleep"}]
    assert ["if-none-match" in asked.headers for asked in known].count(False) == 2
    assert publisher.server.most == 1
    for path, least in (("/hourly", HOUR), ("/cached", 30 * MINUTE), ("/asleep", 5 * MINUTE), ("/missing", 5 * MINUTE)):
        times = publisher.times(path)
        assert min(later - earlier for earlier, later in pairwise(times)) >= least, path
    assert not [at for at in publisher.times("/asleep")[1:] if at.hour >= 22 or at.hour < 4]
    assert len(publisher.times("/gone")) == 2
    assert len(publisher.times("/missing")) < 20
    refused = publisher.times("/crowded")[2]
    assert not [at for at, _ in publisher.notes if refused < at < refused + 2 * HOUR]
    assert len(publisher.times("/crowded")) > 10


async def test_what_waits_for_its_host_has_not_failed(publisher: Publisher, database: Database) -> None:
    busy = Page(status=503, headers=(("retry-after", "3600"),))
    feeds = [publisher.put("/a", busy), publisher.put("/b", Page(rss("A")))]
    await live(publisher, database, feeds, MINUTE)
    states = {state.feed_id: state for state in await database.read(store.feed_states)}
    assert (states["a"].failures, states["b"].failures, states["b"].problem) == (1, 0, "")
    assert timedelta(hours=1) <= states["b"].next_poll_at - START < timedelta(hours=1, minutes=1)
    assert not publisher.times("/b")


async def test_a_backlog_comes_at_a_measured_pace(publisher: Publisher, database: Database) -> None:
    feeds = [publisher.put(f"/{number}", Page(rss("A"))) for number in range(100)]
    await database.run(store.sync_feeds, feeds, publisher.clock.now())
    config = Config(feeds=tuple(feeds), poll=PollSettings(concurrency=10, per_host=10))
    stop = asyncio.Event()
    running = asyncio.create_task(Poller(config, database, publisher.clock, lambda: None, "test").run(stop))
    await publisher.server.until("/99")
    await asyncio.gather(*[publisher.server.until(f"/{number}") for number in range(100)])
    stop.set()
    await running
    times = sorted(at for at, _ in publisher.notes)
    assert all(later - earlier >= timedelta(milliseconds=900) for earlier, later in zip(times, times[25:], strict=False))


async def test_requests_to_one_host_keep_a_distance_and_other_hosts_do_not_wait() -> None:
    clock = JumpClock()
    hosts, times = Hosts(1, clock), dict[str, list[datetime]]()

    async def ask(host: str) -> None:
        async with hosts.slot(host, timedelta(seconds=1)):
            times.setdefault(host, []).append(clock.now())

    await ask("b")
    await asyncio.gather(*[ask("a") for _ in range(4)])
    await ask("a")
    assert times["b"] == [START]
    assert times["a"] == [START + timedelta(seconds=n) for n in range(5)]


@pytest.mark.parametrize(
    ("hints", "at", "expected"),
    [
        ([("hour", "7"), ("hour", " 8 ")], "2024-01-18T07:05", "2024-01-18T09:05"),
        ([("day", "Thursday")], "2024-01-18T22:30", "2024-01-19T00:30"),
        ([("day", "Saturday"), ("day", "Sunday")], "2024-01-20T00:30", "2024-01-21T00:20"),
        ([("hour", str(hour)) for hour in range(24)], "2024-01-18T07:05", "2024-01-18T07:05"),
        ([("hour", "24")], "2024-01-18T00:05", "2024-01-18T01:05"),
        ([("hour", "99x"), ("day", "Caturday")], "2024-01-18T07:05", "2024-01-18T07:05"),
    ],
)
def test_skipped_hours_and_days(hints: list[tuple[str, str]], at: str, expected: str) -> None:
    """Counted from a poll ten minutes before `at`, and never more than a day ahead."""
    feed = Feed(id="f", url="https://x.example/", outlet="X")
    due = datetime.fromisoformat(at).replace(tzinfo=UTC)
    settings, now = PollSettings(), due - 10 * MINUTE
    state = after_success(
        FeedState(feed_id="f", url=feed.url, next_poll_at=now), feed, settings, Answer(skips=skips_of(hints)), now
    )
    assert abs(state.next_poll_at - datetime.fromisoformat(expected).replace(tzinfo=UTC)) <= MINUTE
    assert health(feed, state, state.next_poll_at)[0] is Health.FRESH


def test_hints_that_say_nothing() -> None:
    assert interval_of([]) == timedelta(0)
    assert skips_of([]) == 0

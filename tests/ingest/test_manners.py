"""Polling among publishers who keep count: nobody has reason to complain. `bench/bench_manners.py` takes a whole week."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.clocks import START, JumpClock
from support.feed_server import Page, redirect, rss
from support.manners import DAY, backlog, live, rules
from support.publishers import Rule, always, publishing

from monitor.core.polling.schedule import Answer, after_success, health
from monitor.feeds.fetch.hosts import Hosts
from monitor.feeds.parse.hints import interval_of, skips_of
from monitor.model import Feed, FeedState, Health, PollSettings
from monitor.store import feeds as store
from monitor.store.database import Database

MINUTE = timedelta(minutes=1)


@pytest.fixture
def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    yield database
    database.close()


@pytest.fixture(autouse=True)
def _as_if_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.feeds.fetch.fetcher.refusal", lambda address, *, private: "")


async def test_days_of_good_manners(database: Database) -> None:
    settings = PollSettings(shortest=50 * MINUTE, every=6 * 60 * MINUTE, contact="desk@news.example")
    clock, late = JumpClock(), 40 * MINUTE
    async with publishing(rules(settings.shortest, late), clock.now) as publishers:
        await live(publishers, database, clock, settings, 4 * DAY, late)
        judged = {publisher.rule.name: publisher.judge() for publisher in publishers}
    assert judged == dict.fromkeys(judged, "")


async def test_what_waits_for_its_host_has_not_failed(database: Database) -> None:
    busy = always(Page(status=503, headers=(("retry-after", "3600"),)))
    rule, clock = Rule("", lambda _: "", {"/a": busy, "/b": always(Page(rss("A")))}, ("/a", "/b")), JumpClock()
    async with publishing([rule], clock.now) as (publisher,):
        await live([publisher], database, clock, PollSettings(), MINUTE)
    first, second = await database.read(store.feed_states)
    assert (first.failures, second.failures, second.problem) == (1, 0, "")
    assert timedelta(hours=1) <= second.next_poll_at - START < timedelta(hours=1, minutes=1)
    assert [note.path for note in publisher.notes] == ["/a"]


async def test_a_redirect_waits_for_the_host_it_leads_to(database: Database) -> None:
    """That host's distance and its wish to be left alone count, whichever address leads there."""
    clock = JumpClock()
    target = Rule("", lambda _: "", {"/feed": always(Page(status=429, headers=(("retry-after", "7200"),)))}, ())
    async with publishing([target], clock.now) as (there,):
        moved = Rule("", lambda _: "", {"/feed": always(redirect(f"{there.server.url}/feed"))})
        async with publishing([moved, moved], clock.now, first=2) as publishers:
            await live(publishers, database, clock, PollSettings(), timedelta(hours=2))
    assert len(there.notes) == 1
    assert [state.failures for state in await database.read(store.feed_states)].count(0) == 1


async def test_a_backlog_comes_at_a_measured_pace(database: Database) -> None:
    assert await backlog(database, 100, PollSettings(concurrency=10, per_host=10)) == ""


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

"""Changes of feeds' health are told once, and the day is summed up when the user asked for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from support.builders import START, entry, watch

from monitor.core.alerts.routing import deliveries_of
from monitor.core.pipeline import Pipeline
from monitor.daemon.run import plan
from monitor.demo.clock import StepClock
from monitor.model import AlertSettings, Config, Delivery, DeliveryState, Feed
from monitor.ops.reports import report_day, report_health
from monitor.store import feeds, history, judgements, outbox
from monitor.store.database import Database

FEED = Feed(id="dawn", url="https://dawn.example/feed", outlet="Dawn")
CONFIG = Config(feeds=(FEED,), alerts=AlertSettings(send=("console",)))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    opened.run_now(feeds.sync_feeds, [FEED], START)
    yield opened
    opened.close()


async def reported(database: Database, clock: StepClock) -> list[Delivery]:
    """What the operator has been told once the health of all feeds is reported."""
    await report_health(CONFIG, database, clock)
    return await database.run(history.deliveries, 10)


async def test_going_blind_and_coming_back_are_told_once_each(database: Database) -> None:
    clock = StepClock(START)
    (state,) = await database.run(feeds.feed_states)
    well = replace(state, polled_at=START, succeeded_at=START, new_entry_at=START, next_poll_at=START + timedelta(minutes=10))
    await database.run(feeds.record_poll, well, ())
    assert await reported(database, clock) == []

    clock.set(START + timedelta(days=3))
    blind = replace(well, polled_at=clock.now(), failures=9, problem="server says 403")
    await database.run(feeds.record_poll, blind, ())
    (told,) = await reported(database, clock)
    assert told.content.title == "1 feed in trouble"
    assert "Dawn (dawn): down" in told.content.lines[0]
    assert "403" in told.content.lines[0]
    assert told.is_silent

    clock.set(clock.now() + timedelta(minutes=1))
    assert len(await reported(database, clock)) == 1

    back = replace(well, polled_at=clock.now(), succeeded_at=clock.now(), new_entry_at=clock.now())
    await database.run(feeds.record_poll, back, ())
    assert {one.content.title for one in await reported(database, clock)} == {"1 feed in trouble", "1 feed recovered"}


async def test_the_daily_report_tells_what_the_day_was(database: Database) -> None:
    config = replace(CONFIG, watches=(watch("Border"),))
    arrived = [
        entry("Iran strikes Pakistan", feed_id="dawn"),
        entry(
            "Talks resume // again",
            5,
            feed_id="dawn",
            summary="Pakistan met Iran after the missile",
            url="https://news.example/2",
        ),
        entry("Cricket results", 6, feed_id="dawn", url="https://news.example/3"),
    ]
    (state,) = await database.run(feeds.feed_states)
    blind = replace(state, polled_at=START, failures=9, problem="server says 403")
    await database.run(feeds.record_poll, blind, arrived)
    pipeline = Pipeline(config)
    outcomes = [pipeline.process(each) for each in arrived]
    made = [one for outcome in outcomes for one in deliveries_of(outcome, {"border": config.watches[0]}, config.alerts)]
    await database.run(judgements.record, outcomes, made)
    await database.run(outbox.give_up, made[0].id, DeliveryState.FAILED, "chat not found")

    low = replace(config.watches[0], levels=(replace(config.watches[0].levels[0], score=30), *config.watches[0].levels[1:]))
    near = replace(config, watches=(replace(low, levels=(low.levels[0], replace(low.levels[1], score=58), low.levels[2])),))
    await report_day(near, database, StepClock(START + timedelta(hours=3)), ["monitor.yaml:1:1: unknown key “pol”"])
    (told,) = [one for one in await database.run(history.deliveries, 10) if one.is_silent]
    assert told.content.about == "daily report"
    assert told.content.title.endswith("1 alert · 1 just missed · 1 not delivered · 1 mistake in the configuration")
    assert "· Border: 1 alert" in told.content.lines
    assert any(line.startswith("· 48 Talks resume") and "points short of alert" in line for line in told.content.lines)
    assert "· console: failed, chat not found · Iran strikes Pakistan" in told.content.lines
    assert not any("Cricket" in line for line in told.content.lines)

    await report_day(near, database, StepClock(START + timedelta(days=3)), ())
    last = next(one for one in await database.run(history.deliveries, 10) if one.is_silent)
    assert "no alerts" in last.content.title


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2024, 1, 18, 5, 0, tzinfo=UTC), datetime(2024, 1, 18, 7, 0, tzinfo=UTC)),
        (datetime(2024, 1, 18, 7, 0, 1, tzinfo=UTC), datetime(2024, 1, 19, 7, 0, tzinfo=UTC)),
        (datetime(2024, 3, 31, 0, 0, tzinfo=UTC), datetime(2024, 3, 31, 6, 0, tzinfo=UTC)),  # the clocks went forward
    ],
)
def test_the_report_comes_by_the_users_clock(now: datetime, expected: datetime) -> None:
    scheduler = AsyncIOScheduler(timezone="UTC")
    plan(scheduler, Config(report=time(8), zone=ZoneInfo("Europe/Berlin")), print, list)
    (daily,) = [job for job in scheduler.get_jobs() if job.func is list]
    assert daily.trigger.get_next_fire_time(None, now) == expected


def test_without_a_time_there_is_no_report() -> None:
    scheduler = AsyncIOScheduler(timezone="UTC")
    plan(scheduler, Config(), print, list)
    assert [job.func for job in scheduler.get_jobs()] == [print]

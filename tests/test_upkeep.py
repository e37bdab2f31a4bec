"""Changes of feeds' health are told once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.builders import START

from monitor.demo.clock import StepClock
from monitor.model import AlertSettings, Config, Delivery, Feed
from monitor.store import feeds, history
from monitor.store.database import Database
from monitor.upkeep import report_health

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
    assert told.message.title == "1 feed in trouble"
    assert "Dawn (dawn): down" in told.message.lines[0]
    assert "403" in told.message.lines[0]
    assert told.message.is_silent

    clock.set(clock.now() + timedelta(minutes=1))
    assert len(await reported(database, clock)) == 1

    back = replace(well, polled_at=clock.now(), succeeded_at=clock.now(), new_entry_at=clock.now())
    await database.run(feeds.record_poll, back, ())
    assert {one.message.title for one in await reported(database, clock)} == {"1 feed in trouble", "1 feed well again"}

"""Play a scenario through the real daemon: its poller, desk, courier and store, over real HTTP."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

from monitor import daemon, resources
from monitor.app import App, build
from monitor.channels.base import Channel
from monitor.clock import Clock
from monitor.config import load_watch
from monitor.demo.check import Told, differences
from monitor.demo.clock import FastClock
from monitor.demo.phone import Phone
from monitor.demo.publisher import publish
from monitor.demo.scenario import Scenario
from monitor.model import AlertKind, AlertSettings, Config, Feed, Message, PollSettings
from monitor.store import history

SETTLE = timedelta(hours=3)  # of scenario time after the end: every feed is polled once more
POLL_EVERY = timedelta(minutes=45)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a play."""

    told: tuple[Told, ...]
    edits: int
    entries: int
    outlets: int
    stories: int
    quiet: Mapping[str, int]  # reason → verdicts
    differences: tuple[str, ...]


def demo_config(scenario: Scenario, base: str, database: str) -> Config:
    """The configuration of a play: the scenario's feeds at `base`, the shipped watch-list, one channel, the phone."""
    watch_id = scenario.expected["watch"]
    return Config(
        database=database,
        poll=PollSettings(every=POLL_EVERY, shortest=timedelta(minutes=5), per_host=8, contact="demo"),
        alerts=AlertSettings(send=("phone",)),
        feeds=tuple(
            Feed(
                id=outlet.id,
                url=f"{base}/{outlet.id}.xml",
                outlet=outlet.name,
                language=outlet.language,
                tier=outlet.tier,
                agency=outlet.agency,
                private=True,
                every=POLL_EVERY,
            )
            for outlet in scenario.outlets
        ),
        watches=(load_watch(resources.folder("config") / "watchlists" / f"{watch_id}.yaml"),),
    )


async def play(scenario: Scenario, folder: Path, *, speed: float, until: datetime | None, stream: TextIO) -> Result:
    """Run the daemon over the scenario on a clock `speed` times as fast as real time; the store stays in `folder`."""
    end = min(until or scenario.end, scenario.end)
    clock = FastClock(scenario.start - timedelta(hours=1), speed)
    phone = Phone(clock, stream)
    with publish(scenario, clock.now) as base:
        config = demo_config(scenario, base, f"sqlite:///{folder / 'monitor.db'}")
        async with build(config, clock=clock, channels={"phone": phone}) as app:
            stop = asyncio.Event()
            async with asyncio.TaskGroup() as parts:
                parts.create_task(daemon.run(app, stop))
                parts.create_task(_stop_when_told(app, end + SETTLE, stop))
            return await _result(scenario, app, phone, until)

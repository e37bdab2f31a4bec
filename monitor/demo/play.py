"""Play a scenario through the real daemon: its poller, desk, courier and store, over real HTTP."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

from monitor import resources
from monitor.config import load_watch
from monitor.daemon import run
from monitor.daemon.app import App, build
from monitor.demo.check import Told, differences, told_of
from monitor.demo.clock import FastClock
from monitor.demo.phone import Phone
from monitor.demo.publisher import publish
from monitor.demo.scenario import Scenario
from monitor.model import AlertKind, AlertSettings, Config, Feed, Joined, PollSettings, Reason
from monitor.store import entries, feeds, history, judgements, outbox
from monitor.store.database import Connection, Database

SETTLE = timedelta(hours=3)  # of scenario time after the end: every feed is polled once more
POLL_EVERY = timedelta(minutes=45)
LATE = POLL_EVERY / 4  # a poll that is later puts off what its outlet reports
BRAKE, RECOVER = 0.5, 1.25  # times the speed, at each look
SLOWEST = 1 / 16  # of the full speed
QUIET = frozenset(Reason) - {Reason.FIRST_MATCH, Reason.LEVEL_ROSE, Reason.DEVELOPMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a play."""

    told: tuple[Told, ...]
    edits: int
    entries: int
    outlets: int
    stories: int
    quiet: Mapping[str, int]  # why entries rang nowhere → how many
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
    end = min(until or scenario.end, scenario.end) + SETTLE
    clock = FastClock(scenario.start - timedelta(hours=1), speed)
    phone = Phone(clock, stream)
    with publish(scenario, clock.now) as base:
        config = demo_config(scenario, base, f"sqlite:///{folder / 'monitor.db'}")
        async with build(config, clock=clock, channels={"phone": phone}) as app:
            stop = asyncio.Event()
            async with asyncio.TaskGroup() as parts:
                parts.create_task(run.run(app, stop))
                parts.create_task(_stop_when_told(app, end, stop))
                parts.create_task(_keep_pace(app, clock, speed, stop))
            return result(scenario, app.database, phone)


async def _stop_when_told(app: App, end: datetime, stop: asyncio.Event) -> None:
    """Let the daemon run until `end`, and on until everything found by then is judged and delivered."""
    while app.clock.now() < end or not await app.database.run(is_settled):
        await app.clock.sleep(timedelta(minutes=30))
    stop.set()


async def _keep_pace(app: App, clock: FastClock, speed: float, stop: asyncio.Event) -> None:
    """Let time go slower while polls are late, so that a slow computer plays longer and tells the same."""
    share = 1.0
    while not stop.is_set():
        due = [state.next_poll_at for state in await app.database.run(feeds.feed_states)]
        share = pace(share, due, clock.now())
        clock.pace(speed * share)
        await clock.sleep(LATE / 2)


def pace(share: float, due: Iterable[datetime], now: datetime) -> float:
    """What share of the full speed comes next, so that polls that were or will be `due` are made about then."""
    is_late = any(now - at > LATE for at in due)
    return max(SLOWEST, share * BRAKE) if is_late else min(1.0, share * RECOVER)


def is_settled(connection: Connection) -> bool:
    """Nothing waits for the desk or the courier."""
    waiting = outbox.counts(connection)
    return not entries.unjudged(connection, 1) and not waiting.get("pending") and not waiting.get("sending")


def result(scenario: Scenario, database: Database, phone: Phone) -> Result:
    """What the store and the phone say about the play."""
    told, found, stories, reasons = database.run_now(_told, scenario)
    shown = Counter(one.kind for one in phone.shown if not one.is_notice)
    differ = differences(scenario.expected, told)
    raised = Counter(one.kind for one in told)
    differ += [
        f"{raised[kind]} {kind.value} alerts raised, {shown[kind]} reached the phone"
        for kind in (AlertKind.NEW, AlertKind.REPLY)
        if raised[kind] != shown[kind]
    ]
    return Result(
        told=tuple(told),
        edits=shown[AlertKind.EDIT],
        entries=found,
        outlets=len(scenario.outlets),
        stories=stories,
        quiet=reasons,
        differences=tuple(differ),
    )


def _told(connection: Connection, scenario: Scenario) -> tuple[list[Told], int, int, Mapping[str, int]]:
    recorded = entries.of_open_stories(connection, scenario.start - timedelta(days=30))
    by_key = {entry.key: entry for entry, _ in recorded}
    follows = {assignment.story_id: assignment.follows for _, assignment in recorded if assignment.joined is Joined.NEW}
    labels = scenario.labels
    told = []
    for alert in judgements.alerts_since(connection, scenario.start - timedelta(days=30)):
        entry = by_key[alert.entry_key]
        event = labels.get((entry.feed_id, entry.title), "unknown")
        told.append(told_of(alert, entry, event, follows[alert.story_id]))
    quiet = {reason.replace("_", " "): count for reason, count in history.reason_counts(connection).items() if reason in QUIET}
    quiet["no watch-list matches"] = len(recorded) - sum(history.reason_counts(connection).values())
    return told, len(recorded), len(follows), quiet

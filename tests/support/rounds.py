"""A scenario played round by round, on a clock that stands still in between: the same every time."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor import resources
from monitor.daemon.app import build
from monitor.demo.clock import StepClock
from monitor.demo.phone import Phone, Shown
from monitor.demo.play import demo_config
from monitor.demo.publisher import publish
from monitor.demo.scenario import Scenario, load_scenario
from monitor.model import Alert, Assignment, Config, Entry
from monitor.store import entries, judgements
from monitor.store.database import Connection

LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Played:
    """What a play left behind."""

    config: Config
    recorded: Sequence[tuple[Entry, Assignment]]
    alerts: Sequence[Alert]
    shown: Sequence[Shown]


def january() -> Scenario:
    return load_scenario(resources.folder("seeds") / "iran-pakistan-2024-01")


async def play_rounds(
    scenario: Scenario, folder: Path, start: datetime, until: datetime, step: timedelta, *, restart: bool = False
) -> Played:
    """Poll, judge and deliver every `step`. With `restart`, each round is done by a daemon of its own."""
    clock = StepClock(start)
    phone = Phone(clock, io.StringIO())
    with publish(scenario, clock.now) as base:
        config = demo_config(scenario, base, f"sqlite:///{folder / 'monitor.db'}")
        instants = [start + n * step for n in range(int((until - start) / step) + 1)]
        lives = [[instant] for instant in instants] if restart else [instants]
        recorded: Sequence[tuple[Entry, Assignment]] = ()
        alerts: Sequence[Alert] = ()
        for life in lives:
            async with build(config, clock=clock, channels={"phone": phone}) as app:
                lead = await app.take_lead()
                assert lead is not None
                for instant in life:
                    clock.set(instant)
                    await app.round(lead)
                await app.resign(lead)
                recorded, alerts = await app.database.run(_left_behind)
    return Played(config, recorded, alerts, phone.shown)


def _left_behind(connection: Connection) -> tuple[Sequence[tuple[Entry, Assignment]], Sequence[Alert]]:
    return entries.of_open_stories(connection, LONG_AGO), judgements.alerts_since(connection, LONG_AGO)

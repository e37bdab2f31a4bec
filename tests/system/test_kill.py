"""Killed at random instants, the daemon loses no alert and repeats at most one message a kill."""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from support.bot_api import BotApi, Shown
from support.living import CHAT
from support.rounds import LONG_AGO, january

from monitor.demo.clock import FastClock
from monitor.demo.play import is_settled
from monitor.demo.publisher import publish
from monitor.demo.scenario import utc
from monitor.model import Alert, AlertKind, Delivery, DeliveryState
from monitor.store import history, judgements
from monitor.store.database import Connection, Database

TESTS = Path(__file__).parent.parent
START, END = utc("2024-01-16T16:00:00Z"), utc("2024-01-18T13:00:00Z")


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What was left when everything had settled."""

    kills: int
    alerts: Sequence[Alert]
    deliveries: Sequence[Delivery]  # the audible ones
    arrived: Sequence[Shown]  # new messages on the phone


async def live_through(kills: int, folder: Path, lifetime: tuple[float, float], seed: int) -> Aftermath:
    """Start the daemon, kill it after a random part of `lifetime` (seconds), again and again; then let it finish."""
    chance = random.Random(seed)  # noqa: S311 - chosen instants, not secrets
    lives = [chance.uniform(*lifetime) for _ in range(kills)]
    speed = (END - START).total_seconds() / max(sum(lives) + kills * 0.1, 30)
    store, origin = folder / "monitor.db", time.monotonic()
    clock = FastClock(START, speed, origin)
    api = BotApi()
    api.chat(CHAT)
    async with api.serving() as address:
        with publish(january(), clock.now) as feeds:
            arguments = (str(store), feeds, address, START.isoformat(), str(speed), str(origin))
            for life in lives:
                daemon = await start(arguments, folder)
                await asyncio.sleep(life)
                daemon.send_signal(signal.SIGKILL)
                await daemon.wait()
            daemon = await start(arguments, folder)
            await finish(daemon, store, clock)
    left = Database.open(f"sqlite:///{store}")
    alerts, deliveries = left.run_now(left_over)
    left.close()
    return Aftermath(kills, alerts, deliveries, [shown for shown in api.transcript if shown.event == "new"])


async def start(arguments: Sequence[str], folder: Path) -> asyncio.subprocess.Process:
    with (folder / "daemon.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "support.living",
            *arguments,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))},
            stdout=log,
            stderr=log,
        )


async def finish(daemon: asyncio.subprocess.Process, store: Path, clock: FastClock) -> None:
    """Wait until the scenario is over and nothing waits any more; then stop the daemon as systemd would."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert daemon.returncode is None, "the daemon ended by itself"
        if clock.now() > END + timedelta(hours=3):
            database = Database.open(f"sqlite:///{store}")
            settled = await database.run(is_settled)
            database.close()
            if settled:
                break
        await asyncio.sleep(0.5)
    daemon.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(daemon.wait(), 20) == 0


def left_over(connection: Connection) -> tuple[Sequence[Alert], Sequence[Delivery]]:
    made = history.deliveries(connection, 10_000)
    return judgements.alerts_since(connection, LONG_AGO), [each for each in made if each.kind is not AlertKind.EDIT]


def check(aftermath: Aftermath) -> None:
    shown = {f"{message.chat}:{message.message_id}" for message in aftermath.arrived}
    repeats = len(aftermath.arrived) - len(aftermath.deliveries)
    sys.stdout.write(
        f"{aftermath.kills} kills: {len(aftermath.alerts)} alerts, {len(aftermath.arrived)} messages, {repeats} repeats\n"
    )
    assert {each.alert_id for each in aftermath.deliveries if each.alert_id} == {alert.id for alert in aftermath.alerts}
    assert [each for each in aftermath.deliveries if each.state is not DeliveryState.SENT] == []
    assert {each.receipt for each in aftermath.deliveries} <= shown
    assert sum(alert.kind is AlertKind.NEW for alert in aftermath.alerts) >= 3
    assert 0 <= repeats <= aftermath.kills


async def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    check(await live_through(4, tmp_path, (0.8, 3.0), seed=7))


@pytest.mark.soak
@pytest.mark.timeout(2400)
async def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    check(await live_through(100, tmp_path, (0.1, 4.0), seed=2024))

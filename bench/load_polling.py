"""Many feeds at their usual pace: how much of a core and of memory that takes, how late polls are, how the event loop stalls.

    python bench/load_polling.py [--feeds 2000] [--every 120]

The feeds are due evenly over `--every` seconds. In a first such time all are read whole, which is not measured; in the second
nine of ten answer 304 and one has a new entry. The CPU is that of 10,000 feeds
every ten minutes: polls per second are what counts.
"""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench_polling import publisher, set_mode, urls

from monitor import logs
from monitor.clock import SystemClock
from monitor.model import Config, Feed, PollSettings
from monitor.polling import Poller
from monitor.store import feeds as store
from monitor.store.database import Connection, Database

_BEAT = 0.01  # seconds between two looks at the event loop


class _Probe:
    """The seconds by which the event loop came late to a beat."""

    def __init__(self) -> None:
        self.stalls: list[float] = []

    async def run(self) -> None:
        while True:
            due = time.perf_counter() + _BEAT
            await asyncio.sleep(_BEAT)
            self.stalls.append(max(0.0, time.perf_counter() - due))


def _spread(c: Connection, every: timedelta) -> None:
    """Make the feeds due evenly over the time between two polls."""
    states, now = store.feed_states(c), SystemClock().now()
    for place, state in enumerate(states):
        store.record_poll(c, replace(state, next_poll_at=now + every * place / len(states)), ())


def _cpu() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def _lateness(c: Connection, due: dict[str, float]) -> list[float]:
    """Seconds between when each feed was due and when it had been polled, of those that were polled since."""
    polled = [(state.feed_id, state.polled_at) for state in store.feed_states(c)]
    waits = [at.timestamp() - due[feed_id] for feed_id, at in polled if at]
    return [wait for wait in waits if wait >= 0]


async def run(feeds: int, every: timedelta, port: int) -> None:
    configured = tuple(
        Feed(id=f"f{number}", url=url, outlet=f"Outlet {number}", private=True, every=every)
        for number, url in enumerate(urls(feeds, port))
    )
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder)}/monitor.db")
        await database.run(store.sync_feeds, configured, SystemClock().now())
        await database.run(_spread, every)
        poller = Poller(Config(feeds=configured, poll=PollSettings()), database, SystemClock(), lambda: None, "load")
        stop, probe = asyncio.Event(), _Probe()
        tasks = [asyncio.create_task(poller.run(stop))]
        await asyncio.sleep(every.total_seconds())
        await asyncio.to_thread(set_mode, port, "some")
        due = {state.feed_id: state.next_poll_at.timestamp() for state in await database.read(store.feed_states)}
        tasks.append(asyncio.create_task(probe.run()))
        before, began = _cpu(), time.perf_counter()
        await asyncio.sleep(every.total_seconds())
        used, lasted = _cpu() - before, time.perf_counter() - began
        late = await database.read(_lateness, due)
        stop.set()
        await tasks[0]
        tasks[1].cancel()
        database.close()
    stalls = statistics.quantiles(probe.stalls, n=1000)
    print(f"{feeds} feeds, one poll each {every}, {lasted:.0f} s: {len(late)} polled, {len(late) / lasted:.1f} per second")
    print(f"CPU {100 * used / lasted:.1f} % of a core, {1000 * used / len(late):.2f} ms per poll")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"late by {statistics.median(late):.2f} s in the middle, {max(late):.2f} s at most")
    print(f"stalls of the event loop: {1000 * stalls[-10]:.0f} ms at 99 %, {1000 * max(probe.stalls):.0f} ms at most")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--every", type=float, default=120)
    options = parser.parse_args()
    logs.configure("json")
    with publisher(options.feeds) as port:
        asyncio.run(run(options.feeds, timedelta(seconds=options.every), port))


if __name__ == "__main__":
    main()

"""Very many feeds that are due at once: at the first start, and after an outage.

    python bench/load_start.py [--feeds 50000]

The real poller over a real database, claiming, pacing, sharing and recording, in simulated time. Only what the network and the
parser would do is left out: each feed answers at once, with nothing new. So the CPU told is that of keeping order among feeds.
"""

import argparse
import asyncio
import math
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bench_polling import memory
from sqlalchemy import func, or_, select

from monitor import logs
from monitor.core.polling.schedule import Answer
from monitor.ingest.poller import Poller
from monitor.ingest.recorder import Poll
from monitor.model import Config, Feed, FeedState, PollSettings
from monitor.store import feeds as store
from monitor.store.database import Connection, Database
from monitor.store.schema import feeds as table

START = datetime.fromisoformat("2024-01-18T05:00:00+00:00")
_DOWN = timedelta(hours=8)


class _Clock:
    """Sleeping takes no time."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time

    async def sleep(self, duration: timedelta) -> None:
        end = self.time + duration
        await asyncio.sleep(0)
        self.time = max(self.time, end)


class _Offline(Poller):
    """Every feed answers at once that nothing has changed."""

    async def _poll(self, _: Any, feed: Feed, state: FeedState) -> Poll:
        return self._success(feed, state, Answer(), self._clock.now())


def _timed(kind: str, act: Callable[..., Any], *given: Any) -> Any:
    began = time.process_time()
    result = act(*given)
    print(f"  {kind}: {1000 * (time.process_time() - began):.1f} ms of CPU")
    return result


def _learnt(c: Connection, now: datetime) -> None:
    """As if each feed had been polled for long."""
    chance = random.Random(0)  # noqa: S311 - data, not secrets
    known = [
        replace(state, rate=math.exp(chance.gauss(1.4, 1.6)), new_entry_at=now, succeeded_at=now, polled_at=now)
        for state in store.feed_states(c)
    ]
    store.record_polls(c, [(state, ()) for state in known])


async def _catch_up(poller: Poller, database: Database, clock: _Clock, feeds: int) -> None:
    """Run until every feed has been polled once, and tell how."""
    begun, began, used = clock.now(), time.perf_counter(), time.process_time()
    stop = asyncio.Event()
    running = asyncio.create_task(poller.run(stop))

    def left(c: Connection) -> int:
        unread = select(func.count()).where(or_(table.c.polled_at.is_(None), table.c.polled_at < begun))
        return c.execute(unread).scalar_one()

    most = 0.0
    while await database.read(left):
        await asyncio.wait({running}, timeout=0.5)
        most = max(most, sum(memory()))
    stop.set()
    await running
    used, lasted = time.process_time() - used, time.perf_counter() - began
    states = await database.read(store.feed_states)
    polled = Counter(int((state.polled_at - begun).total_seconds()) for state in states if state.polled_at)
    due = Counter(int((state.next_poll_at - begun).total_seconds()) // 60 for state in states)
    print(f"  {feeds} polls in {lasted:.0f} s of the bench: {1000 * used / feeds:.2f} ms of CPU each; {most:.0f} MB at most")
    print(f"  on the clock: within {max(polled)} s, at most {max(polled.values())} in one second")
    print(f"  next polls: from {min(due)} to {max(due)} min later, at most {max(due.values()) / feeds:.1%} within one minute")


async def run(feeds: int) -> None:
    configured = tuple(Feed(id=f"f{n}", url=f"https://f{n}.example/", outlet=f"Outlet {n}") for n in range(feeds))
    config, clock = Config(feeds=configured, poll=PollSettings()), _Clock()
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/monitor.db")
        print(f"First start of {feeds} feeds")
        _timed("the table made to follow the configuration", database.run_now, store.sync_feeds, configured, clock.now())
        _timed("claiming 83", database.run_now, store.claim_due, clock.now(), 83, timedelta(0), "bench")
        _timed("when the next is due", database.read_now, store.next_due_at)
        poller = _Offline(config, database, clock, lambda: None, "bench")
        await _catch_up(poller, database, clock, feeds)
        print(f"After an outage of {_DOWN}")
        database.run_now(_learnt, clock.now())
        clock.time += _DOWN
        _timed("started anew", database.run_now, store.sync_feeds, configured, clock.now())
        _timed("sharing the requests", database.read_now, poller._shared, clock.now())  # noqa: SLF001 - its cost is the question
        await _catch_up(_Offline(config, database, clock, lambda: None, "bench"), database, clock, feeds)
        database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=50_000)
    logs.configure()
    asyncio.run(run(parser.parse_args().feeds))


if __name__ == "__main__":
    main()

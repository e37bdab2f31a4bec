"""Many feeds at their usual pace: how much of a core and of memory that takes, how late polls are, how the event loop stalls.

    python bench/load_polling.py [--feeds 10000] [--every 600] [--minutes 20] [--quick]

First the cold start: all feeds are due at once and read whole. Then, spread evenly over `--every` seconds, they are polled for
`--minutes`; `feed_publisher` says in what proportions they answer what. The server is another process and not counted; processes
that parse are. It needs Linux, where every address in 127.0.0.0/8 is this computer, and as many open files as feeds.
"""

import argparse
import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bench_polling import answers, cpu, memory, publisher, set_mode, urls

from monitor import logs
from monitor.clock import SystemClock
from monitor.ingest.poller import Poller
from monitor.model import Config, Feed, PollSettings
from monitor.store import feeds as store
from monitor.store.database import Connection, Database

_BEAT = 0.05  # seconds between two looks at the event loop
_LOOK = 1.0  # seconds between two looks at the database and the memory
_TOLD = 30  # looks between two lines while it runs
_UNREAD = "SELECT count(*) FROM feeds WHERE polled_at IS NULL"


@dataclass
class _Probe:
    """Runs the poller and sees what it does from inside."""

    path: Path
    stalls: list[float] = field(default_factory=list)  # seconds by which the event loop came late to a beat
    late: list[float] = field(default_factory=list)  # seconds the feed that was due longest had been waiting, at each look
    memory: list[float] = field(default_factory=list)  # MB at each look, with the processes that parse
    lasted: float = 0.0  # seconds
    used: float = 0.0  # seconds of CPU, with the processes that parse

    async def run(self, poller: Poller, is_over: Callable[[float, sqlite3.Connection], bool]) -> None:
        """Until `is_over` says so, given the seconds that have passed and the database."""
        stop, before, began = asyncio.Event(), cpu(), time.perf_counter()
        polling = asyncio.create_task(poller.run(stop))
        database, looked = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True), began
        while not (is_due := time.perf_counter() - looked >= _LOOK) or not is_over(time.perf_counter() - began, database):
            if is_due:
                looked = time.perf_counter()
                self._look(database, looked - began, cpu() - before)
            due = time.perf_counter() + _BEAT
            await asyncio.wait({polling}, timeout=_BEAT)
            self.stalls.append(max(0.0, time.perf_counter() - due))
            if polling.done():
                break
        stop.set()
        self.lasted = time.perf_counter() - began
        await polling
        self.used = cpu() - before

    def _look(self, database: sqlite3.Connection, passed: float, used: float) -> None:
        (due_at,) = database.execute("SELECT min(next_poll_at) FROM feeds").fetchone()
        self.late.append(max(0.0, SystemClock().now().timestamp() - due_at / 1e6))
        self.memory.append(sum(memory()))
        if len(self.memory) % _TOLD == 0:
            (unread,) = database.execute(_UNREAD).fetchone()
            share = 100 * used / passed
            print(f"  {passed:5.0f} s: {self.memory[-1]:4.0f} MB, {share:5.1f} % of a core, {unread} not yet read", flush=True)

    def tell(self, polls: int) -> None:
        stalls, lates = statistics.quantiles(self.stalls, n=100), statistics.quantiles(self.late, n=100)
        print(
            f"  {polls} polls in {self.lasted:.0f} s: {polls / self.lasted:.1f} per second; load average {os.getloadavg()[1]:.1f}"
        )
        print(f"  CPU: {100 * self.used / self.lasted:.1f} % of a core, {1000 * self.used / polls:.2f} ms per poll")
        print(f"  memory: {statistics.median(self.memory):.0f} MB, {max(self.memory):.0f} MB at most")
        print(f"  latest poll: {lates[49]:.1f} s in the middle of the time, {max(self.late):.1f} s at most")
        print(
            f"  stalls of the event loop: {1000 * stalls[-1]:.0f} ms at 99 %, {1000 * max(self.stalls):.0f} ms at most",
            flush=True,
        )


def _spread(c: Connection, every: timedelta) -> None:
    """Make the feeds due evenly over the time between two polls."""
    states, now = store.feed_states(c), SystemClock().now()
    for place, state in enumerate(states):
        due_at = (now + every * place / len(states)).timestamp()
        c.exec_driver_sql("UPDATE feeds SET next_poll_at = ? WHERE feed_id = ?", (int(due_at * 1e6), state.feed_id))


async def run(feeds: int, every: timedelta, duration: timedelta, port: int) -> None:
    configured = tuple(
        Feed(id=f"f{number}", url=url, outlet=f"Outlet {number}", private=True, every=every)
        for number, url in enumerate(urls(feeds, port))
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.db"
        database = Database.open(f"sqlite:///{path}")
        await database.run(store.sync_feeds, configured, SystemClock().now())
        poller = Poller(Config(feeds=configured, poll=PollSettings()), database, SystemClock(), lambda: None, "load")
        print(f"Cold start: {feeds} feeds due at once, in memory before: {sum(memory()):.0f} MB", flush=True)
        probe = _Probe(path)
        await probe.run(poller, lambda _, file: not file.execute(_UNREAD).fetchone()[0])
        probe.tell(feeds)
        await asyncio.to_thread(set_mode, port, "life")
        await database.run(_spread, every)
        print(f"Steady: each feed every {every}", flush=True)
        probe = _Probe(path)
        await probe.run(poller, lambda passed, _: passed >= duration.total_seconds())
        given = await asyncio.to_thread(answers, port)
        probe.tell(sum(given.values()))
        print(f"  answers: {given}")
        database.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--every", type=float, default=600, help="seconds")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--quick", action="store_true", help="2,000 feeds every two minutes, for three: as many polls per second")
    options = parser.parse_args()
    if options.quick:
        options.feeds, options.every, options.minutes = 2000, 120, 3
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere), publisher(options.feeds) as port:
        logs.configure("json")
        asyncio.run(run(options.feeds, timedelta(seconds=options.every), timedelta(minutes=options.minutes), port))


if __name__ == "__main__":
    main()

"""What a poll costs: the shipped poller beside the obvious one (httpx and feedparser as they come) and beside other programs.

    python bench/bench_polling.py [--feeds 1000] [--quick] [--peers BIN]   BIN: where `r2e` and a Python with `reader` are

All poll the same generated feeds, each on a loopback address of its own, from a server in another process. Four rounds are
measured: cold (a first poll), 304, the same body once more without 304, and one new entry in each feed; an unmeasured one before
the second lets every program learn its validators. Printed: CPU (user and system, in ms per feed) of the polling process and all
its children, the memory they hold at most, and the time that passed. What counts is a row against another in one run.

A star marks a figure that does not mean what its column says: the server was not asked for every feed, or had no occasion to
answer 304. Nothing is installed for it; what is missing is said to be missing. It needs Linux.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feed_publisher import ENTRIES, address

PHASES = (("first", "cold"), ("first", ""), ("first", "304"), ("again", "same body"), ("more", "one new"))
MEASURED = tuple(phase for _, phase in PHASES if phase)
TARGETS = {"304": 1.3, "same body": 1.6, "one new": 4.5}  # ms of CPU
PROGRAMS = ("monitor", "naive", "reader", "rss2email", "newsboat", "sfeed")
Round = Callable[[], Awaitable[object]]
Result = dict[str, tuple[float, float, bool]]  # by phase; CPU and wall in ms per feed


@contextmanager
def publisher(feeds: int) -> Iterator[int]:
    """The port of a server that publishes so many feeds."""
    script = Path(__file__).with_name("feed_publisher.py")
    with subprocess.Popen([sys.executable, str(script), str(feeds)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def urls(feeds: int, port: int) -> list[str]:
    return [f"http://{address(number)}:{port}/{number}.xml" for number in range(feeds)]


def set_mode(port: int, mode: str) -> None:
    urllib.request.urlopen(f"http://127.0.0.1:{port}/mode/{mode}").close()


def answers(port: int) -> dict[str, int]:
    """How often the server gave each status since its mode was set."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/answers") as answer:
        found: dict[str, int] = json.load(answer)
    return found


def cpu() -> float:
    """Seconds used by this process and by its children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def memory() -> tuple[float, float]:
    """What this process holds in memory now, and what all its descendants but the server do, in MB."""
    sizes, waiting = [_size("self")], _children("self")
    while waiting:
        pid = waiting.pop()
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            if b"feed_publisher" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                sizes.append(_size(pid))
                waiting += _children(pid)
    return sizes[0], sum(sizes[1:])


def _size(pid: str) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _children(pid: str) -> list[str]:
    return [child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


async def measure(feeds: int, port: int, poll: Round) -> Result:
    """CPU and wall time of each phase in ms per feed, and whether it was what it should have been."""
    rows = {}
    for mode, phase in PHASES:
        await asyncio.to_thread(set_mode, port, mode)
        before, began = cpu(), time.perf_counter()
        await poll()
        used, lasted = cpu() - before, time.perf_counter() - began
        given = await asyncio.to_thread(answers, port)
        is_sound = given.get("304" if phase == "304" else "200", 0) >= 0.99 * feeds
        if phase:
            rows[phase] = (1000 * used / feeds, 1000 * lasted / feeds, is_sound)
    return rows


class _Leap:
    """A clock on which a day passes when it is told to."""

    def __init__(self) -> None:
        self._now = datetime(2024, 1, 19, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(duration.total_seconds())

    def leap(self) -> None:
        self._now += timedelta(days=2)


async def monitor(feeds: int, port: int) -> Result:
    """Ours, as the daemon uses it: database, leases, schedule and all."""
    from monitor import logs  # noqa: PLC0415 -- each poller is measured with nothing but its own imports
    from monitor.ingest.poller import Poller  # noqa: PLC0415
    from monitor.model import Config, Feed, PollSettings  # noqa: PLC0415
    from monitor.store import feeds as store  # noqa: PLC0415
    from monitor.store.database import Database  # noqa: PLC0415

    configured = tuple(Feed(id=f"f{n}", url=url, outlet=f"Outlet {n}", private=True) for n, url in enumerate(urls(feeds, port)))
    clock = _Leap()
    logs.configure("json")  # to stderr, which is thrown away
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/monitor.db")
        await database.run(store.sync_feeds, configured, clock.now())
        poller = Poller(Config(feeds=configured, poll=PollSettings()), database, clock, lambda: None, "bench")

        async def poll() -> int:
            clock.leap()
            return await poller.poll_due()

        try:
            return await measure(feeds, port, poll)
        finally:
            database.close()


async def naive(feeds: int, port: int) -> Result:
    """Plain httpx and feedparser, 64 at once, validators kept in memory, entries in SQLite."""
    import feedparser  # noqa: PLC0415
    import httpx  # noqa: PLC0415

    store = sqlite3.connect(":memory:")
    store.execute("create table entries (id text primary key, title text, summary text, link text)")
    etags: dict[str, str] = {}
    room = asyncio.Semaphore(64)

    async def one(client: httpx.AsyncClient, url: str) -> int:
        async with room:
            response = await client.get(url, headers={"If-None-Match": etags[url]} if url in etags else None)
        if response.status_code == 304:
            return 0
        etags[url] = response.headers["etag"]
        entries = feedparser.parse(response.content).entries
        rows = [(entry.id, entry.title, entry.summary, entry.link) for entry in entries]
        return store.executemany("insert or ignore into entries values (?, ?, ?, ?)", rows).rowcount

    async def poll() -> int:
        async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_keepalive_connections=0)) as client:
            return sum(await asyncio.gather(*[one(client, url) for url in urls(feeds, port)]))

    return await measure(feeds, port, poll)


_READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
if sys.argv[2:]:
    for url in sys.argv[2:]:
        reader.add_feed(url)
else:
    reader.update_feeds(scheduled=False, workers=10)
"""


def commands(
    name: str, tools: str, folder: Path, addresses: list[str]
) -> tuple[list[list[str]], list[str], dict[str, str]] | None:
    """What prepares another program, what is one round of it, and its environment; None if it is not there."""
    program = shutil.which({"reader": "python3", "rss2email": "r2e", "sfeed": "sfeed_update"}.get(name, name), path=tools)
    if not program:
        return None
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    match name:
        case "reader":
            if subprocess.run([program, "-c", "import reader"], capture_output=True, check=False).returncode:
                return None
            base = [program, "-c", _READER, str(folder / "reader.db")]
            return [base + addresses], base, home
        case "rss2email":
            base = [program, "-c", str(folder / "r2e.cfg"), "-d", str(folder / "r2e.json")]
            outlines = "".join(f'<outline type="rss" text="f{number}" xmlUrl="{url}"/>' for number, url in enumerate(addresses))
            (folder / "feeds.opml").write_text(f'<opml version="1.0"><body>{outlines}</body></opml>')
            prepare = [[*base, "new", "a@example.org"], [*base, "opmlimport", str(folder / "feeds.opml")]]
            return prepare, [*base, "run", "--no-send"], home
        case "newsboat":
            (folder / "urls").write_text("\n".join(addresses) + "\n")
            (folder / "config").write_text("reload-threads 10\n")
            files = ["-u", str(folder / "urls"), "-c", str(folder / "cache.db"), "-C", str(folder / "config")]
            return [], [program, *files, "-x", "reload"], home
        case _:
            feeds = "\n".join(f"feed f{number} {url}" for number, url in enumerate(addresses))
            (folder / "sfeedrc").write_text(f"sfeedpath={folder}/feeds\nmaxjobs=16\nfeeds() {{\n{feeds}\n}}\n")
            return [], [program, str(folder / "sfeedrc")], home


async def other(name: str, tools: str, feeds: int, port: int) -> Result | None:
    with tempfile.TemporaryDirectory() as folder:
        found = commands(name, tools, Path(folder), urls(feeds, port))
        if not found:
            return None
        prepare, once, home = found
        for command in prepare:
            done = await asyncio.to_thread(subprocess.run, command, env=os.environ | home, check=False, capture_output=True)
            if done.returncode:
                return None

        async def poll() -> int:
            await asyncio.to_thread(subprocess.run, once, env=os.environ | home, check=False, capture_output=True)
            return 0

        return await measure(feeds, port, poll)


def row(name: str, result: Result | None, memory: float) -> str:
    if result is None:
        return f"{name:10} not installed, or does not start"
    stars = {phase: " " if result[phase][2] else "*" for phase in MEASURED}
    used = "".join(f"{result[phase][0]:10.2f}{stars[phase]}" for phase in MEASURED)
    lasted = "".join(f"{result[phase][1]:10.2f} " for phase in MEASURED)
    return f"{name:10}{used}{memory:8.0f} {lasted}"


def run_apart(name: str, options: argparse.Namespace, port: int) -> tuple[Result | None, float]:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--feeds", options.feeds, "--peers", options.peers, "--only", name, "--port", port]
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    result, memory = json.loads(done.stdout)
    return result, memory


def only(options: argparse.Namespace) -> None:
    ours = {"monitor": monitor, "naive": naive}.get(options.only)
    tools = os.pathsep.join(filter(None, [options.peers, os.environ["PATH"]]))
    done, seen = threading.Event(), [0.0]

    def watch() -> None:
        while not done.wait(0.2):
            itself, others = memory()
            seen.append(itself + others if ours else others)

    watching = threading.Thread(target=watch)
    watching.start()
    measured = ours(options.feeds, options.port) if ours else other(options.only, tools, options.feeds, options.port)
    try:
        print(json.dumps([asyncio.run(measured), max(seen)]))
    finally:
        done.set()
        watching.join()


def heading(feeds: int) -> str:
    columns = "".join(f"{phase:>10} " for phase in MEASURED)
    groups = f"{'':10}{'CPU, ms per feed':^44}{'MB':>8} {'wall, ms per feed':^44}"
    return f"{feeds} feeds of {ENTRIES} entries\n{groups}\n{'':10}{columns}{'':8} {columns}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--quick", action="store_true", help="200 feeds")
    parser.add_argument("--peers", default="", help="folder of programs to compare with")
    parser.add_argument("--only", default="", help="measure this one alone, against --port")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    if options.only:
        only(options)
        return
    options.feeds = 200 if options.quick else options.feeds
    print(heading(options.feeds))
    with publisher(options.feeds) as port:
        for name in PROGRAMS:
            print(row(name, *run_apart(name, options, port)), flush=True)
    print(f"{'target':10}{'':11}" + "".join(f"{limit:10.2f} " for limit in TARGETS.values()))
    print(f"load average {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores; * see --help")


if __name__ == "__main__":
    main()

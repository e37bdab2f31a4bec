"""A real `monitor run` against a hundred hostile feeds and servers, and ten good ones beside them.

They are those of the suite (`tests/support/hostile.py`) and what is too heavy for it, each at a loopback address of its own.
Printed is for each what the user is told, how long its poll took, and the most memory that the daemon, and its processes, had
meanwhile.

    python bench/bench_hostile.py [--timeout 10]

Ends with 1 if something else is told, a poll takes longer than it may, the daemon needs 300 MB, or a good feed is late.
"""

import argparse
import asyncio
import gzip
import json
import os
import resource
import sqlite3
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import brotli

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.certificates import certificate
from support.feed_server import Asked, FeedServer, Page, Trick, rss, say
from support.hostile import CASES, CHUNKED, OK, Case, channel, item, packed, put

from monitor.clock import SystemClock

MB = 1_000_000
MEMORY = 300  # MB
GOOD = 10
EVERY = 10.0  # seconds between two polls of a good feed
LATE = 3.0
PARSING = 60.0  # seconds beyond the deadline of a poll, for what is parsed in a process: it may wait for its place
PAGE = resource.getpagesize()
TLS = {
    "certificate of yesterday": ("localhost", "20200102000000Z"),
    "certificate of another": ("elsewhere.example", "20991231000000Z"),
}
TLS_TOLD = {
    "certificate of yesterday": "its certificate is not valid: certificate has expired; tell the publisher",
    "certificate of another": "its certificate is not valid: Hostname mismatch, certificate is not valid for 'localhost'",
}


def long(head: bytes, piece: bytes, times: int) -> Trick:
    async def trick(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for _ in range(times):
            writer.write(piece)
            await writer.drain()

    return trick


def json_feed(items: str) -> Page:
    return Page(f'{{"version":"https://jsonfeed.org/version/1.1","items":[{items}]}}'.encode())


LARGER = "larger than 10,000,000 bytes; raise `max_bytes` if it is meant"
ENTRY = "<item><guid>{0}</guid><title>Title {0}</title></item>"
HEAVY = {
    "100 MB, announced": Case(Page(b"", headers=(("content-length", "100000000"),)), LARGER),
    "100 MB, unannounced": Case(long(OK + b"\r\n<rss>", b" " * MB, 100), LARGER),
    "100 MB in chunks": Case(long(CHUNKED, b"f4240\r\n" + b" " * MB + b"\r\n", 100), LARGER),
    "gzip bomb of 1 GB": Case(packed(gzip.compress(bytes(1000 * MB), 9), "gzip"), LARGER),
    "brotli bomb of 1 GB": Case(packed(bytes(brotli.compress(bytes(1000 * MB), quality=1)), "br"), LARGER),
    "entry of 9.9 MB": Case(item(f"<title>A</title><description>{'word ' * 1_980_000}</description>"), titles=("A",)),
    "entry of 10 MB and more": Case(item(f"<description>{'word ' * 2_000_001}</description>"), LARGER),
    "100,000 entries": Case(channel("".join(ENTRY.format(n) for n in range(100_000))), "refused: more than 10,000 entries"),
    "9,000 entries": Case(channel("".join(ENTRY.format(n) for n in range(9000))), titles=("Title 0", "Title 1999")),
    "1 MB of angles in a feed": Case(Page(b"<rss><channel><item><title>A</title>" + b"<" * MB), titles=("A",)),
    "1 MB of ampersands": Case(Page(b"<rss><channel><item><title>A</title>" + b"&" * MB), titles=("A",)),
    "60,000 attributes, loose": Case(
        Page(b"<rss>&<channel><item><x " + b" ".join(b"a%d=''" % n for n in range(60_000)) + b"></rss>"), "not parsed within 20 s"
    ),
    "800,000 attributes": Case(Page(b"<rss " + b" ".join(b"a%d=''" % n for n in range(800_000)) + b"/>"), "256 attributes"),
    "2,400,000 elements": Case(Page(b"<rss><channel>" + b"<a/>" * 2_400_000 + b"</channel></rss>"), "not parsed within 20 s"),
    "3,000,000 items of JSON": Case(json_feed("{}," * 3_000_000 + '{"id":1,"title":"A"}')),
    "9 MB of brackets": Case(Page(b'{"a":' + b"[]," * 3 * MB + b"0"), "JSON, but not a JSON Feed"),
    "blank lines first": Case(Page(b"<?xml version='1.0'?>" + b"\n" * MB + rss("A")), "more than 16,384 bytes before its first"),
    "an author of one word": Case(item(f"<title>A</title><author>{'a' * 9 * MB}</author>"), titles=("A",)),
    "encodings on the first line": Case(Page(b"<?xml version='1.0'?>" + rss("A", channel='encoding="' * 200_000)), titles=("A",)),
    "a long namespace": Case(
        Page(b"<rss xmlns='" + b"u" * MB + b"'>" + b"<a/>" * MB + b"</rss>"), "a namespace of more than 1,000"
    ),
    "attributes by declaration": Case(
        Page(b"<!DOCTYPE r [<!ATTLIST a b CDATA '" + b"x" * MB + b"'>]><rss>" + b"<a/>" * MB + b"</rss>"), "(an XML bomb)"
    ),
    "quadratic entity": Case(
        Page(b"<!DOCTYPE r [<!ENTITY a '" + b"x" * 50_000 + b"'>]><rss>" + b"&a;" * 50_000 + b"</rss>"), "(an XML bomb)"
    ),
    "9 MB of UTF-16": Case(Page(rss("A" * 4_500_000).decode().encode("utf-16")), titles=("A" * 499 + "…",)),
    "9 MB of a page": Case(Page(b"<html>" + b"<a " * 3 * MB), "an HTML page, not a feed"),
    "1,000,000 headers": Case(say(OK + b"a: b\r\n" * MB + b"\r\n"), "more than 65,536 bytes of headers"),
}


def cases(deadline: float) -> dict[str, Case]:
    """The suite's, told by the daemon's own limits, but for those that hang on the limit or on speed; and the heavy ones."""
    told = {"within 1 s": f"within {deadline:.0f} s", "1,000,000 bytes": "10,000,000 bytes"}
    light = {}
    for name, case in CASES.items():
        text = case.told
        for ours, theirs in told.items():
            text = text.replace(ours, theirs)
        light[name] = Case(case.page, text, case.titles)
    return {name: case for name, case in (light | HEAVY).items() if name not in {"gzip bomb", "brotli bomb", "tiny chunks"}}


class Street:
    """Where they all live, each at an address of its own; notes when each was asked."""

    def __init__(self) -> None:
        self.urls: dict[str, str] = {}
        self.asked: dict[str, list[float]] = {}

    async def open(self, stack: AsyncExitStack, pages: Mapping[str, Page | Trick]) -> None:
        for number, (name, page) in enumerate(pages.items(), 1):
            server = FeedServer()
            await stack.enter_async_context(server.serving(address=f"127.4.0.{number}"))
            self.urls[name] = put(server, {name: Case(self._noting(name, page))})[name]

    async def open_tls(self, stack: AsyncExitStack, folder: Path) -> Path:
        """Servers whose certificates are not right; the file of those to trust."""
        trusted = folder / "trusted.pem"
        for name, (host, end) in TLS.items():
            own = folder / name
            own.mkdir()
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate(own, host, end=end))
            with trusted.open("a") as file:
                file.write((own / "both.pem").read_text())
            server = FeedServer({"/": Page(rss("A"))})
            await stack.enter_async_context(server.serving(context))
            self.urls[name] = server.url.replace("127.0.0.1", "localhost") + "/"
        return trusted

    def _noting(self, name: str, page: Page | Trick) -> Trick:
        async def trick(asked: Asked, writer: asyncio.StreamWriter) -> None:
            self.asked.setdefault(name, []).append(SystemClock().now().timestamp())
            if isinstance(page, Page):
                writer.write(page.encoded(asked))
            else:
                await page(asked, writer)

        return trick


def configure(folder: Path, urls: Mapping[str, str], deadline: float) -> None:
    (folder / "watchlists").mkdir()
    (folder / "watchlists/any.yaml").write_text("watch: Any\nfind: {quake: quake*}\n")
    settings = {"database": f"sqlite:///{folder}/monitor.db", "poll": {"timeout": f"{deadline:.0f}s"}, "log": "json"}
    (folder / "monitor.yaml").write_text(json.dumps(settings))
    feeds = {
        f"f{number}": {"url": url, "outlet": f"Outlet {number}", "private": "yes"}
        | ({"every": f"{EVERY:.0f}s"} if name.startswith("good") else {})
        for number, (name, url) in enumerate(urls.items())
    }
    (folder / "feeds.yaml").write_text(json.dumps({"feeds": feeds}, indent=1))


def memory(pid: int) -> float:
    """MB in memory; 0 when it has ended."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / MB
    return 0.0


def children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@dataclass(slots=True)
class Watched:
    """What was seen from outside: (time, MB of the daemon, MB of its processes), and what the store says of each feed polled."""

    memory: list[tuple[float, float, float]] = field(default_factory=list)
    told: dict[str, tuple[str, float]] = field(default_factory=dict)  # the problem, and when it was known
    titles: dict[str, set[str]] = field(default_factory=dict)

    async def watch(self, pid: int, database: Path, feeds: int, seconds: float) -> None:
        """Until all were polled, at most for so long."""
        end = now() + seconds
        while len(self.told) < feeds and now() < end and (memory(pid) or not self.memory):
            for _ in range(10):
                self.memory.append((now(), memory(pid), sum(map(memory, children(pid)))))
                await asyncio.sleep(0.05)
            self._look(database)

    def _look(self, database: Path) -> None:
        if not database.exists():
            return
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as store, suppress(sqlite3.OperationalError):
            for feed, problem, at in store.execute("select feed_id, problem, polled_at from feeds where polled_at is not null"):
                self.told.setdefault(feed, (problem, at / 1e6))
            for feed, title in store.execute("select feed_id, title from entries"):
                self.titles.setdefault(feed, set()).add(title)

    def most(self, begin: float, end: float) -> tuple[float, float]:
        """MB of the daemon and of its processes between two times."""
        within = [each for each in self.memory if begin - 0.5 <= each[0] <= end + 0.5]
        return max((own for _, own, _ in within), default=0), max((theirs for *_, theirs in within), default=0)


def now() -> float:
    return SystemClock().now().timestamp()


@contextmanager
def daemon(folder: Path, trusted: Path) -> Iterator[int]:
    """Its process id."""
    command = [sys.executable, "-m", "monitor", "run", "-c", str(folder)]
    environment = {**os.environ, "SSL_CERT_FILE": str(trusted)}
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environment) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


async def run(deadline: float) -> int:
    all_ = cases(deadline)
    pages = {name: case.page for name, case in all_.items()} | {f"good {n}": Page(rss(f"Good {n}")) for n in range(GOOD)}
    street, watched = Street(), Watched()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with AsyncExitStack() as stack:
            await street.open(stack, pages)
            trusted = await street.open_tls(stack, folder)
            configure(folder, street.urls, deadline)
            with daemon(folder, trusted) as pid:
                await watched.watch(pid, folder / "monitor.db", len(street.urls), deadline + PARSING * 6)
        log = (folder / "log").read_text()
        if not watched.told:
            sys.exit(f"the daemon polled nothing:\n{log[-2000:]}")
        mistakes = log.count("Traceback")
    return report(street, watched, all_ | {name: Case(Page(), told) for name, told in TLS_TOLD.items()}, deadline, mistakes)


def report(street: Street, watched: Watched, all_: Mapping[str, Case], deadline: float, mistakes: int) -> int:
    """Prints the table; 1 if anything in it is not as it must be."""
    wrong = 0
    print(f"{'case':32}{'s':>6}{'MB':>6}{'+MB':>6}  told")
    begun = watched.memory[0][0]
    for number, name in enumerate(street.urls):
        if name.startswith("good "):
            continue
        case, feed = all_[name], f"f{number}"
        problem, at = watched.told.get(feed, ("not polled at all", now()))
        began = street.asked.get(name, [begun])[0]
        own, theirs = watched.most(began, at)
        is_right = (
            case.told in problem and bool(case.told) == bool(problem) and set(case.titles) <= watched.titles.get(feed, set())
        )
        is_right = is_right and own < MEMORY and at - began < deadline + PARSING
        wrong += not is_right
        text = problem or f"read: {len(watched.titles.get(feed, ()))} entries"
        print(f"{name:32}{at - began:6.1f}{own:6.0f}{theirs:6.0f}  {text}")
        if not is_right:
            print(f"{'':50}  WRONG, expected: {case.told or case.titles}")
    late = [b - a - EVERY for n in range(GOOD) for a, b in pairwise(street.asked.get(f"good {n}", []))]
    own, theirs = watched.most(0, now())
    print(f"{len(all_)} cases, {wrong} wrong; {mistakes} tracebacks in the log")
    print(f"daemon at most {own:.0f} MB, its processes {theirs:.0f} MB")
    print(f"{len(late)} further polls of {GOOD} good feeds, due each {EVERY:.0f} s: at most {max(late, default=99):.1f} s late")
    return int(bool(wrong or mistakes) or max(late, default=99) > LATE)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--timeout", type=float, default=10, help="deadline of a poll, in seconds")
    return asyncio.run(run(parser.parse_args().timeout))


if __name__ == "__main__":
    sys.exit(main())

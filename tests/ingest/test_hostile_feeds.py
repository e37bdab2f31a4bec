"""Hostile feeds and servers, all at once and beside good ones: polls end in time, with a reason in words or the good part."""

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import hostile
from support.certificates import certificate
from support.clocks import START, JumpClock
from support.feed_server import FeedServer, Page, redirect, rss, tear
from support.hostile import CASES

from monitor.core.polling.schedule import PollFailed
from monitor.feeds.fetch.fetcher import Fetched, Fetcher, FetchResult
from monitor.ingest.poller import Poller
from monitor.model import Config, Entry, Feed, FeedState, PollSettings
from monitor.store import feeds as store
from monitor.store.database import Database
from monitor.store.entries import unjudged

SETTINGS = PollSettings(timeout=timedelta(minutes=5), max_bytes=1_000_000, per_host=99, concurrency=99)
GOOD = {f"good {n}": Page(rss(f"good {n}")) for n in range(10)}


@dataclass(frozen=True)
class Aftermath:
    """What the store holds after one poll of each."""

    states: dict[str, FeedState]
    entries: Sequence[Entry]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    return asyncio.run(_poll_all(str(tmp_path_factory.mktemp("hostile") / "monitor.db")))


async def _poll_all(path: str) -> Aftermath:
    """First all that end by themselves, beside them one that does not and holds nobody up; then the slow ones."""
    database = Database.open(f"sqlite:///{path}")
    async with FeedServer().serving() as server:
        urls = hostile.put(server, CASES) | {name: server.put(f"/{name[-1]}", page) for name, page in GOOD.items()}
        feeds = {name: Feed(id=name, url=url, outlet=name, private=True) for name, url in urls.items()}
        await database.run(store.sync_feeds, list(feeds.values()), START)
        poller, recorded = _poller(database, feeds, SETTINGS)
        polling = asyncio.create_task(poller.poll_now(feeds.keys() - hostile.SLOW.keys() | {"body by drops"}))
        while await recorded() < len(feeds) - len(hostile.SLOW):
            assert not polling.done()
        polling.cancel()
        await asyncio.wait({polling})
        poller, _ = _poller(database, feeds, replace(SETTINGS, timeout=timedelta(seconds=1)))
        await poller.poll_now(hostile.SLOW)
        states = {state.feed_id: state for state in await database.read(store.feed_states)}
        entries = await database.read(unjudged, 10_000)
    database.close()
    return Aftermath(states, entries)


def _poller(database: Database, feeds: dict[str, Feed], settings: PollSettings) -> tuple[Poller, Callable[[], Awaitable[int]]]:
    """A poller, and what says how many feeds have been polled."""

    async def recorded() -> int:
        await asyncio.sleep(0.01)
        return sum(state.polled_at is not None for state in await database.read(store.feed_states))

    return Poller(Config(feeds=tuple(feeds.values()), poll=settings), database, JumpClock(), lambda: None, "test"), recorded


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_feed_gives_its_good_part_or_a_reason(name: str, aftermath: Aftermath) -> None:
    case, state = CASES[name], aftermath.states[name]
    titles = [entry.title for entry in aftermath.entries if entry.feed_id == name]
    assert case.told in state.problem
    assert bool(case.told) == bool(state.problem) == bool(state.failures)
    assert set(case.titles) <= set(titles)
    assert bool(case.told) != bool(titles)


def test_good_feeds_beside_them_are_read(aftermath: Aftermath) -> None:
    assert {entry.title for entry in aftermath.entries} >= GOOD.keys()
    assert all(not aftermath.states[name].problem for name in GOOD)


def test_nothing_of_theirs_is_markup_a_file_or_long(aftermath: Aftermath) -> None:
    shown = [text for entry in aftermath.entries for text in (entry.title, entry.summary, entry.url)]
    assert not [text for text in shown if re.search(r"alert|javascript|root:|file:|data:|[\x00-\x1f\u202e\u2066]", text)]
    assert all(entry.published_at is None or entry.published_at <= entry.fetched_at for entry in aftermath.entries)
    assert max(len(state.problem) for state in aftermath.states.values()) < 500


async def ask(url: str, **more: object) -> FetchResult:
    feed = Feed(id="f", url=url, outlet="F", private=True)
    async with Fetcher(replace(SETTINGS, **more), "1.0") as fetcher:  # type: ignore[arg-type]
        return await fetcher.fetch(feed, FeedState(feed_id="f", url=url, next_poll_at=START))


async def reason(url: str) -> str:
    failed = await ask(url)
    assert isinstance(failed, PollFailed), failed
    return str(failed)


@pytest.mark.parametrize(
    ("name", "end", "told"),
    [
        ("localhost", "20200102000000Z", "its certificate is not valid: certificate has expired; tell the publisher"),
        ("elsewhere.example", "20991231000000Z", "its certificate is not valid: Hostname mismatch, certificate is not valid for"),
    ],
)
async def test_certificates_of_yesterday_and_of_others(
    name: str, end: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate(tmp_path, name, end=end)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own)
    monkeypatch.setattr("monitor.feeds.fetch.fetcher._tls_context", lambda: ssl.create_default_context(cafile=str(own)))
    async with FeedServer({"/": Page(rss("A"))}).serving(context) as server:
        assert (await reason(server.url.replace("127.0.0.1", "localhost") + "/")).startswith(told)
        assert not server.asked


async def test_http_where_https_was_expected() -> None:
    async with at_once(lambda writer: writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as place:
        assert await reason(f"https://{place}/") == "TLS failed: wrong version number; check its address"


async def test_a_connection_torn_before_the_request() -> None:
    async with at_once(tear) as place:
        assert await reason(f"http://{place}/") == "connection reset during the response"


@asynccontextmanager
async def at_once(act: Callable[[asyncio.StreamWriter], None]) -> AsyncIterator[str]:
    """Host and port of a server that acts before it is asked."""

    def connected(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        act(writer)
        writer.close()

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_name_that_changes_its_address_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it is checked, inside when it is asked for once more."""
    answers = iter(["127.0.0.2", "127.0.0.1"])
    monkeypatch.setattr("monitor.feeds.fetch.address_guard._look_up", lambda host, port: (next(answers),))
    monkeypatch.setattr(
        "monitor.feeds.fetch.fetcher.refusal", lambda address, *, private: "" if address == "127.0.0.2" else "loopback"
    )
    async with FeedServer({"/feed": Page(rss("inside"))}).serving() as inside:
        port = inside.url.rpartition(":")[2]
        async with FeedServer({"/feed": redirect("/feed?again")}).serving(address="127.0.0.2", port=int(port)) as outside:
            told = await reason(f"http://rebind.example:{port}/feed")
            assert told.startswith("rebind.example is at a loopback address, which is refused")
            assert (outside.times("/feed"), inside.asked) == (1, [])


async def test_no_address_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands in a feed list or a redirect."""

    def unknown(host: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror(socket.EAI_NONAME, host)

    monkeypatch.setattr("monitor.feeds.fetch.address_guard._look_up", unknown)

    @given(st.text(max_size=40) | st.from_regex(r"https?://[a-z%\[\]:.@\u202e-]{0,9}:[0-9]{0,6}/[^a]?", fullmatch=True))
    @settings(max_examples=60)
    def any_address(url: str) -> None:
        assert asyncio.run(reason(url))

    await asyncio.to_thread(any_address)


async def test_a_large_body_waits_for_others_to_be_parsed_without_losing_time() -> None:
    """Five of them at four places: the fifth comes when one is done with, however late."""
    large = Page(rss("A" * 1_500_000))
    some = replace(SETTINGS, max_bytes=5_000_000, timeout=timedelta(seconds=1))
    async with FeedServer({f"/{n}": large for n in range(5)}).serving() as server, Fetcher(some, "1.0") as fetcher:

        async def fetch(number: int) -> FetchResult:
            url = f"{server.url}/{number}"
            feed = Feed(id=url, url=url, outlet="F", private=True)
            return await fetcher.fetch(feed, FeedState(feed_id=url, url=url, next_poll_at=START))

        first = [await fetch(number) for number in range(4)]
        fifth = asyncio.create_task(fetch(4))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(fifth), 1.2)
        for result in first:
            assert isinstance(result, Fetched)
            result.release()
        assert isinstance(await fifth, Fetched)

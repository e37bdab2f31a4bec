"""Manners and safety of one request, over real HTTP."""

import asyncio
import gzip
import ssl
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from support.certificates import certificate
from support.feed_server import FeedServer, Page, drip, flood, lie, nonsense, redirect, reset, rss

from monitor.core.polling.schedule import PollFailed
from monitor.feeds.fetch.fetcher import Fetched, Fetcher, FetchResult, NotModified
from monitor.model import Feed, FeedState, PollSettings

Pack = Callable[[bytes], bytes]
NOW = datetime(2024, 1, 18, 5, tzinfo=UTC)
SETTINGS = PollSettings(timeout=timedelta(seconds=10), max_bytes=1_000_000, contact="desk@news.example")


def squeeze(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=1))


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer().serving() as running:
        yield running


def feed(url: str, *, private: bool = True) -> Feed:
    return Feed(id="f", url=url, outlet="News", private=private)


def state(url: str, **more: object) -> FeedState:
    return replace(FeedState(feed_id="f", url=url, next_poll_at=NOW), **more)  # type: ignore[arg-type]


async def fetch(url: str, settings: PollSettings = SETTINGS, *, private: bool = True, **known: object) -> FetchResult:
    async with Fetcher(settings, "1.0") as fetcher:
        return await fetcher.fetch(feed(url, private=private), state(url, **known))


async def problem(url: str, settings: PollSettings = SETTINGS, *, private: bool = True) -> PollFailed:
    result = await fetch(url, settings, private=private)
    assert isinstance(result, PollFailed), result
    return result


async def test_says_who_it_is_and_takes_no_cookies(server: FeedServer) -> None:
    url = server.put("/f", Page(rss("A"), headers=(("set-cookie", "id=1"),)))
    async with Fetcher(SETTINGS, "1.0") as fetcher:
        await fetcher.fetch(feed(url), state(url))
        await fetcher.fetch(feed(url), state(url))
    asked = server.asked[1].headers
    assert asked["user-agent"] == "monitor/1.0 (+desk@news.example)"
    assert "cookie" not in asked
    assert "referer" not in asked
    assert asked["host"] == server.url.removeprefix("http://")


async def test_validators_go_back_as_they_came_and_304_brings_nothing(server: FeedServer) -> None:
    odd = 'W/"a,b \xe9\xff"'
    url = server.put("/f", Page(rss("A"), etag=odd, headers=(("last-modified", "yesterday, roughly"),)))
    first = await fetch(url)
    assert isinstance(first, Fetched)
    assert (first.etag, first.last_modified) == (odd, "yesterday, roughly")
    again = await fetch(url, etag=first.etag, last_modified=first.last_modified)
    assert isinstance(again, NotModified)
    assert server.asked[1].headers["if-modified-since"] == "yesterday, roughly"


async def test_the_same_body_is_no_news(server: FeedServer) -> None:
    url = server.put("/f", Page(rss("A")))
    first = await fetch(url)
    assert isinstance(first, Fetched)
    assert isinstance(await fetch(url, body_hash=first.body_hash), NotModified)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", squeeze), ("identity", bytes)],
)
async def test_compressed_bodies_are_unpacked(server: FeedServer, encoding: str, pack: Pack) -> None:
    body = rss(*(f"Headline {n}" for n in range(5000)))
    url = server.put("/f", Page(pack(body), headers=(("content-encoding", encoding),)))
    result = await fetch(url)
    assert isinstance(result, Fetched)
    assert result.body == body
    assert "br" in server.asked[0].headers["accept-encoding"]


async def test_raw_deflate_and_gzip_in_members(server: FeedServer) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = {"/raw": raw.compress(b"<rss/>") + raw.flush(), "/two": gzip.compress(b"<rss") + gzip.compress(b"/>") + bytes(9)}
    for path, body in packed.items():
        encoding = "deflate" if path == "/raw" else "gzip"
        result = await fetch(server.put(path, Page(body, headers=(("content-encoding", encoding),))))
        assert isinstance(result, Fetched)
        assert result.body == b"<rss/>"


@pytest.mark.parametrize("pack", [gzip.compress, squeeze], ids=["gzip", "br"])
async def test_a_bomb_stops_at_the_limit(server: FeedServer, pack: Pack) -> None:
    encoding = "gzip" if pack is gzip.compress else "br"
    url = server.put("/bomb", Page(pack(bytes(50_000_000)), headers=(("content-encoding", encoding),)))
    tracemalloc.start()
    failed = await problem(url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert failed.what == "larger than 1,000,000 bytes"
    assert peak < 8_000_000


async def test_a_body_without_end_stops_at_the_limit(server: FeedServer) -> None:
    assert (await problem(server.put("/flood", flood()))).what == "larger than 1,000,000 bytes"


async def test_an_honest_length_is_enough_to_refuse(server: FeedServer) -> None:
    url = server.put("/big", Page(b"", headers=(("content-length", "50000000"),)))
    assert (await problem(url)).what == "larger than 1,000,000 bytes"


async def test_a_dripping_server_is_left_at_the_deadline(server: FeedServer) -> None:
    settings = replace(SETTINGS, timeout=timedelta(milliseconds=300))
    assert (await problem(server.put("/drip", drip()), settings)).what.startswith("no complete response within")


@pytest.mark.parametrize(
    ("page", "what"),
    [
        (reset, "connection reset during the response"),
        (lie, "violates the HTTP protocol"),
        (nonsense, "violates the HTTP protocol"),
        (Page(b""), "an empty response"),
        (Page(b" \n"), "an empty response"),
        (Page(b"not gzip", headers=(("content-encoding", "gzip"),)), "unreadable: compressed, but damaged"),
        (Page(gzip.compress(rss("A"))[:-9], headers=(("content-encoding", "gzip"),)), "unreadable: compressed, and ends early"),
        (Page(b"x", headers=(("content-encoding", "zstd"),)), "unreadable: compressed by 'zstd'"),
        (Page(b"x", 404), "HTTP 404 Not Found"),
        (Page(b"x", 500), "HTTP 500 Internal Server Error"),
        (Page(b"x", 403, headers=(("cf-mitigated", "challenge"),)), "HTTP 403 Forbidden: the site's bot protection"),
        (Page(b"", 304), "HTTP 304 Not Modified"),
    ],
)
async def test_each_failure_has_its_words(server: FeedServer, page: Page, what: str) -> None:
    failed = await problem(server.put("/f", page))
    assert failed.what.startswith(what)
    assert not failed.is_gone


async def test_gone_is_gone(server: FeedServer) -> None:
    failed = await problem(server.put("/f", Page(b"", 410)))
    assert failed.is_gone
    assert "remove it" in failed.todo


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_in_seconds_and_as_a_date(server: FeedServer, status: int) -> None:
    seconds = server.put("/s", Page(b"", status, headers=(("retry-after", "120"),)))
    date = (("date", "Thu, 18 Jan 2024 05:00:00 GMT"), ("retry-after", "Thu, 18 Jan 2024 05:07:00 GMT"))
    assert (await problem(seconds)).retry_after == timedelta(minutes=2)
    assert (await problem(server.put("/d", Page(b"", status, headers=date)))).retry_after == timedelta(minutes=7)
    silly = server.put("/x", Page(b"", status, headers=(("retry-after", "soon"),)))
    assert (await problem(silly)).retry_after == (timedelta(minutes=5) if status == 429 else None)


async def test_unreachable_hosts_have_their_words(unused_tcp_port: int) -> None:
    assert (await problem(f"http://127.0.0.1:{unused_tcp_port}/")).what == "connection refused"
    assert (await problem("http://no-such-host.invalid/")).what in {
        "host not found",
        "DNS lookup failed: the name server does not answer",
    }


@pytest.mark.parametrize(
    "url", ["ftp://news.example/f", "file:///etc/passwd", "javascript:alert(1)", "http://", "http://[::1", "x"]
)
async def test_only_web_addresses_are_visited(url: str) -> None:
    assert (await problem(url)).is_permanent


async def test_a_permanent_redirect_is_reported_a_temporary_one_is_not(server: FeedServer) -> None:
    server.put("/b", Page(rss("A")))
    moved = await fetch(server.put("/a", redirect("/b", 301)))
    assert isinstance(moved, Fetched)
    assert moved.url == moved.moved_to == server.url + "/b"
    assert [str(hop.status) for hop in moved.hops] == ["301", "200"]
    lent = await fetch(server.put("/c", redirect("/b", 307)))
    assert isinstance(lent, Fetched)
    assert (lent.url, lent.moved_to) == (server.url + "/b", "")


async def test_behind_a_temporary_redirect_nothing_is_permanent(server: FeedServer) -> None:
    server.put("/c", Page(rss("A")))
    server.put("/b", redirect("/c", 301))
    result = await fetch(server.put("/a", redirect("/b", 302)))
    assert isinstance(result, Fetched)
    assert result.moved_to == ""


async def test_redirects_in_a_circle_and_without_end(server: FeedServer) -> None:
    server.put("/b", redirect("/a"))
    assert (await problem(server.put("/a", redirect("/b")))).what == f"redirect loop by way of {server.url}/a"
    for n in range(9):
        server.put(f"/{n}", redirect(f"/{n + 1}"))
    assert (await problem(server.url + "/0")).what == "redirects more than 5 times"
    assert server.times("/6") == 0


async def test_the_inside_is_closed_without_permission(server: FeedServer) -> None:
    failed = await problem(server.put("/f", Page(rss("A"))), private=False)
    assert failed.what == "127.0.0.1 is at a loopback address, which is refused"
    assert "private: true" in failed.todo
    for host in ("localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        assert "which is refused" in (await problem(f"{server.url.replace('127.0.0.1', host)}/f", private=False)).what
    assert not server.asked


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "http://0.0.0.0:80/"])
async def test_a_redirect_to_the_inside_is_not_followed(server: FeedServer, target: str) -> None:
    failed = await problem(server.put("/f", redirect(target)))
    assert "which is refused" in failed.what


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://news.example/"])
async def test_a_redirect_to_another_scheme_is_not_followed(server: FeedServer, target: str) -> None:
    assert (await problem(server.put("/f", redirect(target)))).what.startswith("not an http(s) address")


async def test_secrets_in_addresses_are_not_repeated(server: FeedServer) -> None:
    url = server.put("/f?token=s3cret-s3cret", redirect("/f?token=s3cret-s3cret")).replace("http://", "http://me:hunter2@")
    failed = await problem(url)
    assert "redirect loop" in failed.what
    assert "s3cret" not in f"{failed}{failed.hops}"
    assert "hunter2" not in f"{failed}{failed.hops}"


async def test_a_password_in_the_address_is_used(server: FeedServer) -> None:
    await fetch(server.put("/f", Page(rss("A"))).replace("http://", "http://me:hunter2@"))
    assert server.asked[0].headers["authorization"].startswith("Basic ")


async def test_cache_control_is_heard(server: FeedServer) -> None:
    result = await fetch(server.put("/f", Page(rss("A"), headers=(("cache-control", "public, max-age=900"),))))
    assert isinstance(result, Fetched)
    assert result.min_interval == timedelta(minutes=15)


async def test_one_host_gets_one_request_at_a_time_and_holds_up_no_other(server: FeedServer) -> None:
    settings = replace(SETTINGS, concurrency=2, timeout=timedelta(milliseconds=400))
    slow = server.put("/drip", drip())
    async with FeedServer().serving() as other:
        quick = other.put("/f", Page(rss("A"))).replace("127.0.0.1", "localhost")
        async with Fetcher(settings, "1.0") as fetcher:
            waiting = [asyncio.create_task(fetcher.fetch(feed(slow), state(slow))) for _ in range(3)]
            await server.until("/drip")
            assert isinstance(await fetcher.fetch(feed(quick), state(quick)), Fetched)
            assert server.most == 1
            assert not any(task.done() for task in waiting)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)


async def test_the_name_is_verified_though_the_address_is_connected_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    own = certificate(tmp_path, "localhost")
    context.load_cert_chain(own)
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    server = FeedServer({"/f": Page(rss("A"))})
    async with server.serving(context):
        url = server.url.replace("127.0.0.1", "localhost") + "/f"
        unknown = await problem(url)
        assert unknown.what.startswith("its certificate is not valid: self-signed certificate")
        assert "SSL_CERT_FILE" in unknown.todo
        monkeypatch.setattr("monitor.feeds.fetch.fetcher._tls_context", lambda: ssl.create_default_context(cafile=str(own)))
        assert isinstance(await fetch(url), Fetched)
        assert names == ["localhost", "localhost"]
        other = await problem(url.replace("localhost", "127.0.0.1"))
        assert other.what.startswith("its certificate is not valid: IP address")
        assert other.todo.startswith("it belongs to another site")


async def test_an_unknown_client_is_told_to_introduce_itself(server: FeedServer) -> None:
    url = server.put("/f", Page(status=403))
    assert (await problem(url, replace(SETTINGS, contact=""))).todo.startswith("it may block unknown clients: set `contact`")
    assert (await problem(url)).todo.startswith("access is denied: ask the publisher")

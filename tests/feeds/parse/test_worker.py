"""Parsing off the event loop: the clean and small in threads, the rest in processes that can be killed."""

import asyncio
import gc
import logging
import os
from datetime import UTC, datetime

import pytest
from support.feed_server import rss

from monitor.feeds.parse.parser import Received, parse
from monitor.feeds.parse.priority_limit import PriorityLimit
from monitor.feeds.parse.worker import Parsers
from monitor.model import Feed

NOW = datetime(2024, 1, 18, 6, 0, tzinfo=UTC)
FEED = Feed(id="dawn", url="https://dawn.example/rss", outlet="Dawn")
CLEAN = rss("A", "B")
BAD = rss("AT&T").replace(b"&amp;", b"&")
# Not well-formed, so it is parsed loosely, where the time grows with the square of the attributes.
SLOW = b"<rss>&<channel><item><x " + b" ".join(b"a%d='1'" % n for n in range(60_000)) + b"></rss>"


def job(body: bytes) -> Received:
    return Received(body, "text/xml", "https://dawn.example/rss", FEED, NOW)


async def test_both_ways_give_what_parse_gives() -> None:
    large = rss(*(f"Headline number {n} about something" for n in range(3000)))
    async with Parsers() as parsers:
        for body in (CLEAN, BAD, large):
            assert await parsers.parse(job(body)) == parse(job(body))


async def test_a_document_that_takes_too_long_is_given_up_and_holds_up_nobody() -> None:
    async with Parsers(deadline=3.0) as parsers:
        slow = [asyncio.create_task(parsers.parse(job(SLOW))) for _ in range(2)]
        for _ in range(20):
            assert (await parsers.parse(job(CLEAN))).entries
        assert not any(task.done() for task in slow)
        for task in slow:
            failed = (await task).failed
            assert failed is not None
            assert failed.what == "not parsed within 3 s"
        assert (await parsers.parse(job(CLEAN))).entries
    assert not _children()


async def test_what_is_small_does_not_wait_for_what_is_huge() -> None:
    async with Parsers(deadline=3.0) as parsers:
        slow = [asyncio.create_task(parsers.parse(job(SLOW))) for _ in range(6)]
        await asyncio.sleep(0)  # they come first
        assert (await parsers.parse(job(BAD))).entries
        assert sum(task.done() for task in slow) <= 2
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


async def test_whoever_gives_up_waiting_leaves_the_place_to_the_next() -> None:
    places, entered = PriorityLimit(1), list[int]()

    async def enter(size: int) -> None:
        async with places.taken(size):
            entered.append(size)

    async with places.taken(0):
        waiting = {size: asyncio.create_task(enter(size)) for size in (3, 1, 2, 4)}
        await asyncio.sleep(0)
        waiting[2].cancel()
    waiting[1].cancel()  # its turn has come, and it has not run yet
    await asyncio.gather(*waiting.values(), return_exceptions=True)
    assert entered == [3, 4]
    await enter(5)


MUCH = {
    "bytes": b"<rss " + b" ".join(b"a%d=''" % n for n in range(110_000)) + b"/>",
    "JSON": b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b"{}," * 340_000 + b"{}]}",
    "tags": b"<rss><channel>" + b"<a/>" * 11_000 + b"</channel></rss>",
    "a base to join for each element": b"<rss xml:base='http://x.example/" + b"a/" * 1000 + b"'><channel><item/></channel></rss>",
    "UTF-16": rss("A").decode().encode("utf-16"),
}


@pytest.mark.parametrize("name", MUCH)
async def test_what_small_documents_can_make_much_of_is_left_to_a_process(name: str) -> None:
    async with Parsers() as parsers:
        await parsers.parse(job(MUCH[name]))
        assert len(_children()) == 1


async def test_a_process_grown_large_is_not_used_again() -> None:
    grown = b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b"{}," * 3_000_000 + b'{"id":"1","title":"A"}]}'
    async with Parsers() as parsers:
        assert (await parsers.parse(job(grown))).failed is None
        (before,) = _children()
        assert (await parsers.parse(job(BAD))).entries
        (after,) = _children()
    assert before != after


async def test_a_process_that_died_is_replaced_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    large = rss(*(f"Headline number {n} about something" for n in range(3000)))  # more than a pipe takes in at once
    async with Parsers(deadline=5.0) as parsers:
        assert (await parsers.parse(job(BAD))).entries
        (process,) = _children()
        os.kill(process, 9)
        assert (await parsers.parse(job(large))).entries
    assert not _children()
    gc.collect()  # what nobody took notice of is logged when it is thrown away
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_the_process_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "123456:secret")
    async with Parsers() as parsers:
        await parsers.parse(job(BAD))
        (process,) = _children()
        with open(f"/proc/{process}/environ", "rb") as environment:  # noqa: ASYNC230, PTH123
            assert b"TELEGRAM" not in environment.read()


async def test_interrupting_the_daemon_on_a_terminal_does_not_hit_the_process() -> None:
    async with Parsers() as parsers:
        await parsers.parse(job(BAD))
        (process,) = _children()
        assert os.getsid(process) != os.getsid(0)


def _children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children") as file:  # noqa: PTH123
        return [int(pid) for pid in file.read().split()]

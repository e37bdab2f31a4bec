"""The listener against strangers: slow, large, many, malformed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from monitor.web.server import Asked, Listener, ReadBody, Reply

GREETING = b"GET /known?a=b HTTP/1.1\r\nHost: x\r\n\r\n"


async def answer(asked: Asked, read_body: ReadBody) -> Reply:
    path = asked.target.partition("?")[0]
    if path == "/breaks":
        raise RuntimeError("of ours")
    if path != "/known":
        return Reply(404)
    return Reply(200, asked.target.encode() if asked.method == "GET" else b"%d bytes" % len(await read_body()))


@asynccontextmanager
async def listening(**limits: float) -> AsyncIterator[int]:
    async with Listener(answer, 100_000, **limits).listening("127.0.0.1", 0) as port:  # type: ignore[arg-type]
        yield port


async def ask(port: int, request: bytes) -> bytes:
    """The whole answer: the connection is closed behind it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def post(body: bytes, path: bytes = b"/known", more: bytes = b"") -> bytes:
    return b"POST %b HTTP/1.1\r\nHost: x\r\n%bContent-Length: %d\r\n\r\n%b" % (path, more, len(body), body)


CHUNKED = b"POST /known HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("request_", "status", "end"),
    [
        (GREETING, 200, b"/known?a=b"),
        (post(b"x" * 90_000), 200, b"90000 bytes"),
        (CHUNKED + b"3\r\nabc\r\n0\r\n\r\n", 200, b"3 bytes"),
        (post(b"x" * 100_001), 413, b""),
        (CHUNKED + b"1000000\r\n" + b"x" * 200_000, 413, b""),
        (post(b"x" * 3_000_000, b"/other"), 404, b""),
        (b"GET /breaks HTTP/1.1\r\nHost: x\r\n\r\n", 500, b""),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", 400, b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 20_000, 431, b""),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, b""),
        (b"POST /known HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, b""),
        (post(b"", more=b"Content-Length: 7\r\n"), 400, b""),
    ],
    ids=str,
)
async def test_one_answer_for_each_request(request_: bytes, status: int, end: bytes) -> None:
    async with listening() as port:
        got = await ask(port, request_)
        head, _, body = got.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status)
        assert body == end
        assert b"nosniff" in head
        assert (await ask(port, GREETING)).endswith(b"/known?a=b")


async def test_a_client_that_waits_to_be_asked_for_its_body_is_asked() -> None:
    async with listening() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /known HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 100")
        writer.write(b"abc")
        assert (await reader.read()).endswith(b"3 bytes")
        writer.close()


async def test_whoever_does_not_say_what_he_wants_makes_room_for_others() -> None:
    async with listening(connections=3) as port:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        for _, writer in silent:
            writer.write(b"GET /known HT")
        for _ in range(5):
            assert (await ask(port, GREETING)).endswith(b"/known?a=b")
        assert await silent[0][0].read() == b""
        for _, writer in silent:
            writer.close()


async def test_the_head_of_a_request_has_a_deadline() -> None:
    async with listening(head_time=0.05) as port:
        assert await ask(port, b"GET /known HTTP/1.1\r\nX: drip") == b""


async def test_connections_end_with_the_listener() -> None:
    async with listening() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /known HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
        await asyncio.sleep(0)
    assert await reader.read() == b""
    writer.close()

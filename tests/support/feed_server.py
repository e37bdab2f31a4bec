"""A web server on loopback that publishes feeds, politely or with every trick in the book.

What stands at a path is a `Page`, or a function that writes whatever bytes it likes to the connection.
"""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from xml.sax.saxutils import escape


@dataclass(frozen=True, slots=True)
class Asked:
    path: str
    headers: dict[str, str]  # names in lower case


@dataclass(frozen=True, slots=True)
class Page:
    """An answer. With `etag`, a request that knows it gets 304 without a body."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/rss+xml"
    etag: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def encoded(self, asked: Asked) -> bytes:
        is_known = bool(self.etag) and asked.headers.get("if-none-match") == self.etag
        status, body = (304, b"") if is_known else (self.status, self.body)
        given = {"content-type": self.content_type, "content-length": str(len(body))} | dict(self.headers)
        if self.etag:
            given["etag"] = self.etag
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{head}\r\n".encode("latin-1") + body


Trick = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class FeedServer:
    """`asked` are the requests so far; `most` is how many were open at once."""

    pages: dict[str, Page | Trick] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    open: int = 0
    most: int = 0
    url: str = ""
    _running: set["asyncio.Task[None]"] = field(default_factory=set)
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    @contextlib.asynccontextmanager
    async def serving(
        self, tls: ssl.SSLContext | None = None, *, address: str = "127.0.0.1", port: int = 0
    ) -> AsyncIterator["FeedServer"]:
        server = await asyncio.start_server(self._connection, address, port, ssl=tls)
        self.url = f"{'https' if tls else 'http'}://{address}:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running)
            await server.wait_closed()

    def put(self, path: str, page: Page | Trick) -> str:
        """Publish `page` and return its address."""
        self.pages[path] = page
        return self.url + path

    def times(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    async def until(self, path: str, times: int = 1) -> None:
        """Wait until `path` has been asked for so often."""
        while self.times(path) < times:
            await self._asked.wait()
            self._asked.clear()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client had enough, or the test is over
        finally:
            self.open -= 1
            self._running.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        asked = Asked(head[0].split(" ")[1], headers)
        self.asked.append(asked)
        self._asked.set()
        page = self.pages.get(asked.path, Page(b"no such page", 404, "text/plain"))
        if isinstance(page, Page):
            writer.write(page.encoded(asked))
        else:
            await page(asked, writer)
        await writer.drain()


def rss(*titles: str, channel: str = "", **items: str) -> bytes:
    """An RSS feed with an item for each title (guid and link from its place); `items` adds raw ones by guid."""
    parts = [
        f"<item><guid isPermaLink='false'>{number}</guid><title>{escape(title)}</title>"
        f"<link>https://news.example/{number}</link></item>"
        for number, title in enumerate(titles)
    ]
    parts += [f"<item><guid isPermaLink='false'>{guid}</guid>{inner}</item>" for guid, inner in items.items()]
    return f"<rss version='2.0'><channel><title>News</title>{channel}{''.join(parts)}</channel></rss>".encode()


def redirect(to: str, status: int = 302) -> Page:
    return Page(status=status, headers=(("location", to),))


def drip(head: bytes = b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n\r\n<rss>", every: float = 0.02) -> Trick:
    """What never ends after `head`, a byte at a time: no read ever times out."""

    async def trick(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(every)

    return trick


def say(data: bytes) -> Trick:
    """These bytes, and the end of the connection."""

    async def trick(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return trick


def repeat(head: bytes, piece: bytes) -> Trick:
    """After `head` the same for ever, as fast as it is taken."""

    async def trick(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()

    return trick


async def silence(_asked: Asked, _writer: asyncio.StreamWriter) -> None:
    """No answer, and the connection stays open."""
    await asyncio.Event().wait()


def flood(chunk: bytes = b" " * 65_536) -> Trick:
    """A body that never ends."""
    return repeat(b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n\r\n<rss>", chunk)


def break_off(data: bytes) -> Trick:
    """These bytes, then the connection is torn."""

    async def trick(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        tear(writer)

    return trick


def tear(writer: asyncio.StreamWriter) -> None:
    """End the connection with a reset instead of a goodbye."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


reset = break_off(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n<rss>")  # in the middle of the body
lie = say(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n<rss></rss>")  # shorter than the server says
nonsense = say(b"SSH-2.0-OpenSSH_9.2\r\n")  # not HTTP at all

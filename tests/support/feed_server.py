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
    async def serving(self, tls: ssl.SSLContext | None = None) -> AsyncIterator["FeedServer"]:
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0, ssl=tls)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
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


def drip(every: float = 0.02) -> Trick:
    """A body that never ends, a byte at a time: no read ever times out."""

    async def trick(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n\r\n<rss>")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(every)

    return trick


def flood(chunk: bytes = b" " * 65_536) -> Trick:
    """A body that never ends, as fast as it is taken."""

    async def trick(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n\r\n<rss>")
        while True:
            writer.write(chunk)
            await writer.drain()

    return trick


async def reset(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    """The connection breaks in the middle of the body."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n<rss>")
    await writer.drain()
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def lie(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    """The body is shorter than the server says."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n<rss></rss>")


async def nonsense(_asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Not HTTP at all."""
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")

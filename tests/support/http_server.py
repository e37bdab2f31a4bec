"""A small HTTP/1.1 server on asyncio for emulators: keep-alive, and connections that break on purpose."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # lower-case names
    body: bytes

    def parameters(self) -> dict[str, Any]:
        """Query and body, whether that is a form or JSON."""
        kind = self.headers.get("content-type", "")
        if kind.startswith("application/json"):
            return self.query | json.loads(self.body or b"{}")
        return self.query | dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes
    content_type: str = "application/json"


class Reset(Exception):
    """The handler wants the connection torn down instead of an answer."""


Handler = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class HttpServer:
    """Serves `handler` on a loopback port; `connections` counts those accepted."""

    handler: Handler
    connections: int = 0
    _running: set["asyncio.Task[None]"] = field(default_factory=set)

    @contextlib.asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        """The server's address while it runs."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", port, limit=1 << 22)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running)
            await server.wait_closed()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            while request := await _read(reader):
                response = await self.handler(request)
                writer.write(_head(response) + response.body)
                await writer.drain()
        except Reset:
            writer.transport.abort()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # ending quietly: asyncio reports a connection's cancelled task as an error
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()
            self._running.discard(task)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    method, target, _ = head[0].split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    return Request(method, parts.path, dict(parse_qsl(parts.query)), headers, body)


def _head(response: Response) -> bytes:
    phrase = HTTPStatus(response.status).phrase
    lines = (
        f"HTTP/1.1 {response.status} {phrase}\r\nContent-Type: {response.content_type}\r\nContent-Length: {len(response.body)}"
    )
    return f"{lines}\r\n\r\n".encode()

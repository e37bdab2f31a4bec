"""A small HTTP server for the few requests from outside, through a proxy: one request per connection.

A client is untrusted until the head of its request is read: until then a connection has little time and space, and the
one that has waited longest is closed when there are too many. A body is read only if the handler wants it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import h11
import structlog

_READ = 65_536  # bytes read from the connection at a time
_HEAD = 16_384  # bytes of request line and headers
_HEAD_TIME = 10.0  # seconds for them
_TIME = 60.0  # seconds for the whole request, including our own work
_CONNECTIONS = 64
_LINGER = 1.0  # seconds for the client to read our response before it has sent its whole request

log = structlog.get_logger("listener")


@dataclass(frozen=True, slots=True)
class Asked:
    """The head of a request."""

    method: str
    target: str = field(repr=False)  # path and query as received
    headers: Mapping[str, str]  # names in lower case


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""


ReadBody = Callable[[], Awaitable[bytes]]
Answer = Callable[[Asked, ReadBody], Awaitable[Reply]]


class _RefusedError(Exception):
    """Ends a request with `reply`."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.reply = Reply(status)


class Listener:
    """Serves `answer`, which may read the body of the request: at most `max_body` bytes, else 413."""

    def __init__(self, answer: Answer, max_body: int, head_time: float = _HEAD_TIME, connections: int = _CONNECTIONS) -> None:
        """`head_time` is in seconds."""
        self._answer, self._max_body = answer, max_body
        self._head_time, self._connections = head_time, connections
        self._open: set[asyncio.Task[None]] = set()
        self._strangers: dict[asyncio.Task[None], None] = {}  # connections whose request has not been read, oldest first

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[int]:
        """Listen; yields the port (any free one for 0). Raises OSError if the address is not available."""
        server = await asyncio.start_server(self._accept, host, port, limit=_READ)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            await server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= self._connections:
            oldest = next(iter(self._strangers), None)
            if oldest is None:
                writer.transport.abort()
                return
            del self._strangers[oldest]
            oldest.cancel()
        task = asyncio.create_task(self._serve(reader, writer))
        self._open.add(task)
        self._strangers[task] = None

        def forget(done: asyncio.Task[None]) -> None:
            self._open.discard(done)
            self._strangers.pop(done, None)
            writer.transport.abort()

        task.add_done_callback(forget)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        exchange = _Exchange(reader, writer)
        with suppress(OSError, TimeoutError, asyncio.CancelledError):  # all of them: the clients have had their time
            async with asyncio.timeout(_TIME):
                try:
                    reply = await self._reply(exchange)
                except _RefusedError as refused:
                    reply = refused.reply
                except (OSError, TimeoutError):
                    raise
                except Exception:  # whatever one client causes, the others are served
                    log.exception("a request broke")
                    reply = Reply(500)
                await exchange.send(reply)

    async def _reply(self, exchange: "_Exchange") -> Reply:
        async with asyncio.timeout(self._head_time):
            asked = await exchange.head()
        task = asyncio.current_task()
        if task is not None:
            self._strangers.pop(task, None)
        return await self._answer(asked, partial(exchange.body, self._max_body))


class _Exchange:
    """One request and its reply."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD)

    async def head(self) -> Asked:
        request = await self._next()
        if not isinstance(request, h11.Request):
            raise _RefusedError(400)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
        return Asked(request.method.decode("latin-1"), request.target.decode("latin-1"), headers)

    async def body(self, limit: int) -> bytes:
        if self._http.they_are_waiting_for_100_continue:
            await self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
        body = bytearray()
        while isinstance(event := await self._next(), h11.Data):
            body += event.data
            if len(body) > limit:
                raise _RefusedError(413)
        if not isinstance(event, h11.EndOfMessage):
            raise _RefusedError(400)
        return bytes(body)

    async def send(self, reply: Reply) -> None:
        if self._http.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            return
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Length", str(len(reply.body))),
            ("Connection", "close"),
        ]
        events = (h11.Response(status_code=reply.status, headers=headers), h11.Data(reply.body), h11.EndOfMessage())
        await self._write(b"".join(self._http.send(event) or b"" for event in events))
        self._writer.write_eof()
        async with asyncio.timeout(_LINGER):
            while await self._reader.read(_READ):
                pass

    async def _write(self, data: bytes | None) -> None:
        self._writer.write(data or b"")
        await self._writer.drain()

    async def _next(self) -> object:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                self._http.receive_data(await self._reader.read(_READ))
        except h11.RemoteProtocolError as error:
            raise _RefusedError(error.error_status_hint) from error
        return event

"""How httpx reaches a server: one connection for one request, on asyncio's streams.

httpx's own transport keeps a connection pool, which is of no use for feeds on separate hosts; maintaining it takes
longer than the rest of a request.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress

import h11
import httpx

_READ = 65_536  # bytes read from the connection at a time
_HEAD = 65_536  # bytes of status line and headers
_HTTP = b"HTTP/"
_INTERIM = 20  # answers of status 1xx before the answer
_PIECES = 100_000  # of one body: a hundred bytes each, if it is as large as it may be
_TURN = 500  # pieces after which other tasks run
_CONNECT = 10.0  # seconds for one address

_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Direct(httpx.AsyncBaseTransport):
    """Raises httpx's errors, caused by the system's. All deadlines except that for connecting are the caller's."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the first reachable one of its `addresses`, at `port`; both are extensions."""
        reader, writer = await self._connect_to_any(request)
        exchange = _Exchange(reader, writer)
        try:
            head = await exchange.ask(request)
        except BaseException:
            await exchange.aclose()
            raise
        extensions = {"reason_phrase": bytes(head.reason)}
        return httpx.Response(head.status_code, headers=list(head.headers.raw_items()), stream=exchange, extensions=extensions)

    async def _connect_to_any(self, request: httpx.Request) -> _Streams:
        *others, last = request.extensions["addresses"]
        for address in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._connect(request, address)
        return await self._connect(request, last)

    async def _connect(self, request: httpx.Request, address: str) -> _Streams:
        is_tls = request.url.scheme == "https"
        try:
            async with asyncio.timeout(_CONNECT):
                return await asyncio.open_connection(
                    address,
                    request.extensions["port"],
                    ssl=self._tls if is_tls else None,
                    server_hostname=request.url.raw_host.decode("ascii") if is_tls else None,  # that must be in its certificate
                    limit=_READ,
                )
        except TimeoutError as error:
            raise httpx.ConnectTimeout("connection timed out", request=request) from error
        except OSError as error:
            raise httpx.ConnectError(str(error), request=request) from error


class _Exchange(httpx.AsyncByteStream):
    """One request and its response, whose body is streamed."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)
        self._place, self._beginning, self._is_ended = "its headers", b"", False

    async def ask(self, request: httpx.Request) -> h11.Response:
        """Send the request and return the head of its response."""
        head = h11.Request(method=request.method.encode(), target=request.url.raw_path, headers=request.headers.raw)
        events = (head, h11.Data(request.content), h11.EndOfMessage()) if request.content else (head, h11.EndOfMessage())
        sent = b"".join(self._http.send(event) or b"" for event in events)
        try:
            self._writer.write(sent)
        except OSError as error:
            raise httpx.WriteError(str(error), request=request) from error
        for _ in range(_INTERIM):
            event = await self._next()
            if isinstance(event, h11.Response):
                self._place = "its body"
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise httpx.RemoteProtocolError("no answer", request=request)
        raise httpx.RemoteProtocolError(f"more than {_INTERIM} interim responses", request=request)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = 0
        while isinstance(event := await self._next(), h11.Data):
            yield bytes(event.data)
            pieces += 1
            if pieces > _PIECES:
                raise httpx.RemoteProtocolError(f"a body in more than {_PIECES:,} pieces")
            if pieces % _TURN == 0:
                await asyncio.sleep(0)

    async def aclose(self) -> None:
        self._writer.transport.abort()

    async def _next(self) -> object:
        """The next event of the response."""
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                data = await self._reader.read(_READ)
                self._beginning, self._is_ended = self._beginning or data[: len(_HTTP)], not data
                self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise httpx.RemoteProtocolError(self._what_broke(error)) from error
        except OSError as error:
            raise httpx.ReadError(str(error)) from error
        return event

    def _what_broke(self, error: h11.RemoteProtocolError) -> str:
        if not _HTTP.startswith(self._beginning):
            return "the server does not speak HTTP"
        if self._is_ended:
            return f"the response ended in {self._place}" if self._beginning else "the connection ended without a response"
        if error.error_status_hint == httpx.codes.REQUEST_HEADER_FIELDS_TOO_LARGE:
            return f"more than {_HEAD:,} bytes of headers"
        if "_SWITCH" in str(error):
            return "it switches to another protocol without being asked"
        return f"in {self._place}, {error}".partition(": bytearray")[0]

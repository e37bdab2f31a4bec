"""One conditional, polite and guarded request for one feed; httpx is used only here and in `transport`.

Failures are returned as `PollFailed`, in words that a user can act on; nothing is raised. httpx has
neither a deadline for a whole response nor a limit on its decompressed size: both are enforced here. Its client is not
used: it keeps cookies, which must not be sent to feeds, and costs as much as the rest of a request.
"""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from types import TracebackType
from typing import Self, TypeVar

import httpx

from monitor.clock import SystemClock
from monitor.core.durations import in_words
from monitor.core.polling.schedule import PollFailed
from monitor.core.text.urls import host_of
from monitor.feeds.fetch.address_guard import Resolver, refusal
from monitor.feeds.fetch.body import ACCEPT_ENCODING, Body, TooLargeError, UndecodableError
from monitor.feeds.fetch.failures import INTRODUCE, by_error, by_status
from monitor.feeds.fetch.headers import max_age
from monitor.feeds.fetch.hosts import Hosts
from monitor.feeds.fetch.redirects import HEADERS, ElsewhereError, FailedError, RedirectTrail, target_of, told
from monitor.feeds.fetch.transport import Direct
from monitor.model import Feed, FeedState, Hop, PollSettings

_ACCEPT = "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
_WEATHER = (TimeoutError, FailedError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, UnicodeError)
_WHOLE = frozenset({httpx.codes.OK, httpx.codes.NON_AUTHORITATIVE_INFORMATION})
_SAME_METHOD = frozenset({307, 308})
_ADDRESSES = 3  # of one host tried in turn
_GAP = timedelta(milliseconds=500)  # between two requests to one host, unless it is our own
_VALIDATOR = 1000  # characters; servers refuse requests with long headers
_LARGE = 1_000_000  # bytes from which a body needs one of few slots, because it may grow tenfold
_LARGE_AT_ONCE = 4


def _nothing() -> None:
    """Nothing to release for a small body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body that is new."""

    url: str  # the final URL
    body: bytes = field(repr=False)
    body_hash: str
    received: int = 0  # bytes received, mostly compressed
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""  # where permanent redirects lead
    min_interval: timedelta | None = None  # Cache-Control: max-age
    link: str = ""  # the Link headers (RFC 8288)
    hops: tuple[Hop, ...] = ()  # the exchange
    release: Callable[[], None] = field(default=_nothing, repr=False, compare=False)  # to be called once it is parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304, or the same body as last time."""

    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    min_interval: timedelta | None = None
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """No request was made: the host asked us, for this feed or another, to back off until then."""

    until: datetime
    hops: tuple[Hop, ...] = ()


FetchResult = Fetched | NotModified | PollFailed | HeldBack
_Result = TypeVar("_Result")


class Fetcher:
    """Asks for all feeds; an async context manager.

    At most `settings.concurrency` requests run at once, and `settings.per_host` to one host; a request that waits for its host
    takes no slot from others.
    """

    def __init__(self, settings: PollSettings, version: str, hosts: Hosts | None = None) -> None:
        """`version` is ours, for the User-Agent; `hosts` is what is known of hosts, if anything."""
        self._settings = settings
        self._hosts = hosts or Hosts(settings.per_host, SystemClock())
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._headers = {
            b"User-Agent": f"monitor/{version}{contact}".encode(),
            b"Accept": _ACCEPT.encode(),
            b"Accept-Encoding": ACCEPT_ENCODING.encode(),
            b"Connection": b"close",  # a kept connection could be given to another name at the same address
        }
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._large = asyncio.Semaphore(_LARGE_AT_ONCE)
        self._resolver = Resolver(settings.concurrency)
        self._transport = Direct(_tls_context())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._resolver.close()

    async def fetch(self, feed: Feed, state: FeedState) -> FetchResult:
        """Ask for `state.url` with the validators of `state`, following at most five redirects, each of them checked."""
        return await self._politely(state.url, feed.private, lambda trail: self._follow(feed, state, trail))

    async def submit(self, url: str, form: Mapping[str, str], *, private: bool) -> PollFailed | HeldBack | None:
        """POST `form` to `url`, with the limits and the guard of a fetch; None if it was accepted."""
        return await self._politely(url, private, lambda trail: self._hand_in(form, private, trail))

    async def _politely(
        self, url: str, private: bool, ask: Callable[[RedirectTrail], Awaitable[_Result]]
    ) -> _Result | PollFailed | HeldBack:
        """The result of `ask`, run when the host is free and within the deadline; failures in words."""
        trail, left = RedirectTrail(url), self._settings.timeout.total_seconds()
        while True:
            host = host_of(trail.url)
            async with self._hosts.slot(host, timedelta(0) if private else _GAP), self._slots:
                until = self._hosts.closed_until(host)
                if until:
                    return HeldBack(until=until, hops=tuple(trail.hops))
                try:
                    async with asyncio.timeout(left) as trail.deadline:
                        result = await ask(trail)
                except ElsewhereError:
                    left = trail.left()
                    continue
                except _WEATHER as error:
                    return self._told(self._in_words(error), host, trail)
            return self._told(result, host, trail) if isinstance(result, PollFailed) else result

    def _told(self, failed: PollFailed, host: str, trail: RedirectTrail) -> PollFailed:
        """`failed` without secrets; if it asks us to back off from `host`, that is remembered."""
        if failed.retry_after:
            self._hosts.close(host, min(failed.retry_after, self._settings.longest))
        return replace(failed, what=told(failed.what), todo=told(failed.todo), hops=tuple(trail.hops))

    def _in_words(self, error: Exception) -> PollFailed:
        if isinstance(error, FailedError):
            return error.failed
        if isinstance(error, TimeoutError):
            what = f"no complete response within {in_words(self._settings.timeout)}"
            return PollFailed(what=what, todo="if this persists, raise `timeout` under `poll`")
        return by_error(error)

    async def _follow(self, feed: Feed, state: FeedState, trail: RedirectTrail) -> FetchResult:
        while True:
            begun = asyncio.get_running_loop().time()
            request = httpx.Request("GET", trail.url, headers=self._headers | _conditions(state))
            async with self._response(request, feed.private) as response:
                trail.note(response, timedelta(seconds=asyncio.get_running_loop().time() - begun))
                target = target_of(response, trail.url)
                if not target:
                    return await self._read(response, state, trail)
            trail.follow(target, response.status_code)

    async def _hand_in(self, form: Mapping[str, str], private: bool, trail: RedirectTrail) -> PollFailed | None:
        while True:
            request = httpx.Request("POST", trail.url, headers=self._headers, data=form)
            async with self._response(request, private) as response:
                if response.is_success:
                    return None
                target = target_of(response, trail.url) if response.status_code in _SAME_METHOD else ""
                if not target:
                    return self._refused(response)
            trail.follow(target, response.status_code)

    @asynccontextmanager
    async def _response(self, request: httpx.Request, private: bool) -> AsyncIterator[httpx.Response]:
        """The response of the host's first reachable address, its body not yet read."""
        name = request.url.raw_host.decode("ascii")
        if request.url.scheme not in {"http", "https"} or not name:
            raise FailedError(
                PollFailed(what=f"not an http(s) address: {request.url}", todo="check its address", is_permanent=True)
            )
        if request.url.userinfo:
            next(httpx.BasicAuth(request.url.username, request.url.password).auth_flow(request))
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        if port >= 1 << 16:
            raise httpx.InvalidURL(f"{port} is not a valid port")
        request.extensions = {"addresses": await self._checked(name, port, private), "port": port}
        response = await self._transport.handle_async_request(request)
        response.headers.encoding = HEADERS
        try:
            yield response
        finally:
            await response.aclose()

    async def _checked(self, name: str, port: int, private: bool) -> tuple[str, ...]:
        """The permitted addresses of `name`."""
        found = await self._resolver.addresses(name.strip("[]"), port)
        refusals = {address: refusal(address, private=private) for address in found}
        allowed = tuple(address for address in found if not refusals[address])
        if not allowed:
            kind = next(iter(refusals.values()), "unknown")
            todo = (
                "if this is intended, set `private: true` for this feed"
                if kind in {"private", "loopback"}
                else "check its address"
            )
            raise FailedError(PollFailed(what=f"{name} is at a {kind} address, which is refused", todo=todo, is_permanent=True))
        return allowed[:_ADDRESSES]

    def _refused(self, response: httpx.Response) -> PollFailed:
        failed = by_status(response.status_code, response.reason_phrase, response.headers, self._hosts.clock.now())
        is_unknown = response.status_code == httpx.codes.FORBIDDEN and not self._settings.contact
        return replace(failed, todo=INTRODUCE) if is_unknown else failed

    async def _read(self, response: httpx.Response, state: FeedState, trail: RedirectTrail) -> FetchResult:
        headers = response.headers
        age = max_age(headers.get("cache-control", "")) or None
        etag, last_modified = _validator(headers, "etag"), _validator(headers, "last-modified")
        unchanged = NotModified(
            etag=etag or state.etag,
            last_modified=last_modified or state.last_modified,
            moved_to=trail.moved_to,
            min_interval=age,
            hops=tuple(trail.hops),
        )
        if response.status_code == httpx.codes.NOT_MODIFIED and (state.etag or state.last_modified):
            return unchanged
        if response.status_code not in _WHOLE:
            return self._refused(response)
        with ExitStack() as held:
            body = await self._body(response, trail, held)
            body_hash = hashlib.blake2b(body, digest_size=16).hexdigest()
            if body_hash == state.body_hash:
                return replace(unchanged, etag=etag, last_modified=last_modified)
            return Fetched(
                url=trail.url,
                body=body,
                body_hash=body_hash,
                received=response.num_bytes_downloaded,
                content_type=headers.get("content-type", ""),
                etag=etag,
                last_modified=last_modified,
                moved_to=trail.moved_to,
                min_interval=age,
                link=headers.get("link", ""),
                hops=tuple(trail.hops),
                release=held.pop_all().close,
            )

    async def _body(self, response: httpx.Response, trail: RedirectTrail, held: ExitStack) -> bytes:
        """The whole body; releases for a large one are added to `held`. Raises FailedError."""
        limit = self._settings.max_bytes
        too_large = PollFailed(what=f"larger than {limit:,} bytes", todo="raise `max_bytes` if intended", is_permanent=True)
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > limit:
            raise FailedError(too_large)
        is_large = False
        try:
            body = Body(response.headers.get("content-encoding", ""), limit)
            async for chunk in response.aiter_raw():
                body.add(chunk)
                if body.size > _LARGE and not is_large:
                    is_large = True
                    await trail.wait(self._large.acquire)
                    held.callback(self._large.release)
            whole = body.whole()
        except TooLargeError:
            raise FailedError(too_large) from None
        except UndecodableError as error:
            raise FailedError(PollFailed(what=f"unreadable: {error}", todo="tell the publisher")) from None
        if not whole.strip():
            raise FailedError(PollFailed(what="an empty response", todo="check its address if this persists"))
        return whole


@cache
def _tls_context() -> ssl.SSLContext:
    """One for all requests: creating it takes longer than some polls."""
    return httpx.create_ssl_context()


def _conditions(state: FeedState) -> dict[bytes, bytes]:
    """Both validators, byte for byte as received."""
    conditions = {b"If-None-Match": state.etag, b"If-Modified-Since": state.last_modified}
    return {name: value.encode(HEADERS) for name, value in conditions.items() if value}


def _validator(headers: httpx.Headers, name: str) -> str:
    """The validator as received; "" if there is none or it is too long to send back."""
    value: str = headers.get(name, "")
    return value if len(value) <= _VALIDATOR else ""

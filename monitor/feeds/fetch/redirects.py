"""The path of one fetch through redirects, and what ends it early."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from monitor.core.polling.schedule import PollFailed
from monitor.core.text.urls import host_of
from monitor.feeds.plain import shortened, visible
from monitor.logs import redact
from monitor.model import Hop

HEADERS = "latin-1"  # a character for a byte: headers are opaque
_REDIRECTS = 5
_LONGEST = 4000  # characters of an address
_TOLD = 300  # characters of a server's text that are quoted
_TELLING = (
    "content-type", "content-encoding", "etag", "last-modified", "cache-control", "expires", "age",
    "retry-after", "location", "link", "server", "date", "cf-mitigated",
)  # fmt: skip
_PERMANENT = frozenset({301, 308})


class FailedError(Exception):
    """Ends a fetch; `failed` is its result."""

    def __init__(self, failed: PollFailed) -> None:
        super().__init__(str(failed))
        self.failed = failed


class ElsewhereError(Exception):
    """The redirect leads to another host, which may be busy."""


@dataclass(slots=True)
class RedirectTrail:
    """The state of a fetch as it follows redirects."""

    url: str
    moved_to: str = ""
    is_moving: bool = True  # every hop so far was permanent
    hops: list[Hop] = field(default_factory=list)
    deadline: asyncio.Timeout | None = None
    _seen: set[str] = field(default_factory=set)

    def note(self, response: httpx.Response, took: timedelta) -> None:
        """Record a response on the way."""
        said = [(name, told(value)) for name in _TELLING if (value := response.headers.get(name))]
        phrase = told(response.reason_phrase)
        self.hops.append(Hop(url=told(self.url), status=response.status_code, phrase=phrase, headers=tuple(said), took=took))

    def left(self) -> float:
        """Seconds until the deadline."""
        due = self.deadline.when() if self.deadline else None
        return due - asyncio.get_running_loop().time() if due else 0.0

    async def wait(self, until: Callable[[], Awaitable[object]]) -> None:
        """Wait for something that is not the server's fault: the deadline is extended by the wait."""
        assert self.deadline is not None  # noqa: S101 -- whoever waits is under way
        left = self.left()
        self.deadline.reschedule(None)
        await until()
        self.deadline.reschedule(asyncio.get_running_loop().time() + left)

    def follow(self, target: str, status: int) -> None:
        """Follow the redirect to `target`. Raises FailedError if that is impossible, ElsewhereError if it is another host."""
        before, self.url = self.url, target
        self._seen.add(before)
        self.is_moving = self.is_moving and status in _PERMANENT
        self.moved_to = target if self.is_moving else self.moved_to
        if target in self._seen:
            raise FailedError(PollFailed(what=f"redirect loop by way of {target}", todo="check its address"))
        if len(target) > _LONGEST:
            what = f"redirects to an address of more than {_LONGEST:,} characters"
            raise FailedError(PollFailed(what=what, todo="check its address"))
        if len(self._seen) > _REDIRECTS:
            raise FailedError(PollFailed(what=f"redirects more than {_REDIRECTS} times", todo="check its address"))
        if host_of(target) != host_of(before):
            raise ElsewhereError


def told(text: str) -> str:
    """A server's text for display: without secrets and control characters, shortened."""
    return shortened(redact(visible(text)), _TOLD)


def target_of(response: httpx.Response, url: str) -> str:
    """The target of a redirect, without its fragment; "" if this is not one. Raises httpx.InvalidURL."""
    if not response.has_redirect_location:
        return ""
    location = response.headers["location"].encode(HEADERS)
    try:
        text = location.decode()  # it should be ASCII; other bytes are UTF-8 in practice
    except UnicodeDecodeError:
        text = location.decode(HEADERS)
    return str(httpx.URL(url).join(text).copy_with(fragment=None))

"""Probe a URL: is it a feed, how does it behave, and where are a site's feeds."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from monitor import __version__
from monitor.clock import SystemClock
from monitor.core.polling.schedule import Answer, PollFailed, after_failure, after_success
from monitor.core.text.urls import same_address
from monitor.feeds.fetch.fetcher import Fetched, Fetcher, NotModified
from monitor.feeds.parse.pages import usual_places
from monitor.feeds.parse.parser import ParsedFeed, Received
from monitor.feeds.parse.worker import Parsers
from monitor.model import Feed, FeedState, Hop, PollSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The result of a probe; if `failed` is set, only the hops, the time and the next poll are set."""

    url: str = field(repr=False)  # the final URL, possibly with secrets
    asked: str = field(repr=False)  # the requested URL
    moved_to: str = field(default="", repr=False)  # where permanent redirects lead
    hops: tuple[Hop, ...] = ()
    failed: PollFailed | None = None
    at: datetime
    parsed: ParsedFeed = field(default_factory=ParsedFeed)
    received: int = 0  # bytes, as received
    size: int = 0  # bytes, decompressed
    fetch_took: timedelta = timedelta(0)
    state: FeedState  # what a daemon would now remember of it
    parse_took: timedelta = timedelta(0)
    etag: str = ""
    last_modified: str = ""
    max_age: timedelta = timedelta(0)
    again: Hop | None = None  # the answer to a second request, with the validators of the first

    @property
    def is_conditional(self) -> bool:
        return bool(self.etag or self.last_modified)


class Visitor:
    """Probes URLs with the limits of a poll; nothing is stored. An async context manager."""

    def __init__(self, settings: PollSettings) -> None:
        self._settings = settings
        self._fetcher, self._parsers = Fetcher(settings, __version__), Parsers()
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._opened.enter_async_context(self._fetcher)
        await self._opened.enter_async_context(self._parsers)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._opened.aclose()

    async def visit(self, feed: Feed) -> Visit:
        """Fetch and parse `feed` as its first poll would."""
        now, time = SystemClock().now(), asyncio.get_running_loop().time
        first = FeedState(feed_id=feed.id, url=feed.url, next_poll_at=now)
        begun = time()
        fetched = await self._fetcher.fetch(feed, first)
        fetch_took = timedelta(seconds=time() - begun)
        if not isinstance(fetched, Fetched):
            failed = fetched if isinstance(fetched, PollFailed) else PollFailed(what="the host asked us to back off")
            state = after_failure(first, feed, self._settings, failed, now)
            return Visit(
                url=feed.url, asked=feed.url, hops=fetched.hops, failed=failed, at=now, fetch_took=fetch_took, state=state
            )
        begun = time()
        received = Received(fetched.body, fetched.content_type, fetched.url, feed, now, is_examined=True)
        try:
            parsed = await self._parsers.parse(received)
        finally:
            fetched.release()
        answer = Answer(
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            max_age=fetched.min_interval or timedelta(0),
            hint=parsed.hint,
            skips=parsed.skips,
            new_entries=len(parsed.entries),
            dates=tuple(entry.published_at for entry in parsed.entries if entry.published_at),
            rate=parsed.rate,
        )
        return Visit(
            url=fetched.url,
            asked=feed.url,
            moved_to=fetched.moved_to,
            hops=fetched.hops,
            failed=parsed.failed,
            at=now,
            parsed=parsed,
            received=fetched.received,
            size=len(fetched.body),
            fetch_took=fetch_took,
            parse_took=timedelta(seconds=time() - begun),
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            max_age=answer.max_age,
            state=after_failure(first, feed, self._settings, parsed.failed, now)
            if parsed.failed
            else after_success(first, feed, self._settings, answer, now),
        )

    async def ask_again(self, feed: Feed, seen: Visit) -> Visit:
        """`seen` with the response to a second request, as the next poll would send it; unchanged without validators."""
        if not seen.is_conditional:
            return seen
        state = FeedState(feed_id=feed.id, url=feed.url, next_poll_at=seen.at, etag=seen.etag, last_modified=seen.last_modified)
        fetched = await self._fetcher.fetch(feed, state)
        if isinstance(fetched, Fetched):
            fetched.release()
        is_answer = isinstance(fetched, Fetched | NotModified) and fetched.hops
        return replace(seen, again=fetched.hops[-1] if is_answer else None)

    async def feeds_of(self, feed: Feed) -> tuple[Visit, Sequence[Visit]]:
        """The probe of `feed`, and the feeds found there: itself, those that its page declares, or those at the usual paths."""
        seen = await self.visit(feed)
        if not seen.failed:
            return seen, [seen]
        if seen.failed.links is None:
            return seen, []
        named = await asyncio.gather(*[self.visit(replace(feed, url=url)) for url in seen.failed.links])
        if found := _distinct([each for each in named if not each.failed]):
            return seen, found
        for place in usual_places(seen.url):
            guessed = await self.visit(replace(feed, url=place))
            if not guessed.failed:
                return seen, [guessed]
        return seen, []


def _distinct(found: Sequence[Visit]) -> list[Visit]:
    """Each feed once, even if a page names it by several URLs."""
    first: dict[str, Visit] = {}
    for seen in found:
        first.setdefault(same_address(seen.url), seen)
    return list(first.values())

"""The Poller: feeds that are due → entries in the store, many at once and independently."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from monitor import __version__
from monitor.clock import Clock
from monitor.core.polling.budget import Budget, Claim, share, stakes
from monitor.core.polling.schedule import Answer, PollFailed, after_failure, after_success, put_off, rate_now, wish
from monitor.errors import StoreError
from monitor.feeds.fetch.fetcher import Fetched, Fetcher, HeldBack, NotModified
from monitor.feeds.fetch.hosts import Hosts
from monitor.feeds.parse.parser import Received
from monitor.feeds.parse.worker import Parsers
from monitor.ingest.recorder import Poll, PollResult, Recorder
from monitor.ingest.websub.hubs import named
from monitor.ingest.websub.polls import Weighing
from monitor.model import Config, Entry, Feed, FeedState
from monitor.store import feeds as store
from monitor.store.database import Connection, Database

_TICK = timedelta(seconds=1)  # clock time between two checks for due feeds
_SHORTEST = timedelta(milliseconds=500)  # feeds due within it are claimed, and mostly saved, together
_FLOOR = 0.01  # seconds of real time between two checks, however fast the clock
_WAITING = 4  # times the concurrency: polls started at once, most of them waiting for their host
_EVERY = sys.maxsize
_CATCHING_UP = 4  # times the usual number of polls per second, when everything is due at once
_SHARING = timedelta(minutes=10)  # how often the requests are shared again
_LEASE = timedelta(minutes=2)  # beyond the deadline of a poll: time to wait for a slot and to parse

log = structlog.get_logger("poller")


@dataclass(frozen=True, slots=True)
class _Tools:
    fetcher: Fetcher
    parsers: Parsers


class _Pace:
    """How many polls may start per second of the clock, so that overdue feeds after an outage are not polled in one burst."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._left = per_second
        self._since: datetime | None = None

    def allowed(self, now: datetime) -> int:
        """The number since the last call, at most one second's worth."""
        elapsed = (now - self._since) / timedelta(seconds=1) if self._since else 0.0
        self._left = min(self._left + max(elapsed, 0.0) * self._per_second, self._per_second)
        self._since = now
        return int(self._left)

    def spend(self, polls: int) -> None:
        self._left -= polls


class Poller:
    """Polls the feeds of `config` that this daemon can claim. `wake` is called when there are new entries."""

    def __init__(self, config: Config, database: Database, clock: Clock, wake: Callable[[], None], owner: str) -> None:
        """`owner` names this daemon in the leases on feeds."""
        self._settings = config.poll
        self._callback = config.websub.callback if config.websub else ""
        self._feeds = {feed.id: feed for feed in config.feeds}
        self._weights = {name: stake.weight for name, stake in stakes(config.feeds, config.watches).items()}
        self._budget, self._shared_at = Budget.of(config.poll), datetime.min.replace(tzinfo=UTC)
        self._database, self._clock, self._wake, self._owner = database, clock, wake, owner
        self._lease = config.poll.timeout + _LEASE
        self._tasks: dict[str, asyncio.Task[int]] = {}
        self._unrecorded: dict[str, FeedState] = {}  # running polls, with their initial state
        self._hosts = Hosts(config.poll.per_host, clock)
        self._recorder = Recorder(database)
        usual = len(self._feeds) / (config.poll.every / timedelta(seconds=1))
        self._pace = _Pace(max(_CATCHING_UP * usual, config.poll.concurrency))
        self._tools: _Tools | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Running polls are then cancelled and their feeds unchanged. Raises StoreError."""
        async with self._open() as tools:
            try:
                while not stop.is_set():
                    now = self._clock.now()
                    await self._share(now)
                    begun = await self._begin_due(tools, now, self._pace.allowed(now))
                    self._pace.spend(len(begun))
                    await self._pause(stop)
            finally:
                await self._give_up()

    async def poll_due(self) -> int:
        """Poll everything that is due now and wait for it. Returns the number of new entries. Raises StoreError."""
        now, found = self._clock.now(), 0
        async with self._open() as tools:
            try:
                while begun := await self._begin_due(tools, now):
                    found += sum(await asyncio.gather(*begun))
            finally:
                await self._give_up()
        return found

    async def poll_now(self, feed_ids: Collection[str]) -> int:
        """Poll these feeds, due or not. Returns the number of new entries. Raises StoreError."""
        states = [state for state in await self._database.read(store.feed_states) if state.feed_id in feed_ids]
        async with self._open() as tools:
            try:
                return sum(await asyncio.gather(*[self._begin(tools, state) for state in states]))
            finally:
                await self._give_up()

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[_Tools]:
        """One HTTP client and one set of parsers, open while needed."""
        if self._tools is not None:
            yield self._tools
            return
        await self._share(self._clock.now())
        async with Fetcher(self._settings, __version__, self._hosts) as fetcher, Parsers() as parsers:
            self._tools = _Tools(fetcher, parsers)
            try:
                yield self._tools
            finally:
                self._tools = None

    async def _share(self, now: datetime) -> None:
        """Share the requests again if it is time: rates are learnt, and weights and feeds change with the configuration."""
        if abs(now - self._shared_at) >= _SHARING:
            self._budget, self._shared_at = await self._database.read(self._shared, now), now

    def _shared(self, c: Connection, now: datetime) -> Budget:
        """Among the feeds without their own interval; off the event loop, because there may be many."""
        return share(
            (
                Claim(rate_now(rate, now - (new_entry_at or now)), self._weights[feed_id], wish(hint))
                for feed_id, rate, new_entry_at, hint in store.demands(c)
                if feed_id in self._feeds and not self._feeds[feed_id].every
            ),
            self._settings,
        )

    async def _begin_due(self, tools: _Tools, now: datetime, at_most: int = _EVERY) -> list[asyncio.Task[int]]:
        """Claim feeds that are due at `now` and start polling them. A running poll only has its lease renewed."""
        room = min(_WAITING * self._settings.concurrency - len(self._tasks), at_most)
        if room <= 0:
            return []
        claimed = await self._database.run(store.claim_due, now, room, self._lease, self._owner)
        mine = [state for state in claimed if state.feed_id in self._feeds and state.feed_id not in self._tasks]
        return [self._begin(tools, state) for state in mine]

    def _begin(self, tools: _Tools, state: FeedState) -> asyncio.Task[int]:
        task = asyncio.create_task(self._poll_and_record(tools, self._feeds[state.feed_id], state))
        self._tasks[state.feed_id], self._unrecorded[state.feed_id] = task, state

        def finish(done: asyncio.Task[int]) -> None:
            self._tasks.pop(state.feed_id)
            if not done.cancelled() and (error := done.exception()):
                log.error("poll not recorded", feed=state.feed_id, problem=str(error))

        task.add_done_callback(finish)
        return task

    async def _poll_and_record(self, tools: _Tools, feed: Feed, state: FeedState) -> int:
        try:
            result = await self._record(await self._poll(tools, feed, state))
        except StoreError:
            raise
        except Exception:  # whatever one feed causes, the others go on
            log.exception("poll broke", feed=feed.id)
            result = await self._record(self._failure(feed, state, PollFailed(what="internal error", todo="see the log")))
        found = len(result.entries)
        _report(state, result, found)
        if found:
            self._wake()
        return found

    async def _record(self, poll: Poll) -> PollResult:
        self._unrecorded.pop(poll.feed_id, None)
        return await self._recorder.record(poll)

    async def _poll(self, tools: _Tools, feed: Feed, state: FeedState) -> Poll:
        fetched = await tools.fetcher.fetch(feed, state)
        if isinstance(fetched, PollFailed):
            return self._failure(feed, state, fetched)
        if isinstance(fetched, HeldBack):
            later = put_off(state, feed, self._settings, fetched.until)
            return Poll(feed_id=feed.id, next_state=lambda _: later)
        if isinstance(fetched, NotModified):
            answer = replace(
                _answer(fetched),
                body_hash=state.body_hash,
                hint=state.hint,
                skips=state.skips,
                hubs=state.hubs,
                marks=state.marks,
            )
            return self._success(feed, state, answer, self._clock.now())
        now = self._clock.now()
        received = Received(fetched.body, fetched.content_type, fetched.url, feed, now, state.marks)
        try:
            parsed = await tools.parsers.parse(received)
        finally:
            fetched.release()
        if parsed.failed:
            return self._failure(feed, state, parsed.failed)
        answer = replace(
            _answer(fetched),
            body_hash=fetched.body_hash,
            hint=parsed.hint,
            skips=parsed.skips,
            hubs=named(fetched.link, parsed, fetched.url),
            marks=parsed.marks,
            rate=parsed.rate,
        )
        if not parsed.is_complete:  # truncated entries must come with the next poll
            answer = replace(answer, etag="", last_modified="", body_hash="")
            return replace(self._success(feed, state, answer, now, parsed.entries), base=fetched.url)
        shown = tuple(entry.id for entry in parsed.entries)
        return replace(self._success(feed, state, answer, now, parsed.entries, shown), base=fetched.url)

    def _success(
        self,
        feed: Feed,
        state: FeedState,
        answer: Answer,
        now: datetime,
        entries: tuple[Entry, ...] = (),
        shown: Sequence[str] | None = None,
    ) -> Poll:
        def next_state(new: Sequence[Entry]) -> FeedState:
            found = [entry.published_at for entry in new if not entry.revision]
            brought = replace(answer, new_entries=len(found), dates=tuple(filter(None, found)))
            return after_success(state, feed, self._settings, brought, now, self._budget.of_weight(self._weights[feed.id]))

        weighing = Weighing(feed=feed, before=state, shown=shown, at=now, settings=self._settings, callback=self._callback)
        return Poll(
            feed_id=feed.id,
            next_state=next_state,
            entries=entries,
            is_backlog=state.succeeded_at is None,
            weigh=weighing if self._callback else None,
        )

    def _failure(self, feed: Feed, state: FeedState, failed: PollFailed) -> Poll:
        later = after_failure(state, feed, self._settings, failed, self._clock.now())
        return Poll(feed_id=feed.id, next_state=lambda _: later, failed=failed)

    async def _pause(self, stop: asyncio.Event) -> None:
        """Until the next feed is due, at most a tick, or until `stop`."""
        due = await self._database.read(store.next_due_at)
        wait = min(max(due - self._clock.now(), _SHORTEST), _TICK) if due else _TICK
        ended, rested = asyncio.create_task(stop.wait()), asyncio.create_task(self._rest(wait))
        await asyncio.wait({ended, rested}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        rested.cancel()
        await asyncio.wait({ended, rested})

    async def _rest(self, wait: timedelta) -> None:
        await asyncio.gather(self._clock.sleep(wait), asyncio.sleep(_FLOOR))

    async def _give_up(self) -> None:
        """Cancel running polls that are not yet recorded, and release their feeds unchanged."""
        for feed_id in self._unrecorded:
            self._tasks[feed_id].cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        for state in self._unrecorded.values():
            await self._database.run(store.record_poll, state, ())
        self._unrecorded.clear()


def _answer(fetched: Fetched | NotModified) -> Answer:
    """What the headers say."""
    return Answer(
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        moved_to=fetched.moved_to,
        max_age=fetched.min_interval or timedelta(0),
    )


def _report(before: FeedState, result: PollResult, found: int) -> None:
    """Log new entries, a new problem or a recovery, in one line."""
    if result.failed and str(result.failed) != before.problem:
        log.warning("poll failed", feed=before.feed_id, problem=str(result.failed))
    elif before.problem and not result.failed:
        log.info("feed answers again", feed=before.feed_id, entries=found)
    elif found:
        log.info("polled", feed=before.feed_id, entries=found, next=result.state.next_poll_at.isoformat(timespec="seconds"))
    if result.state.url != before.url:
        log.info("feed has moved for good", feed=before.feed_id, to=result.state.url)

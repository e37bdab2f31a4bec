"""Record the results of polls: compare them with the store, decide and save, many polls in one transaction."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.core.polling.schedule import PollFailed
from monitor.core.text.urls import without_origin
from monitor.errors import StoreError
from monitor.model import Entry, FeedState, derived_id
from monitor.store import feeds as store
from monitor.store.database import Connection, Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A finished poll, before it is known which of its entries are new."""

    feed_id: str
    next_state: Callable[[Sequence[Entry]], FeedState]  # by those that are; must be pure
    entries: tuple[Entry, ...] = ()  # oldest first
    base: str = ""  # the address that they came from
    is_backlog: bool = False  # they were in the feed at its first poll
    failed: PollFailed | None = None
    weigh: Callable[[Connection, Sequence[Entry], FeedState], FeedState] | None = None  # what else goes into the state


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """The result of a poll: the feed's next state, its new entries (oldest first), and why there are none."""

    state: FeedState
    entries: tuple[Entry, ...] = ()
    failed: PollFailed | None = None


class Recorder:
    """Saves poll results: all that arrived while the database was busy in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Waiting] = []
        self._saving: asyncio.Task[None] | None = None

    async def record(self, poll: Poll) -> PollResult:
        """The result, once it is committed. Raises StoreError, and any error caused by this poll."""
        done: asyncio.Future[PollResult] = asyncio.get_running_loop().create_future()
        self._waiting.append((poll, done))
        if self._saving is None:
            self._saving = asyncio.create_task(self._save_all())
        return await done

    async def _save_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            if not await self._save(batch, is_last_try=len(batch) == 1):
                for each in batch:  # one of them caused the error; the others must still be saved
                    await self._save([each], is_last_try=True)
        self._saving = None

    async def _save(self, batch: "Sequence[_Waiting]", *, is_last_try: bool) -> bool:
        """Save a batch; whether its waiters got a result or an error."""
        try:
            results = await self._database.run(_record, [poll for poll, _ in batch])
        except Exception as error:  # noqa: BLE001 -- they are told
            if not (is_last_try or isinstance(error, StoreError)):
                return False
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
        else:
            for (_, done), result in zip(batch, results, strict=True):
                if not done.done():
                    done.set_result(result)
        return True


_Waiting = tuple[Poll, asyncio.Future[PollResult]]


def _record(c: Connection, polls: Sequence[Poll]) -> list[PollResult]:
    known = store.latest(c, [entry.id for poll in polls for entry in poll.entries])
    results = []
    for poll in polls:
        found = poll.entries if poll.is_backlog else without_renamed(c, poll.entries, known, poll.base)
        new = tuple(news(found, known, is_backlog=poll.is_backlog))
        state = poll.next_state(new)
        results.append(PollResult(state=poll.weigh(c, new, state) if poll.weigh else state, entries=new, failed=poll.failed))
    store.record_polls(c, [(result.state, result.entries) for result in results])
    return results


def without_renamed(c: Connection, entries: Sequence[Entry], known: Collection[str], base: str) -> Sequence[Entry]:
    """`entries` without those stored under another id because their publisher gave them no id before.

    Their id was made from their link. The link must be unique, and headline and date must be the same, so that no new entry
    is taken for a known one.
    """
    by_link = {
        entry.id: derived_id(entry.feed_id, without_origin(entry.url, base))
        for entry in entries
        if entry.url and entry.id not in known
    }
    uses = Counter(by_link.values())
    there = store.dated_titles(c, [own for entry_id, own in by_link.items() if own != entry_id and uses[own] == 1])
    return [entry for entry in entries if not _is_same(entry, there.get(by_link.get(entry.id, "")))]


def _is_same(entry: Entry, earlier: tuple[str, datetime | None] | None) -> bool:
    if earlier is None:
        return False
    title, published_at = earlier
    return title == entry.title and (entry.published_at == published_at or not (entry.published_at and published_at))


def news(entries: Sequence[Entry], known: Mapping[str, tuple[int, str]], *, is_backlog: bool) -> Iterator[Entry]:
    """New entries, and known ones with a changed headline as their next revision.

    `known` has the newest revision of an entry and its title, by id.
    """
    for entry in entries:
        revision, title = known.get(entry.id, (-1, ""))
        if revision < 0 or title != entry.title:
            yield replace(entry, revision=revision + 1, is_backlog=is_backlog)

"""Why a headline would, or an entry did, alert or not: for each watch-list the one thing that decided."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.core.alerts.reasons import because, stamp
from monitor.core.pipeline import Pipeline
from monitor.core.text.urls import full_address, host_of
from monitor.model import Alert, Config, Delivery, Entry, Feed, FeedState, Match, Mute, Reason
from monitor.store import entries, entry_history
from monitor.store.database import Connection
from monitor.store.entry_history import EntryHistory
from monitor.store.feeds import feed_states

SHOWN_ADDRESSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One watch-list's verdict on an entry. `deliveries` and `mutes` are those of its alert, for an entry that was judged."""

    match: Match
    reason: Reason
    why: str  # the one thing that decided, "" where the story was simply told
    alert: Alert | None = None
    deliveries: tuple[Delivery, ...] = ()
    mutes: tuple[Mute, ...] = ()
    is_recorded: bool = False  # decided when the entry came, not now


def typed(text: str, *, language: str, outlet: str, now: datetime) -> Entry:
    """The entry that "headline // summary" would be; `language` "" if it is to be recognised."""
    title, _, summary = (part.strip() for part in text.partition("//"))
    name = outlet or "typed"
    return Entry(id="typed", feed_id="typed", outlet=name, title=title, summary=summary, language=language, fetched_at=now)


def explain_new(config: Config, entry: Entry) -> tuple[Explanation, ...]:
    """What would be decided about an entry if it came now and no story were open."""
    pipeline = Pipeline(config)
    verdicts = pipeline.process(entry).verdicts
    told = (_explained(config, entry, each.match, each.reason, each.alert) for each in verdicts)
    return (*told, *_misses(config, pipeline, entry, {each.watch_id for each in verdicts}))


def explain_stored(config: Config, history: EntryHistory) -> tuple[Explanation, ...]:
    """What was decided about a stored entry, and why the other watch-lists of today lack something."""
    entry, kept = history.entry, history.verdicts
    told = (
        replace(
            _explained(config, entry, each.match, each.reason, each.alert, each.mutes),
            deliveries=each.deliveries,
            is_recorded=True,
        )
        for each in kept
    )
    return (*told, *_misses(config, Pipeline(config), entry, {each.match.watch_id for each in kept}))


def find(c: Connection, text: str) -> EntryHistory | None:
    """The stored entry with this address or id, with what became of it."""
    entry = entries.find(c, text)
    return entry_history.entry_history(c, entry) if entry else None


def seen(c: Connection, title: str, since: datetime) -> EntryHistory | None:
    """The last entry with this very headline that came after `since`, with what became of it."""
    entry = entry_history.seen(c, title, since)
    return entry_history.entry_history(c, entry) if entry else None


def not_fetched(c: Connection, config: Config, address: str) -> str:
    """Why there is no entry with this address: which feed would have had it, and how that fares; addresses that look like it."""
    states = {state.feed_id: state for state in feed_states(c)}
    listing, alike = entries.resembling(c, address, SHOWN_ADDRESSES)
    feeds = [feed for feed in config.feeds if feed.id in listing or _site(feed.url) == _site(address)]
    ending = f"\nsimilar addresses: {' '.join(alike)}" if alike else ""
    if not feeds:
        return f"not fetched: no feed of this site is read; `monitor feeds add` adds one{ending}"
    return f"not fetched: {'; '.join(_read_last(feed, states.get(feed.id)) for feed in feeds)}{ending}"


def _site(url: str) -> str:
    return host_of(full_address(url)).removeprefix("www.").removeprefix("feeds.").removeprefix("rss.")


def _read_last(feed: Feed, state: FeedState | None) -> str:
    if state is None or state.polled_at is None:
        return f"{feed.id} was never read"
    if state.problem:
        return f"{feed.id} could not be read at {stamp(state.polled_at)}: {state.problem}"
    return f"{feed.id} was read at {stamp(state.polled_at)} and has never listed it under this address"


def _misses(config: Config, pipeline: Pipeline, entry: Entry, judged: AbstractSet[str]) -> Iterator[Explanation]:
    """The watch-lists that lack a concept, those that lack the fewest first; last, those that find nothing at all."""
    for miss in sorted(pipeline.misses(entry), key=lambda miss: (not miss.lines, len(miss.missing))):
        if miss.missing and miss.watch_id not in judged:
            match = Match(watch_id=miss.watch_id, score=0, level=None, lines=miss.lines, missing=miss.missing)
            yield _explained(config, entry, match, Reason.NO_MATCH, None)


def _explained(
    config: Config, entry: Entry, match: Match, reason: Reason, alert: Alert | None, mutes: tuple[Mute, ...] = ()
) -> Explanation:
    watch = next((watch for watch in config.watches if watch.id == match.watch_id), None)
    why = because(reason, watch, match, entry, config.alerts, alert, mutes) if watch else "the list is gone"
    return Explanation(match=match, reason=reason, why=why, alert=alert, mutes=mutes)
